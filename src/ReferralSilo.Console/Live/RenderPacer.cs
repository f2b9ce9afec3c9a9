namespace ReferralSilo.Console.Live;

/// <summary>
/// Turns any number of requests into one pending render: at once when quiet, otherwise when
/// <see cref="FollowerLimits.RenderEvery"/> has passed. A render per change cost half a core.
/// </summary>
public sealed class RenderPacer(TimeProvider time, Func<Task> render) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _last;
    private bool _everRendered, _pending, _closed;

    /// <summary>Asks for a render; does nothing while one is pending.</summary>
    public void Request()
    {
        TimeSpan wait;
        lock (_lock)
        {
            if (_pending || _closed) return;
            _pending = true;
            wait = _everRendered ? FollowerLimits.RenderEvery - time.GetElapsedTime(_last) : TimeSpan.Zero;
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
            // Cleared before rendering: a change that arrives meanwhile asks for the next one and is never lost.
            _pending = false;
            _everRendered = true;
            _last = time.GetTimestamp();
        }
        _ = render();
    }
}
