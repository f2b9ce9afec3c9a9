using NodaTime;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage;

/// <summary>What a database must do for the ledger. Bodies go in and come out sealed.</summary>
internal interface ILedgerEngine : IAsyncDisposable
{
    WriteQueue Queue { get; }

    /// <summary>Null when the database has no clock but this machine's.</summary>
    IDatabaseClock? Clock { get; }

    Task<StoredState?> Read(StreamId stream, CancellationToken ct);

    Task<long> ReadVersion(StreamId stream, CancellationToken ct);

    Task<List<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct);

    Task<OperationRow?> FindOperation(string operationId, CancellationToken ct);

    Task<List<DueStream>> Due(int partition, Instant until, int limit, int skip, CancellationToken ct);

    Task<List<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip, CancellationToken ct);

    /// <summary>One row more than the limit when there is a next page.</summary>
    Task<List<ListedRow>> Search(StateQuery query, ListPosition? after, int limit, CancellationToken ct);

    Task<List<KeyValuePair<string, long>>> Versions(string kind, string? openInServiceLine, CancellationToken ct);
}

/// <summary>A version above 0 is the last the operation wrote; below 0 it was refused and the body is the
/// answer.</summary>
internal sealed record OperationRow(Operation Operation, StreamId Stream, long Version, byte[] Body);

internal readonly record struct ListedRow(StoredState State, long ReceivedAt);
