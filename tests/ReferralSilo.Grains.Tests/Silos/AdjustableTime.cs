using System.Diagnostics;
using NodaTime;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Real time that a test may move forward: timers due in the skipped time fire at once. It does not stand
/// still, because silos need time to start and to monitor each other. It is the time of the machine and of the
/// business.</summary>
public sealed class AdjustableTime(DateTimeOffset start) : TimeProvider, IClock
{
    private readonly HashSet<AdjustableTimer> _timers = [];
    private readonly Lock _gate = new();
    private long _setBack;
    private long _ahead = (start - DateTimeOffset.UtcNow).Ticks;

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UtcNow.AddTicks(Interlocked.Read(ref _ahead) - Interlocked.Read(ref _setBack));

    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(GetUtcNow());

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Stopwatch.GetElapsedTime(0).Ticks + Interlocked.Read(ref _ahead);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new AdjustableTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the time of day back; timers and timestamps do not change.</summary>
    public void SetBack(TimeSpan by) => Interlocked.Add(ref _setBack, by.Ticks);

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, by.Ticks);
        AdjustableTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Shorten(by);
    }

    /// <summary>A system timer that fires earlier when time is moved.</summary>
    private sealed class AdjustableTimer : ITimer
    {
        private readonly AdjustableTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly Timer _timer;
        private DateTimeOffset? _dueAt;
        private TimeSpan _period;

        public AdjustableTimer(AdjustableTime time, TimerCallback callback, object? state)
        {
            (_time, _callback, _state) = (time, callback, state);
            _timer = new Timer(_ => Fire(), null, Timeout.Infinite, Timeout.Infinite);
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

        public void Shorten(TimeSpan by)
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

        private void Fire()
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
