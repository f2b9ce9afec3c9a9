using NodaTime;

namespace ReferralSilo.Simulation.Tests.Scheduling;

/// <summary>The scheduler's time, for machine and business.</summary>
public sealed class VirtualTime(SeededScheduler scheduler) : TimeProvider, IClock
{
    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(GetUtcNow());

    public override DateTimeOffset GetUtcNow() => scheduler.Now.ToDateTimeOffset();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => scheduler.Now.ToUnixTimeTicks();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(scheduler, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>One timer. Fires on the scheduler's thread and belongs to no process; the work it starts does.</summary>
public sealed class VirtualTimer(SeededScheduler scheduler, Action fired) : ITimer
{
    private Instant? _at;
    private Duration? _period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period <= TimeSpan.Zero ? null : Duration.FromTimeSpan(period);
        if (dueTime < TimeSpan.Zero) _at = null;
        else Set(scheduler.Now + Duration.FromTimeSpan(dueTime));
        return true;
    }

    public void Set(Instant at)
    {
        // Whole ticks, like the program's own time.
        var due = Instant.FromUnixTimeTicks(at.ToUnixTimeTicks());
        _at = due;
        scheduler.Enqueue(this, due);
    }

    public void Cancel() => _at = null;

    /// <summary>False when it was changed or cancelled after it was queued.</summary>
    internal bool IsDue(Instant at) => _at == at;

    internal void Fire()
    {
        if (_period is { } period) Set(scheduler.Now + period);
        else _at = null;
        fired();
    }

    public void Dispose() => Cancel();

    public ValueTask DisposeAsync()
    {
        Cancel();
        return ValueTask.CompletedTask;
    }
}
