using System.Collections.Concurrent;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// Leaves without failing anyone: not ready, watchers move, intake stops, what is under way ends; then the host stops
/// and the silo leaves the cluster. It spares clients a retry; nothing that must be right depends on it.
/// </summary>
public sealed partial class Drain(Readiness readiness, DrainLimits limits, TimeProvider time, ILogger<Drain> log)
{
    private readonly ConcurrentDictionary<DrainLease, byte> _watchers = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _unwatched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _inFlight;
    private volatile bool _draining, _closed;

    /// <summary>What a stream ends with, and a request is refused with.</summary>
    public const string StreamCode = "silo-draining", RequestCode = "draining";

    /// <summary>True from the first moment of leaving.</summary>
    public bool IsDraining => _draining;

    /// <summary>True once new requests are refused.</summary>
    public bool IsClosed => _closed;

    /// <summary>Requests under way.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    public TimeSpan RetryAfter => limits.RetryAfter;

    /// <summary>A stream or circuit that is told when to move: <see cref="DrainLease.Moved"/>; at once when this silo
    /// is leaving already.</summary>
    public DrainLease Watch()
    {
        var lease = new DrainLease(time, Left);
        _watchers[lease] = 0;
        // Entered first, asked after: one of the two sees the other.
        if (_draining) lease.MoveWithin(TimeSpan.Zero);
        return lease;
    }

    /// <summary>Counts a request as under way; false once intake has stopped.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _inFlight);
        if (!_closed) return true;
        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _closed) _idle.TrySetResult();
    }

    /// <summary>Everything before the host stops. <paramref name="hurry"/>: whoever asked has asked twice.</summary>
    public async Task Run(CancellationToken hurry)
    {
        _draining = true;
        readiness.NotReady("draining");
        var started = time.GetTimestamp();
        foreach (var watcher in _watchers.Keys) watcher.MoveWithin(limits.Move);
        LogLeaving(_watchers.Count, InFlight);
        try
        {
            var open = limits.Notice > limits.Move || _watchers.IsEmpty ? limits.Notice : limits.Move;
            await Task.Delay(open, time, hurry);
            await Farewell(hurry);
            _closed = true;
            // Entered and left at once: finds a silo that is idle already, and a last request that leaves meanwhile.
            if (TryEnter()) Exit();
            if (InFlight == 0) _idle.TrySetResult();
            await _idle.Task.WaitAsync(limits.InFlight, time, hurry);
        }
        catch (TimeoutException)
        {
            // Cut off by the stopping server; the client repeats with the same key elsewhere.
            LogCutOff(InFlight);
        }
        catch (OperationCanceledException) when (hurry.IsCancellationRequested)
        {
            // Told twice: the rest is for the host's own stop.
            _closed = true;
        }

        LogDrained((long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>The last of those told to move still have to hear it: a stopping host would cut them off in
    /// mid-word.</summary>
    private async Task Farewell(CancellationToken hurry)
    {
        if (_watchers.IsEmpty) return;
        try
        {
            await _unwatched.Task.WaitAsync(limits.Farewell, time, hurry);
        }
        catch (TimeoutException)
        {
            // Clients that do not read: cut off, and they come back from their cursor.
            LogUnheard(_watchers.Count);
        }
    }

    private void Left(DrainLease lease)
    {
        _watchers.TryRemove(lease, out _);
        if (_draining && _watchers.IsEmpty) _unwatched.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Watchers} watchers did not leave in time and are cut off")]
    private partial void LogUnheard(int watchers);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Leaving: {Watchers} watchers move, {Requests} requests end")]
    private partial void LogLeaving(int watchers, long requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Requests} requests did not end in time and are cut off")]
    private partial void LogCutOff(long requests);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained in {Milliseconds} ms; leaving the cluster")]
    private partial void LogDrained(long milliseconds);
}

/// <summary>One watcher of this silo.</summary>
public sealed class DrainLease : IDisposable
{
    private readonly CancellationTokenSource _moved;
    private readonly TimeProvider _time;
    private readonly Action<DrainLease> _left;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _gone;

    internal DrainLease(TimeProvider time, Action<DrainLease> left) =>
        (_moved, _time, _left) = (new CancellationTokenSource(), time, left);

    /// <summary>Fires when this watcher is to go elsewhere.</summary>
    public CancellationToken Moved => _moved.Token;

    /// <summary>Fires <see cref="Moved"/> at a moment of chance within this time.</summary>
    internal void MoveWithin(TimeSpan time)
    {
        lock (_gate)
        {
            if (_gone || _timer is not null) return;
            if (time > TimeSpan.Zero) _timer =
                _time.CreateTimer(_ => Fire(), null, time * Random.Shared.NextDouble(), Timeout.InfiniteTimeSpan);
        }

        if (time <= TimeSpan.Zero) Fire();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_gone) return;
            _gone = true;
            _timer?.Dispose();
        }

        _left(this);
        _moved.Dispose();
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_gone) return;
        }

        try
        {
            _moved.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It left by itself in this very moment.
        }
    }
}
