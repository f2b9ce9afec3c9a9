using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Projections;

/// <summary>
/// Passes the new events of all streams, committed on any silo, to subscribers of this silo: grains that show committed
/// states and follow their changes. The ledger is read once for all of them, and only while there is one. Nothing is
/// stored: a subscriber first subscribes, then loads what it shows, and ignores events that the loaded state includes.
/// </summary>
public sealed partial class LedgerTail(ILedger ledger, ILogger<LedgerTail> logger)
    : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private ImmutableList<Subscription> _subscriptions = [];
    private TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedgerPosition? _position;
    private long _readAt;

    /// <summary>Time since the start of the last read that reached the end of the ledger: everything committed longer
    /// ago was passed on. Null while nothing is read.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (_gate) return _position is null ? null : Stopwatch.GetElapsedTime(_readAt);
        }
    }

    /// <summary>
    /// Passes every event that is committed after this call to <paramref name="receive"/>, in order, until the result
    /// is disposed. <paramref name="receive"/> must return at once and must not throw.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">The ledger could not be read; there is no subscription.</exception>
    public async Task<IDisposable> Subscribe(Action<IReadOnlyList<PositionedEvent>> receive,
        CancellationToken ct = default)
    {
        var subscription = new Subscription(this, receive);
        await _starting.WaitAsync(ct);
        try
        {
            lock (_gate)
            {
                if (_subscriptions.Count > 0)
                {
                    _subscriptions = _subscriptions.Add(subscription);
                    return subscription;
                }
            }

            var startedAt = Stopwatch.GetTimestamp();
            var last = await ledger.LastPosition(ct);
            lock (_gate)
            {
                (_position, _readAt) = (last, startedAt);
                _subscriptions = [subscription];
                _subscribed.TrySetResult();
            }

            return subscription;
        }
        finally
        {
            _starting.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pacer = new ReadPacer();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Subscribed().WaitAsync(stoppingToken);
            var next = ledger.NextCommit;
            try
            {
                if (!await ReadPage(stoppingToken)) await pacer.Wait(next, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The position is unchanged; the next read returns the same events.
                LogFailed(e.GetType().Name);
                await ReadPacer.WaitAfterFailure(stoppingToken);
            }
        }
    }

    /// <summary>Reads and passes on one page; true when there may be more.</summary>
    private async Task<bool> ReadPage(CancellationToken ct)
    {
        LedgerPosition position;
        lock (_gate)
        {
            if (_position is not { } known) return false;
            position = known;
        }

        var startedAt = Stopwatch.GetTimestamp();
        var page = await ledger.ReadAll(position, TailLimits.PageEvents, ct);
        ImmutableList<Subscription> subscriptions;
        lock (_gate)
        {
            // The last subscriber left meanwhile; another one has its own position.
            if (_position != position) return false;
            if (page.Count > 0) _position = page[^1].Position;
            if (page.Count < TailLimits.PageEvents) _readAt = startedAt;
            subscriptions = _subscriptions;
        }

        if (page.Count > 0) foreach (var subscription in subscriptions) subscription.Receive(page);
        return page.Count == TailLimits.PageEvents;
    }

    private Task Subscribed()
    {
        lock (_gate) return _subscribed.Task;
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
            if (_subscriptions.Count > 0 || _position is null) return;
            _position = null;
            _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "New events could not be read: {Error}")]
    private partial void LogFailed(string error);

    private sealed class Subscription(LedgerTail tail, Action<IReadOnlyList<PositionedEvent>> receive) : IDisposable
    {
        public void Receive(IReadOnlyList<PositionedEvent> events) => receive(events);

        public void Dispose() => tail.Remove(this);
    }
}
