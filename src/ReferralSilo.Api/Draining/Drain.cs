using System.Collections.Concurrent;

namespace ReferralSilo.Api.Draining;

/// <summary>
/// Prepares a stop without failed requests: the process becomes not ready, watchers move to another silo, new requests
/// are refused and running requests finish. Then the host stops and the silo leaves the cluster.
/// The drain only saves clients a retry; correctness does not depend on it.
/// </summary>
public sealed partial class Drain(Readiness readiness, DrainLimits limits, TimeProvider time, ILogger<Drain> log)
{
    private readonly ConcurrentDictionary<DrainLease, byte> _watchers = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _unwatched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _inFlight;
    private volatile bool _draining, _closed;

    /// <summary>Error codes: the one that ends a stream, and the one of a refused request.</summary>
    public const string StreamCode = "silo-draining", RequestCode = "draining";

    /// <summary>True from the start of the drain.</summary>
    public bool IsDraining => _draining;

    /// <summary>True once new requests are refused.</summary>
    public bool IsClosed => _closed;

    /// <summary>Number of running requests.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    public TimeSpan RetryAfter => limits.RetryAfter;

    /// <summary>
    /// Registers a stream or circuit. <see cref="DrainLease.Moved"/> signals when it must move to another silo;
    /// during a drain it signals at once.
    /// </summary>
    public DrainLease Watch()
    {
        var lease = new DrainLease(time, Left);
        _watchers[lease] = 0;
        // The lease is added before the flag is read, so this method and Run cannot both miss a new watcher.
        if (_draining) lease.MoveWithin(TimeSpan.Zero);
        return lease;
    }

    /// <summary>Counts a request as running; false once new requests are refused.</summary>
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

    /// <summary>Runs the drain; the host stops afterwards.</summary>
    /// <param name="hurry">Cancelled by a second stop signal: skips the rest of the drain.</param>
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
            // Completes the wait when no request is running, or when the last one ends at this moment.
            if (TryEnter()) Exit();
            if (InFlight == 0) _idle.TrySetResult();
            await _idle.Task.WaitAsync(limits.InFlight, time, hurry);
        }
        catch (TimeoutException)
        {
            // The stopping server aborts them. The clients retry with the same key on another silo.
            LogCutOff(InFlight);
        }
        catch (OperationCanceledException) when (hurry.IsCancellationRequested)
        {
            // A second stop signal: the host stops at once.
            _closed = true;
        }

        LogDrained((long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>
    /// Waits until the last watchers have left, at most <see cref="DrainLimits.Farewell"/>.
    /// Otherwise the stopping host could close a connection in the middle of a message.
    /// </summary>
    private async Task Farewell(CancellationToken hurry)
    {
        if (_watchers.IsEmpty) return;
        try
        {
            await _unwatched.Task.WaitAsync(limits.Farewell, time, hurry);
        }
        catch (TimeoutException)
        {
            // These clients do not read. Their connections are closed, and they resume from their cursor.
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

/// <summary>The registration of one watcher of this silo; dispose it when the watcher ends.</summary>
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

    /// <summary>Cancelled when this watcher must move to another silo.</summary>
    public CancellationToken Moved => _moved.Token;

    /// <summary>Cancels <see cref="Moved"/> after a random part of this time.</summary>
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
            // The watcher ended by itself at the same moment.
        }
    }
}
