using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Reads the real ledger and writes nothing: a commit is kept in memory and answered as if it had been made.
/// Not thread-safe.</summary>
internal sealed class UncommittedLedger(ILedger ledger) : ILedger
{
    private readonly Dictionary<StreamId, StoredState> _states = [];

    public Task NextCommit => ledger.NextCommit;

    public Task<CommitResult> Commit(Commit commit, CancellationToken ct = default) =>
        Task.FromResult<CommitResult>(new CommitResult.Committed(Keep(commit)));

    public Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default) => Task.FromResult(true);

    public Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default) => Task.CompletedTask;

    public Task<StoredState?> Read(StreamId stream, CancellationToken ct = default) =>
        _states.TryGetValue(stream, out var kept) ? Task.FromResult<StoredState?>(kept) : ledger.Read(stream, ct);

    public Task<long> ReadVersion(StreamId stream, CancellationToken ct = default) =>
        _states.TryGetValue(stream, out var kept) ? Task.FromResult(kept.Version) : ledger.ReadVersion(stream, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default) =>
        ledger.ReadEvents(stream, ct);

    public Task<IReadOnlyList<PositionedEvent>> ReadAll(LedgerPosition after, int limit,
        CancellationToken ct = default) => ledger.ReadAll(after, limit, ct);

    public Task<LedgerPosition> LastPosition(CancellationToken ct = default) => ledger.LastPosition(ct);

    public Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default) =>
        ledger.FindOperation(operationId, ct);

    public Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default) => ledger.Due(partition, until, limit, skip, ct);

    public Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default) => ledger.PendingOutbox(olderThan, limit, skip, ct);

    public Task<StatePage> Search(InlineQuery query, CancellationToken ct = default) => ledger.Search(query, ct);

    public Task<IReadOnlyList<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by,
        CancellationToken ct = default) => ledger.Count(query, by, ct);

    public Task<long> CountUnlisted(InlineTable table, CancellationToken ct = default) =>
        ledger.CountUnlisted(table, ct);

    public Task<StatePage> List(string kind, int limit, string? cursor = null, CancellationToken ct = default) =>
        ledger.List(kind, limit, cursor, ct);

    private long Keep(Commit commit)
    {
        var version = commit.ExpectedVersion + commit.Events.Count;
        _states[commit.Stream] = new StoredState(commit.Stream, version, commit.State);
        return version;
    }
}
