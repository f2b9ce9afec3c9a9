using NodaTime;
using ReferralSilo.Storage;
using ReferralSilo.Api.Time;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>
/// Registers the two times of the process: <see cref="IClock"/> is the time of day of the business, the same on every
/// silo; <see cref="TimeProvider"/> is the machine, for durations, delays and timers.
/// </summary>
public static class TimekeepingRegistration
{
    /// <param name="builder">The program.</param>
    /// <param name="tuning">How the clock follows the database.</param>
    /// <param name="database">Null when the machine's clock is used.</param>
    /// <param name="machine">The clock of this machine; null means the system clock.</param>
    public static void AddTime(this WebApplicationBuilder builder, ClockTuning tuning, IDatabaseClock? database,
        TimeProvider? machine = null)
    {
        machine ??= TimeProvider.System;
        var clock = new SynchronizedClock(machine);
        builder.Services.AddSingleton(machine);
        builder.Services.AddSingleton<IClock>(clock);
        // Silos compare the times of their membership rows: when a row was renewed, when a silo was suspected.
        builder.Services.AddKeyedSingleton<TimeProvider>(
            TimeProviderNames.Membership, new ClockTimeProvider(clock, machine));
        builder.Services.AddSingleton(s => new ClockSynchronizer(
            clock, machine, database, tuning, s.GetRequiredService<ILogger<ClockSynchronizer>>()));
        builder.Services.AddHostedService(s => s.GetRequiredService<ClockSynchronizer>());
        builder.Services.AddSingleton<ClockMetrics>();
    }

    /// <summary>
    /// Runs the first measurement. The start waits for it, because everything else uses this clock for its timestamps.
    /// </summary>
    public static async Task SetTime(this WebApplication app)
    {
        await app.Services.GetRequiredService<ClockSynchronizer>().MeasureFirst(app.Lifetime.ApplicationStopping);
        app.Services.GetRequiredService<ClockMetrics>();
    }
}
