using System.Diagnostics;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>
/// Time that passes as the wall's does and that the test may move further at once: every timer that would have rung
/// meanwhile rings then. It passes by itself because silos cannot start or look after each other while time stands
/// still.
/// </summary>
public sealed class MovingTime(DateTimeOffset start) : TimeProvider
{
    private readonly HashSet<MovingTimer> _timers = [];
    private readonly Lock _gate = new();
    private long _setBack;
    private long _ahead = (start - DateTimeOffset.UtcNow).Ticks;

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UtcNow.AddTicks(Interlocked.Read(ref _ahead) - Interlocked.Read(ref _setBack));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Stopwatch.GetElapsedTime(0).Ticks + Interlocked.Read(ref _ahead);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MovingTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The time of day is set back: timers and timestamps take no notice.</summary>
    public void SetBack(TimeSpan by) => Interlocked.Add(ref _setBack, by.Ticks);

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, by.Ticks);
        MovingTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Nearer(by);
    }

    /// <summary>A timer of the system that comes nearer when time is moved.</summary>
    private sealed class MovingTimer : ITimer
    {
        private readonly MovingTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly Timer _timer;
        private DateTimeOffset? _dueAt;
        private TimeSpan _period;

        public MovingTimer(MovingTime time, TimerCallback callback, object? state)
        {
            (_time, _callback, _state) = (time, callback, state);
            _timer = new Timer(_ => Ring(), null, Timeout.Infinite, Timeout.Infinite);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                var isSet = dueTime != Timeout.InfiniteTimeSpan;
                (_dueAt, _period) = (isSet ? DateTimeOffset.UtcNow + dueTime : null, period);
                if (isSet) _time._timers.Add(this);
                else _time._timers.Remove(this);
            }

            return _timer.Change(dueTime, period);
        }

        public void Nearer(TimeSpan by)
        {
            lock (_time._gate)
            {
                if (_dueAt is not { } due || !_time._timers.Contains(this)) return;
                var left = due - by - DateTimeOffset.UtcNow;
                _dueAt = due - by;
                _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
            }
        }

        public void Dispose()
        {
            lock (_time._gate) _time._timers.Remove(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Ring()
        {
            lock (_time._gate)
            {
                if (_period > TimeSpan.Zero) _dueAt = DateTimeOffset.UtcNow + _period;
                else _time._timers.Remove(this);
            }

            _callback(_state);
        }
    }
}
