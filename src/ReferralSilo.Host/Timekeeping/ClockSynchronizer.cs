using ReferralSilo.Storage;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>
/// Measures this machine's clock against the database's, at the start and again in each period, and brings the time of
/// the silo to it. A database that does not answer changes nothing: time goes on from the last measurement, which a
/// monotonic clock carries for hours before it is a second off, and the next try comes soon
/// (<see cref="TimekeepingLimits.Retry"/>).
/// </summary>
public sealed partial class ClockSynchronizer(SiloTime time, IDatabaseClock? database, ClockTuning tuning,
    ILogger<ClockSynchronizer> log) : BackgroundService
{
    private long _measuredAt;
    private bool _lost;

    /// <summary>The last measurement; null when there was none, as on a database that serves this process
    /// alone.</summary>
    public ClockEstimate? Measured { get; private set; }

    /// <summary>How old the last measurement is; null when there was none.</summary>
    public TimeSpan? Age => Measured is null ? null : time.GetElapsedTime(_measuredAt);

    /// <summary>How far the machine's clock is behind the database's; negative when ahead.</summary>
    public TimeSpan OffsetOfMachine => time.OffsetOfMachine;

    /// <summary>True when the machine's clock is further off than it should be. The time of the silo is right all the
    /// same.</summary>
    public bool IsOff { get; private set; }

    /// <summary>Measures until it is done, however long that takes: a clock that was never measured may be hours
    /// off.</summary>
    public async Task MeasureFirst(CancellationToken ct)
    {
        while (!await Measure(ct)) await Task.Delay(TimekeepingLimits.Retry, time, ct);
    }

    /// <summary>Measures once. False when the database did not answer, or too slowly to tell: everything stays as it
    /// was.</summary>
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
            // What was read before it went away still counts.
            failure = e;
        }

        if (ClockEstimate.Best(readings, time, TimekeepingLimits.LongestRoundTrip) is not { } estimate)
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
            await Task.Delay(wait, time, stoppingToken);
    }

    private async Task<ClockReading> Look(IDatabaseClock database, CancellationToken ct)
    {
        var asked = time.GetTimestamp();
        var shown = await database.Read(ct);
        return new ClockReading(asked, time.GetTimestamp(), shown.ToDateTimeOffset());
    }

    private void Take(ClockEstimate estimate)
    {
        var correction = time.Follow(estimate);
        (Measured, _measuredAt) = (estimate, time.GetTimestamp());
        var offset = (long)time.OffsetOfMachine.TotalMilliseconds;
        if (_lost) LogFound(offset);
        _lost = false;
        if (correction == Correction.SetBack) LogSetBack(offset);
        var off = time.OffsetOfMachine.Duration() > tuning.ComplainAbove;
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
