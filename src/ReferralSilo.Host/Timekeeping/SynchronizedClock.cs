using NodaTime;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>How a measurement corrected the clock of this silo.</summary>
public enum Correction
{
    /// <summary>No correction: the difference was within the uncertainty of the measurement.</summary>
    None,

    /// <summary>The time was behind, or was never measured before, and was set.</summary>
    Set,

    /// <summary>
    /// The time was slightly ahead and runs at half speed until it agrees, so no moment occurs twice.
    /// </summary>
    Slowed,

    /// <summary>The time was so far ahead that due work would run early, and was set back.</summary>
    SetBack,
}

/// <summary>
/// The time of day of the business, on every silo the same: the last measurement of the database's clock plus the time
/// elapsed since then on this machine's monotonic clock. A jump of the machine's clock between two measurements has no
/// effect. Before the first measurement, and always when the database serves only this process, it is the machine's
/// clock. Durations, delays and timers use the machine's <see cref="TimeProvider"/>, which is never corrected.
/// </summary>
/// <param name="machine">The clock of this machine.</param>
public sealed class SynchronizedClock(TimeProvider machine) : IClock
{
    private volatile Course? _course;

    public Instant GetCurrentInstant() =>
        _course is { } course ? course.At(machine.GetElapsedTime(course.Since)) : MachineNow;

    /// <summary>
    /// How far this machine's clock is behind the database's clock; negative when it is ahead.
    /// Zero before the first measurement.
    /// </summary>
    public TimeSpan OffsetOfMachine { get; private set; }

    private Instant MachineNow => Instant.FromDateTimeOffset(machine.GetUtcNow());

    /// <summary>
    /// Corrects the clock with a measurement. A clock that is behind is set at once: due work then runs late, not
    /// early. A clock ahead by up to <see cref="TimekeepingLimits.SlowedUpTo"/> is slowed. A clock further ahead is set
    /// back: due work must not run more than one second early, which would be worse than a time that goes back.
    /// Not thread-safe: only one caller at a time.
    /// </summary>
    public Correction Follow(ClockEstimate measured)
    {
        var at = machine.GetTimestamp();
        var truth = measured.Database + Duration.FromTimeSpan(machine.GetElapsedTime(measured.At, at));
        OffsetOfMachine = (truth - MachineNow).ToTimeSpan();
        var behind = _course is { } course
            ? (truth - course.At(machine.GetElapsedTime(course.Since, at))).ToTimeSpan()
            : TimeSpan.MaxValue;
        // A measurement may be less accurate than the last one, so a difference within its uncertainty is ignored.
        if (behind.Duration() <= measured.Uncertainty) return Correction.None;
        if (behind < TimeSpan.Zero && -behind <= TimekeepingLimits.SlowedUpTo)
        {
            _course = new Course(at, truth, -behind);
            return Correction.Slowed;
        }

        _course = new Course(at, truth, TimeSpan.Zero);
        return behind < TimeSpan.Zero ? Correction.SetBack : Correction.Set;
    }

    /// <summary>
    /// The time since one measurement: <c>Truth</c> is the database's time at that measurement,
    /// and <c>Ahead</c> is how far the silo's clock was ahead of it.
    /// </summary>
    private sealed record Course(long Since, Instant Truth, TimeSpan Ahead)
    {
        /// <summary>In whole ticks, because the ledger stores whole ticks.</summary>
        public Instant At(TimeSpan elapsed) => Truth
            + Duration.FromTimeSpan(elapsed + (elapsed >= Ahead * 2 ? TimeSpan.Zero : Ahead - (elapsed / 2)));
    }
}
