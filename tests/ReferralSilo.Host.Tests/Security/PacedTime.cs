using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>
/// Time that only the test moves, and that knows whether anybody waits for it: a timer that has rung is set again once
/// what it woke is done. That is the fact to wait for before time is moved on. Timers that ring again and again tell
/// nothing of the kind and do not count. Machine and business have the same time.
/// </summary>
public sealed class PacedTime(DateTimeOffset start) : FakeTimeProvider(start), IClock
{
    private int _set;
    private long _clockIsOff;

    /// <summary>How far the time of day is off; timers and timestamps take no notice.</summary>
    public TimeSpan ClockIsOff
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _clockIsOff));
        set => Interlocked.Exchange(ref _clockIsOff, value.Ticks);
    }

    /// <summary>A timer is set: nothing that it woke is still under way.</summary>
    public bool IsAwaited => Volatile.Read(ref _set) > 0;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ClockIsOff;

    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(GetUtcNow());

    // That of the base follows its time of day.
    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Watched(this, period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero);
        timer.Inner = base.CreateTimer(s =>
        {
            timer.Rang();
            callback(s);
        }, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Watched(PacedTime time, bool once) : ITimer
    {
        private int _isSet;

        public ITimer Inner { get; set; } = null!;

        public void Rang()
        {
            Is(false);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Is(once && dueTime != Timeout.InfiniteTimeSpan);
            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            Is(false);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Is(bool set)
        {
            var before = Interlocked.Exchange(ref _isSet, set ? 1 : 0);
            Interlocked.Add(ref time._set, (set ? 1 : 0) - before);
        }
    }
}
