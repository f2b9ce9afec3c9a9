using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>Stores the durable state. A commit is one transaction: state row with version check, events, outbox rows,
/// next deadline, inline row and operation id. It is written completely or not at all.</summary>
/// <remarks>
/// Each engine has one implementation; both pass the same contract tests. All grains of a silo share a few writer loops
/// (group commit). Every method may throw <see cref="LedgerUnavailableException"/>: for <see cref="Commit"/> the
/// outcome is then unknown, and the caller must discard its state and read again.
/// </remarks>
public interface ILedger
{
    /// <summary>Commits one change of one stream. A conflict is a result; only a failing engine throws.</summary>
    Task<CommitResult> Commit(Commit commit, CancellationToken ct = default);

    /// <summary>The committed state of a stream; null when it was never written.</summary>
    Task<StoredState?> Read(StreamId stream, CancellationToken ct = default);

    /// <summary>The version of a stream's committed state, without the state; 0 when it was never written.</summary>
    Task<long> ReadVersion(StreamId stream, CancellationToken ct = default);

    /// <summary>All events of a stream in order, gapless from version 1.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default);

    /// <summary>
    /// At most <paramref name="limit"/> events of all streams after a position, in the order of their commits. A
    /// transaction that is still open hides the events of later ones, so no event can appear before one that was
    /// returned.
    /// </summary>
    Task<IReadOnlyList<PositionedEvent>> ReadAll(LedgerPosition after, int limit, CancellationToken ct = default);

    /// <summary>The position of the last event that <see cref="ReadAll"/> can return now; the start when there is
    /// none.</summary>
    Task<LedgerPosition> LastPosition(CancellationToken ct = default);

    /// <summary>Completes after the next commit: at once after one of this process, within moments after one of another
    /// silo, and sometimes without one. Take it before reading. A reader also reads now and then: the report of another
    /// silo can be lost, and an older transaction that is still open may hide a commit.</summary>
    Task NextCommit { get; }

    /// <summary>The record of an operation id, applied or refused; null when there is none.</summary>
    Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default);

    /// <summary>Records that an operation was refused, so that a retry gets the same refusal. False when the operation
    /// is already recorded (applied or refused).</summary>
    Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default);

    /// <summary>Streams of a clock partition that are due before <paramref name="until"/>, earliest first, without the
    /// first <paramref name="skip"/>.</summary>
    Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default);

    /// <summary>
    /// At most <paramref name="limit"/> outbox rows committed before <paramref name="olderThan"/> and not acknowledged,
    /// stream by stream and in order, starting with the stream whose first row is oldest; without the first <paramref
    /// name="skip"/> streams.
    /// </summary>
    Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default);

    /// <summary>Removes outbox rows that their receivers have acknowledged. Batched; safe to repeat.</summary>
    Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default);

    /// <summary>A page of states, selected by their inline rows.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of this list.</exception>
    Task<StatePage> Search(InlineQuery query, CancellationToken ct = default);

    /// <summary>How many rows match a query without tokens and cursor, for each combination of values of text columns.
    /// The limit of the query does not count.</summary>
    /// <param name="by">Names of text columns.</param>
    Task<IReadOnlyList<InlineTally>> Count(InlineQuery query, IReadOnlyList<string> by,
        CancellationToken ct = default);

    /// <summary>Number of states of a list's kind that have no row in the list. It is counted at one moment, so a
    /// state that is written meanwhile is counted with its row or not at all.</summary>
    Task<long> CountUnlisted(InlineTable table, CancellationToken ct = default);

    /// <summary>A page of all states of one kind, by id.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of this list.</exception>
    Task<StatePage> List(string kind, int limit, string? cursor = null, CancellationToken ct = default);
}

