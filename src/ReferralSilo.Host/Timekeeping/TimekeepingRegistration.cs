using ReferralSilo.Host.Setup;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>Registers the only time source of the process.</summary>
public static class TimekeepingRegistration
{
    /// <summary>Must come before all other parts, because each part uses the time provider registered first.</summary>
    /// <param name="machine">The clock of this machine; null means the system clock.</param>
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

    /// <summary>
    /// Runs the first measurement. The start waits for it, because everything else uses this time for its timestamps.
    /// </summary>
    public static async Task SetTime(this WebApplication app)
    {
        await app.Services.GetRequiredService<ClockSynchronizer>().MeasureFirst(app.Lifetime.ApplicationStopping);
        app.Services.GetRequiredService<ClockMetrics>();
    }
}
