using NodaTime;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Engines;

/// <summary>Database operations of the ledger. The engine gets and returns encrypted bodies.</summary>
internal interface ILedgerEngine : IAsyncDisposable
{
    WriteQueue Queue { get; }

    /// <summary>Null when the database uses the clock of this machine.</summary>
    IDatabaseClock? Clock { get; }

    Task NextCommit { get; }

    Task<StoredState?> Read(StreamId stream, CancellationToken ct);

    Task<long> ReadVersion(StreamId stream, CancellationToken ct);

    Task<List<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct);

    Task<List<PositionedEvent>> ReadAll(LedgerPosition after, int limit, CancellationToken ct);

    Task<LedgerPosition> LastPosition(CancellationToken ct);

    Task<OperationRow?> FindOperation(string operationId, CancellationToken ct);

    Task<List<DueStream>> Due(int partition, Instant until, int limit, int skip, CancellationToken ct);

    Task<List<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip, CancellationToken ct);

    /// <summary>Returns one row more than the limit when there is a next page.</summary>
    Task<List<ListedRow>> Search(InlineQuery query, ListPosition? after, int limit, CancellationToken ct);

    Task<List<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by, CancellationToken ct);

    Task<long> CountUnlisted(InlineTable table, CancellationToken ct);

    /// <summary>Returns one row more than the limit when there is a next page.</summary>
    Task<List<StoredState>> List(string kind, string? after, int limit, CancellationToken ct);
}

/// <summary>A recorded operation. A version above 0 is the last one it wrote; a version below 0 means that it was
/// refused, and the body is the answer.</summary>
internal sealed record OperationRow(Operation Operation, StreamId Stream, long Version, byte[] Body);

internal readonly record struct ListedRow(StoredState State, long Sort);