/// <summary>Identity of an aggregate: kind (<c>referral</c>, <c>schedule</c>, <c>source</c>), opaque id.</summary>
public readonly record struct StreamId(string Kind, string Id)
{
    /// <summary>Number of clock partitions. It can never change for an existing database.</summary>
    public const int Partitions = 64;

    /// <summary>The clock partition, 0..63: FNV-1a of <c>kind/id</c>, the same on every machine and version.</summary>
    public int Partition
    {
        get
        {
            unchecked
            {
                var hash = 2166136261u;
                foreach (var c in Kind) hash = (hash ^ c) * 16777619u;
                hash = (hash ^ '/') * 16777619u;
                foreach (var c in Id) hash = (hash ^ c) * 16777619u;
                return (int)(hash % Partitions);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Id}";
}

/// <summary>One change of one stream.</summary>
/// <param name="Stream">The stream that changes.</param>
/// <param name="ExpectedVersion">The version this change was decided on; 0 when the stream must not exist yet.</param>
/// <param name="State">The whole next state. Its version becomes <c>ExpectedVersion + Events.Count</c>.</param>
/// <param name="Events">At least one; the n-th gets version <c>ExpectedVersion + n</c>.</param>
/// <param name="Outbox">Messages for other grains, in order.</param>
/// <param name="DueAt">The next deadline of the stream; null for none.</param>
/// <param name="Row">The inline row; null when it stays as it is, and for a kind without one.</param>
/// <param name="Operation">The client's operation that caused this change; null when there is none.</param>
/// <param name="At">When it was decided.</param>
public sealed record Commit(
    StreamId Stream, long ExpectedVersion, ReadOnlyMemory<byte> State, IReadOnlyList<EventToStore> Events,
    IReadOnlyList<OutboxMessage> Outbox, Instant? DueAt, InlineRow? Row, Operation? Operation, Instant At);

/// <summary>An event to store: wire name, actor (an id, never a name), JSON body.</summary>
public readonly record struct EventToStore(string Type, string Actor, ReadOnlyMemory<byte> Body);

/// <summary>A message for another grain. The body is empty when the sender's state can rebuild it.</summary>
/// <param name="Destination">Grain kind and key, e.g. <c>service-line/dermatology</c>.</param>
/// <param name="Kind">Kind of message, kebab-case.</param>
/// <param name="Body">JSON or empty.</param>
public readonly record struct OutboxMessage(string Destination, string Kind, ReadOnlyMemory<byte> Body);

/// <summary>Identity of an outbox row: the sending stream, the version of the commit, its position in it.</summary>
public readonly record struct OutboxId(StreamId Sender, long Version, int Ordinal);

/// <summary>An outbox row that is not acknowledged yet.</summary>
public sealed record OutboxRow(OutboxId Id, OutboxMessage Message, Instant At)
{
    /// <summary>False when the body cannot be decrypted; it is empty then, and other rows are still read.</summary>
    public bool IsReadable { get; init; } = true;
}

/// <summary>A client's operation: id scoped to the client, unique in the ledger; hash of its request.</summary>
public sealed record Operation(string Id, string RequestHash);

/// <summary>The result of a commit.</summary>
public abstract record CommitResult
{
    private CommitResult() { }

    /// <summary>The change is durable.</summary>
    public sealed record Committed(long Version) : CommitResult;

    /// <summary>Another change was committed first; nothing of this one was written.</summary>
    public sealed record VersionConflict : CommitResult;

    /// <summary>The operation id is already recorded; nothing of this one was written.</summary>
    public sealed record OperationKnown : CommitResult;
}

/// <summary>A committed state.</summary>
public sealed record StoredState(StreamId Stream, long Version, ReadOnlyMemory<byte> State);

/// <summary>A committed event.</summary>
public sealed record StoredEvent(long Version, string Type, string Actor, Instant At, ReadOnlyMemory<byte> Body);

/// <summary>The outcome of an operation. <c>Version</c> is the last version it wrote, or null with a recorded answer
/// when it was refused.</summary>
public sealed record StoredOperation(Operation Operation, StreamId Stream, long? Version,
    ReadOnlyMemory<byte>? Refusal);

/// <summary>A stream and its deadline.</summary>
public sealed record DueStream(StreamId Stream, Instant DueAt);

/// <summary>The number of rows with the same values.</summary>
/// <param name="Values">In the order of the columns that were asked for; null where a row has none.</param>
public sealed record InlineTally(IReadOnlyList<string?> Values, long Count);

/// <summary>A page of states and the cursor of the next page, null at the end.</summary>
public sealed record StatePage(IReadOnlyList<StoredState> Items, string? Next);

/// <summary>The engine did not answer or failed. For a commit the outcome is unknown.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
