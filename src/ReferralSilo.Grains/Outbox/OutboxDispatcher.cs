using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>Direct delivery: sends what this silo committed at once, in order per receiver, and in batches when many
/// items wait. What it cannot deliver stays in the ledger for the sweeper.</summary>
/// <param name="grains">Creates references to the receivers.</param>
/// <param name="routes">Finds the receivers.</param>
/// <param name="acknowledgements">Removes delivered rows.</param>
/// <param name="time">Times the retries.</param>
/// <param name="logger">Logs retries.</param>
/// <param name="background">Runs the lanes; the thread pool unless a simulation schedules them.</param>
public sealed partial class OutboxDispatcher(
    IGrainFactory grains, GrainRoutes routes, AcknowledgementBatcher acknowledgements, TimeProvider time,
    ILogger<OutboxDispatcher> logger, TaskScheduler? background = null)
{
    private readonly TaskFactory _background = new(background ?? TaskScheduler.Default);
    private readonly Dictionary<string, Queue<OutboxItem>> _lanes = [];
    private readonly HashSet<OutboxId> _inFlight = [];
    private readonly ConcurrentDictionary<string, IOutboxReceiver> _kept = new();
    private readonly Lock _gate = new();

    /// <summary>Sends the outbox messages of a commit. Never waits.</summary>
    public void Send(StreamId sender, long version, IReadOnlyList<Outgoing> outgoing)
    {
        for (var i = 0; i < outgoing.Count; i++)
            Enqueue(outgoing[i].Message.Destination,
                new OutboxItem(sender.ToString(), version, i, outgoing[i].Message.Kind, outgoing[i].Payload));
    }

    /// <summary>True while direct delivery handles this row; the sweeper then skips it.</summary>
    public bool IsInFlight(OutboxId id)
    {
        lock (_gate) return _inFlight.Contains(id);
    }

    /// <summary>Number of messages in direct delivery.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate) return _inFlight.Count;
        }
    }

    public void Enqueue(string destination, OutboxItem item)
    {
        lock (_gate)
        {
            if (!_inFlight.Add(Id(item))) return;
            if (_lanes.TryGetValue(destination, out var lane))
            {
                if (lane.Count < OutboxLimits.LaneCapacity) lane.Enqueue(item);
                else _inFlight.Remove(Id(item));
                return;
            }

            lane = new Queue<OutboxItem>([item]);
            _lanes.Add(destination, lane);
        }

        _ = _background.StartNew(() => Run(destination));
    }

    private async Task Run(string destination)
    {
        while (Take(destination) is { Count: > 0 } batch)
        {
            if (await Deliver(destination, batch)) acknowledgements.Add(batch.ConvertAll(Id));
            lock (_gate)
                foreach (var item in batch) _inFlight.Remove(Id(item));
        }
    }

    private List<OutboxItem> Take(string destination)
    {
        lock (_gate)
        {
            var lane = _lanes[destination];
            var batch = new List<OutboxItem>(Math.Min(lane.Count, OutboxLimits.Batch));
            while (batch.Count < OutboxLimits.Batch && lane.TryDequeue(out var item)) batch.Add(item);
            if (batch.Count == 0) _lanes.Remove(destination);
            return batch;
        }
    }

    private async Task<bool> Deliver(string destination, List<OutboxItem> batch)
    {
        var wait = OutboxLimits.FirstRetry;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Receiver(destination).Receive(batch);
                return true;
            }
            catch (Exception e) when (attempt < OutboxLimits.Attempts)
            {
                LogRetry(destination, attempt, e.GetType().Name);
            }
            catch (Exception e)
            {
                // The rows stay in the ledger: the sweeper of any silo tries again.
                LogLeft(destination, batch.Count, e);
                return false;
            }

            await Task.Delay(wait, time);
            wait *= 2;
        }
    }

    private IOutboxReceiver Receiver(string destination)
    {
        if (_kept.TryGetValue(destination, out var kept)) return kept;
        var (kind, key) = Split(destination);
        var receiver = routes.Get<IOutboxReceiver>(grains, kind, key);
        return routes.ByName(kind)!.IsFew ? _kept.GetOrAdd(destination, receiver) : receiver;
    }

    private static OutboxId Id(OutboxItem item)
    {
        var (kind, id) = Split(item.Sender);
        return new OutboxId(new StreamId(kind, id), item.Version, item.Ordinal);
    }

    private static (string Kind, string Key) Split(string name)
    {
        var slash = name.IndexOf('/');
        return (name[..slash], name[(slash + 1)..]);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Outbox to {Destination}: attempt {Attempt} failed with {Error}")]
    private partial void LogRetry(string destination, int attempt, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox to {Destination}: {Count} items left to the sweeper")]
    private partial void LogLeft(string destination, int count, Exception error);
}
