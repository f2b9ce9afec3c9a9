namespace ReferralSilo.Host.Timekeeping;

/// <summary>How the time of this silo was brought to the database's.</summary>
public enum Correction
{
    /// <summary>It agreed already, as far as the measurement can tell.</summary>
    None,

    /// <summary>It was behind, or not measured before, and was set.</summary>
    Set,

    /// <summary>It was a little ahead and goes at half speed until it agrees: no moment comes twice.</summary>
    Slowed,

    /// <summary>It was so far ahead that clocks would ring early, and was set back.</summary>
    SetBack,
}

/// <summary>
/// The time that the whole program uses: the database's clock, as last measured, carried on by this machine's monotonic
/// clock. So several silos agree, and a machine's clock that jumps between two measurements changes nothing. Before the
/// first measurement, and for good on a database that serves this process alone, it is the machine's clock.
/// Timestamps and timers are the machine's own always: how long something takes is never corrected.
/// </summary>
/// <param name="machine">The clock of this machine.</param>
public sealed class SiloTime(TimeProvider machine) : TimeProvider
{
    private volatile Course? _course;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow() =>
        _course is { } course ? course.At(machine.GetElapsedTime(course.Since)) : machine.GetUtcNow();

    /// <summary>How far this machine's own clock is behind the database's; negative when ahead. Zero before the first
    /// measurement.</summary>
    public TimeSpan OffsetOfMachine { get; private set; }

    /// <summary>
    /// Goes on from a measurement. Behind is set at once: what is due rings late, not early. Ahead by up to
    /// <see cref="TimekeepingLimits.SlowedUpTo"/> is slowed, by more is set back: a time that goes back is the lesser
    /// evil then, for clocks must not ring more than a second early. One caller at a time.
    /// </summary>
    public Correction Follow(ClockEstimate measured)
    {
        var at = machine.GetTimestamp();
        var truth = measured.Utc + machine.GetElapsedTime(measured.At, at);
        OffsetOfMachine = truth - machine.GetUtcNow();
        var behind = _course is { } course ? truth - course.At(machine.GetElapsedTime(course.Since, at))
            : TimeSpan.MaxValue;
        // A measurement may be worse than the one before: what lies within its uncertainty is no reason to move.
        if (behind.Duration() <= measured.Uncertainty) return Correction.None;
        if (behind < TimeSpan.Zero && -behind <= TimekeepingLimits.SlowedUpTo)
        {
            _course = new Course(at, truth, -behind);
            return Correction.Slowed;
        }

        _course = new Course(at, truth, TimeSpan.Zero);
        return behind < TimeSpan.Zero ? Correction.SetBack : Correction.Set;
    }

    /// <summary>Time from one measurement on: the truth of then, and how much too far ahead the time shown
    /// was.</summary>
    private sealed record Course(long Since, DateTimeOffset Truth, TimeSpan Ahead)
    {
        public DateTimeOffset At(TimeSpan elapsed) =>
            Truth + elapsed + (elapsed >= Ahead * 2 ? TimeSpan.Zero : Ahead - (elapsed / 2));
    }
}
