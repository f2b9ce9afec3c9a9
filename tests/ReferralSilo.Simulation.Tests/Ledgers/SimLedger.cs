using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests.Ledgers;

/// <summary>One applied commit.</summary>
/// <param name="At">When it was applied; the commit itself has the instant of the decision.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Version">The version after it.</param>
public sealed record Applied(Instant At, Commit Commit, long Version);

/// <summary>The durable store in memory, with the contract of <see cref="ILedger"/>. It never fails;
/// <see cref="LedgerLink"/> does.</summary>
public sealed class SimLedger(PlantedBug planted)
{
    private readonly Dictionary<StreamId, Stream> _streams = [];
    private readonly Dictionary<string, StoredOperation> _operations = [];
    private readonly SortedDictionary<OutboxId, OutboxRow> _outbox = new(OutboxOrder.Instance);
    private readonly List<Applied> _history = [];
    private readonly List<PositionedEvent> _all = [];

    /// <summary>All commits in the order of application.</summary>
    public IReadOnlyList<Applied> History => _history;

    public IReadOnlyCollection<OutboxRow> Outbox => _outbox.Values;

    public IEnumerable<StreamId> Streams => _streams.Keys;

    /// <summary>Called once, after the next commit.</summary>
    public List<Action> Waiting { get; } = [];

    public int EventCount => _all.Count;

    /// <summary>Called for each commit right after its application.</summary>
    public Action<Applied> OnApplied { get; set; } = _ => { };

    public CommitResult Apply(Commit commit, Instant now)
    {
        if (commit.Operation is { } asked && _operations.ContainsKey(asked.Id))
            return new CommitResult.OperationKnown();
        var stream = _streams.GetValueOrDefault(commit.Stream);
        var current = stream?.Version ?? 0;
        var unchecked_ = planted == PlantedBug.NoVersionCheck && commit.Stream.Kind == "schedule";
        if (current != commit.ExpectedVersion && !unchecked_) return new CommitResult.VersionConflict();

        stream ??= _streams[commit.Stream] = new Stream();
        foreach (var e in commit.Events)
        {
            var stored = new StoredEvent(stream.Events.Count + 1, e.Type, e.Actor, commit.At, e.Body);
            stream.Events.Add(stored);
            _all.Add(new PositionedEvent(new LedgerPosition(_all.Count + 1, 0), commit.Stream, stored));
        }

        stream.Version = current + commit.Events.Count;
        stream.State = commit.State;
        stream.DueAt = commit.DueAt;
        if (commit.Operation is { } operation)
            _operations.Add(operation.Id, new StoredOperation(operation, commit.Stream, stream.Version, null));
        for (var i = 0; i < commit.Outbox.Count; i++)
        {
            var id = new OutboxId(commit.Stream, stream.Version, i);
            _outbox.Add(id, new OutboxRow(id, commit.Outbox[i], commit.At));
        }

        var applied = new Applied(now, commit, stream.Version);
        _history.Add(applied);
        OnApplied(applied);
        Action[] waiting = [.. Waiting];
        Waiting.Clear();
        foreach (var waiter in waiting) waiter();
        return new CommitResult.Committed(stream.Version);
    }

    public StoredState? Read(StreamId id) =>
        _streams.TryGetValue(id, out var stream) ? new StoredState(id, stream.Version, stream.State) : null;

    public IReadOnlyList<StoredEvent> ReadEvents(StreamId id) =>
        _streams.TryGetValue(id, out var stream) ? [.. stream.Events] : [];

    public IReadOnlyList<PositionedEvent> ReadAll(LedgerPosition after, int limit) =>
        [.. _all.Skip((int)after.Committed).Take(limit)];

    public StoredOperation? FindOperation(string id) => _operations.GetValueOrDefault(id);

    public bool RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer) =>
        _operations.TryAdd(operation.Id, new StoredOperation(operation, stream, null, answer));

    /// <summary>Only for a planted bug: records an operation separately from its commit.</summary>
    public void RecordApart(Operation operation, StreamId stream, long version) =>
        _operations.TryAdd(operation.Id, new StoredOperation(operation, stream, version, null));

    public IReadOnlyList<DueStream> Due(int partition, Instant until, int limit, int skip)
    {
        DueStream[] due = [.. _streams.Where(s => s.Key.Partition == partition && s.Value.DueAt < until)
            .OrderBy(s => s.Value.DueAt).Skip(skip).Take(limit)
                .Select(s => new DueStream(s.Key, s.Value.DueAt!.Value))];
        if (planted == PlantedBug.ClockDoneFirst)
            foreach (var done in due) _streams[done.Stream].DueAt = null;
        return due;
    }

    public Instant? DueAt(StreamId id) => _streams[id].DueAt;

    public IReadOnlyList<OutboxRow> PendingOutbox(Instant olderThan, int limit, int skip) =>
        [.. _outbox.Values.Where(r => r.At < olderThan).GroupBy(r => r.Id.Sender).Skip(skip).SelectMany(s => s)
            .Take(limit)];

    public void Acknowledge(IEnumerable<OutboxId> ids)
    {
        foreach (var id in ids) _outbox.Remove(id);
    }

    private sealed class Stream
    {
        public long Version { get; set; }

        public ReadOnlyMemory<byte> State { get; set; }

        public Instant? DueAt { get; set; }

        public List<StoredEvent> Events { get; } = [];
    }

    private sealed class OutboxOrder : IComparer<OutboxId>
    {
        public static readonly OutboxOrder Instance = new();

        public int Compare(OutboxId x, OutboxId y)
        {
            var kind = string.CompareOrdinal(x.Sender.Kind, y.Sender.Kind);
            if (kind != 0) return kind;
            var id = string.CompareOrdinal(x.Sender.Id, y.Sender.Id);
            return id != 0 ? id : (x.Version, x.Ordinal).CompareTo((y.Version, y.Ordinal));
        }
    }
}
