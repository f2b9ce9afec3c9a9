namespace ReferralSilo.Console.Live;

/// <summary>
/// Combines any number of requests into one pending render: at once when idle,
/// otherwise after a pause that grows with the duration of a render. One render per
/// change took half a core; a fixed pause delayed urgent rows on an idle machine.
/// </summary>
public sealed class RenderPacer(TimeProvider time, Func<Task> render) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private TimeSpan _pause = FollowerLimits.RenderEvery;
    private long _last;
    private bool _everRendered, _pending, _closed;

    /// <summary>Requests a render; does nothing while one is pending.</summary>
    public void Request()
    {
        TimeSpan wait;
        lock (_lock)
        {
            if (_pending || _closed) return;
            _pending = true;
            wait = _everRendered ? _pause - time.GetElapsedTime(_last) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
            {
                _timer ??= time.CreateTimer(_ => Start(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        Start();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _timer?.Dispose();
        }
    }

    private void Start()
    {
        lock (_lock)
        {
            if (_closed || !_pending) return;
            // Cleared before rendering, so a change that arrives during the render requests the next one and is not
            // lost.
            _pending = false;
            _everRendered = true;
            _last = time.GetTimestamp();
        }
        _ = Render();
    }

    private async Task Render()
    {
        var started = time.GetTimestamp();
        await render();
        var rest = time.GetElapsedTime(started) * FollowerLimits.RestPerRender;
        lock (_lock)
        {
            _pause = rest < FollowerLimits.RenderEvery ? FollowerLimits.RenderEvery
                : rest > FollowerLimits.LongestPause ? FollowerLimits.LongestPause
                : rest;
            _last = time.GetTimestamp();
        }
    }
}
