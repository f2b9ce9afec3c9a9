using ReferralSilo.Storage;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>
/// Measures this machine's clock against the database's clock at the start and once per period, and corrects the silo's
/// clock. When the database does not answer, time continues from the last measurement; a monotonic clock needs hours to
/// be one second off. The next attempt follows after <see cref="TimekeepingLimits.Retry"/>.
/// </summary>
public sealed partial class ClockSynchronizer(SynchronizedClock clock, TimeProvider machine, IDatabaseClock? database,
    ClockTuning tuning, ILogger<ClockSynchronizer> log) : BackgroundService
{
    private long _measuredAt;
    private bool _lost;

    /// <summary>
    /// The last measurement; null when there was none, for example when the database serves only this process.
    /// </summary>
    public ClockEstimate? Measured { get; private set; }

    /// <summary>Age of the last measurement; null when there was none.</summary>
    public TimeSpan? Age => Measured is null ? null : machine.GetElapsedTime(_measuredAt);

    /// <summary>How far the machine's clock is behind the database's clock; negative when it is ahead.</summary>
    public TimeSpan OffsetOfMachine => clock.OffsetOfMachine;

    /// <summary>
    /// True when the machine's clock is off by more than <see cref="ClockTuning.ComplainAbove"/>.
    /// The silo's clock is still correct.
    /// </summary>
    public bool IsOff { get; private set; }

    /// <summary>
    /// Repeats until a measurement succeeds. There is no time limit,
    /// because a clock that was never measured may be hours off.
    /// </summary>
    public async Task MeasureFirst(CancellationToken ct)
    {
        while (!await Measure(ct)) await Task.Delay(TimekeepingLimits.Retry, machine, ct);
    }

    /// <summary>
    /// Measures once. False, without any change, when the database did not answer or answered too slowly.
    /// </summary>
    public async Task<bool> Measure(CancellationToken ct = default)
    {
        if (database is null) return true;
        var readings = new List<ClockReading>(TimekeepingLimits.Readings);
        Exception? failure = null;
        try
        {
            while (readings.Count < TimekeepingLimits.Readings) readings.Add(await Look(database, ct));
        }
        catch (LedgerUnavailableException e)
        {
            // The readings before the failure are still used.
            failure = e;
        }

        if (ClockEstimate.Best(readings, machine, TimekeepingLimits.LongestRoundTrip) is not { } estimate)
        {
            var why = failure?.GetType().Name ?? "too slow";
            if (!_lost && Measured is null) LogNeverMeasured(why);
            else if (!_lost) LogLost(why);
            _lost = true;
            return false;
        }

        Take(estimate);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database is null) return;
        for (var wait = tuning.Period; ; wait = await Measure(stoppingToken) ? tuning.Period : TimekeepingLimits.Retry)
            await Task.Delay(wait, machine, stoppingToken);
    }

    private async Task<ClockReading> Look(IDatabaseClock database, CancellationToken ct)
    {
        var asked = machine.GetTimestamp();
        var shown = await database.Read(ct);
        return new ClockReading(asked, machine.GetTimestamp(), shown);
    }

    private void Take(ClockEstimate estimate)
    {
        var correction = clock.Follow(estimate);
        (Measured, _measuredAt) = (estimate, machine.GetTimestamp());
        var offset = (long)clock.OffsetOfMachine.TotalMilliseconds;
        if (_lost) LogFound(offset);
        _lost = false;
        if (correction == Correction.SetBack) LogSetBack(offset);
        var off = clock.OffsetOfMachine.Duration() > tuning.ComplainAbove;
        if (off && !IsOff) LogOff(offset, tuning.ComplainAbove.TotalSeconds);
        if (!off && IsOff) LogRightAgain(offset);
        IsOff = off;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The clock of this machine is {Offset} ms behind the database's (negative: ahead), more than "
        + "{Limit} s. It is corrected for, but should be mended")]
    private partial void LogOff(long offset, double limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock of this machine is right again: {Offset} ms")]
    private partial void LogRightAgain(long offset);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The database's clock was set back: so was the time of this silo; the machine is now {Offset} ms "
        + "behind")]
    private partial void LogSetBack(long offset);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The clock could not be measured against the database ({Why}); time goes on from the last "
        + "measurement")]
    private partial void LogLost(string why);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The clock could not be measured against the database ({Why}); nothing starts before it was")]
    private partial void LogNeverMeasured(string why);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The clock is measured again: {Offset} ms behind the database's")]
    private partial void LogFound(long offset);
}
