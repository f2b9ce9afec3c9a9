using NodaTime;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>
/// The time of day stands still; <see cref="Passed"/> moves only timestamps. Short waits (pacing, retries, selecting a
/// row) end at once unless they are held; long ones (silence) end only by
/// <see cref="End"/>. So no page test depends on the speed of the
/// machine.
/// </summary>
internal sealed class QuickTime(DateTimeOffset now) : TimeProvider, IClock
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4.5);
    private readonly Lock _lock = new();
    private readonly List<QuickTimer> _held = [];
    private readonly List<(QuickTimer Timer, TimeSpan Due)> _long = [];
    private bool _hold;

    public override DateTimeOffset GetUtcNow() => now;

    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(now);

    /// <summary>Time since the machine started, for durations. Not zero, so that a timestamp that was never set counts
    /// as long ago.</summary>
    public TimeSpan Passed { get; set; } = TimeSpan.FromHours(1);

    public override long GetTimestamp() => (long)(Passed.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new QuickTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>From now on, short waits are held as well, except the pacing of renders.</summary>
    public void Hold()
    {
        lock (_lock) _hold = true;
    }

    public void Release()
    {
        lock (_lock)
        {
            _hold = false;
            foreach (var timer in _held) timer.Fire();
            _held.Clear();
        }
    }

    /// <summary>Ends every long wait of this length.</summary>
    public void End(TimeSpan wait)
    {
        lock (_lock)
        {
            foreach (var (timer, due) in _long)
                if (due == wait) timer.Fire();
        }
    }

    private void Start(QuickTimer timer, TimeSpan due)
    {
        if (due == Timeout.InfiniteTimeSpan) return;
        if (due >= Long)
        {
            lock (_lock) _long.Add((timer, due));
            return;
        }
        lock (_lock)
        {
            if (_hold && due > ReferralSilo.Console.Live.FollowerLimits.RenderEvery) _held.Add(timer);
            else timer.Fire();
        }
    }

    private sealed class QuickTimer(QuickTime time, Action callback) : ITimer
    {
        private volatile bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Start(this, dueTime);
            return true;
        }

        /// <summary>Runs on another thread, because the caller may hold a lock.</summary>
        public void Fire() => ThreadPool.QueueUserWorkItem(_ =>
        {
            if (!_disposed) callback();
        });

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
