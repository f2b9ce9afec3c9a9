using ReferralSilo.Host.Setup;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>The one source of time of the process.</summary>
public static class TimekeepingRegistration
{
    /// <summary>Before all other parts: each takes the time that is registered first.</summary>
    /// <param name="machine">The clock of this machine; the system's when null.</param>
    public static void AddTime(this WebApplicationBuilder builder, ClockTuning tuning, Stores stores,
        TimeProvider? machine = null)
    {
        var time = new SiloTime(machine ?? TimeProvider.System);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(s =>
            new ClockSynchronizer(time, stores.Ledger.Clock, tuning,
            s.GetRequiredService<ILogger<ClockSynchronizer>>()));
        builder.Services.AddHostedService(s => s.GetRequiredService<ClockSynchronizer>());
        builder.Services.AddSingleton<ClockMetrics>();
    }

    /// <summary>The first measurement, before anything is stamped with the time: without it nothing starts.</summary>
    public static async Task SetTime(this WebApplication app)
    {
        await app.Services.GetRequiredService<ClockSynchronizer>().MeasureFirst(app.Lifetime.ApplicationStopping);
        app.Services.GetRequiredService<ClockMetrics>();
    }
}
