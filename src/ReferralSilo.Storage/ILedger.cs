using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>
/// The one place where state becomes durable. A commit is one transaction: state row with version check, events,
/// outbox rows, next clock, search columns and operation id; nothing of it can be half known.
/// </summary>
/// <remarks>
/// Implemented once per engine with one contract suite. All grains of a silo share a few writer loops (group commit).
/// Every method may throw <see cref="LedgerUnavailableException"/>: for <see cref="Commit"/> the outcome is then
/// unknown and the caller must drop what it holds and read again.
/// </remarks>
public interface ILedger
{
    /// <summary>Commits one change of one stream. Conflicts are answers; only a broken engine throws.</summary>
    Task<CommitResult> Commit(Commit commit, CancellationToken ct = default);

    /// <summary>The committed state of a stream, or null when it was never written.</summary>
    Task<StoredState?> Read(StreamId stream, CancellationToken ct = default);

    /// <summary>The version of a stream's committed state, without the state; 0 when it was never written.</summary>
    Task<long> ReadVersion(StreamId stream, CancellationToken ct = default);

    /// <summary>All events of a stream in order, gapless from version 1.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadEvents(StreamId stream, CancellationToken ct = default);

    /// <summary>What is known of an operation id, applied or refused; null when it was never recorded.</summary>
    Task<StoredOperation?> FindOperation(string operationId, CancellationToken ct = default);

    /// <summary>
    /// Records that an operation was refused, so that a retry hears the same no. False when the operation is already
    /// recorded (applied or refused).
    /// </summary>
    Task<bool> RecordRefusal(Operation operation, StreamId stream, ReadOnlyMemory<byte> answer, Instant at,
        CancellationToken ct = default);

    /// <summary>Streams of a clock partition that are due before <paramref name="until"/>, earliest first, without the
    /// first <paramref name="skip"/>.</summary>
    Task<IReadOnlyList<DueStream>> Due(int partition, Instant until, int limit, int skip = 0,
        CancellationToken ct = default);

    /// <summary>
    /// At most <paramref name="limit"/> outbox rows committed before <paramref name="olderThan"/> and not heard yet,
    /// stream by stream and in order, the stream whose first row is oldest first; without the first
    /// <paramref name="skip"/> streams.
    /// </summary>
    Task<IReadOnlyList<OutboxRow>> PendingOutbox(Instant olderThan, int limit, int skip = 0,
        CancellationToken ct = default);

    /// <summary>Removes outbox rows whose receivers have heard them. Batched; safe to repeat.</summary>
    Task Acknowledge(IReadOnlyCollection<OutboxId> ids, CancellationToken ct = default);

    /// <summary>A page of states of one kind, newest first, filtered by search columns.</summary>
    Task<StatePage> Search(StateQuery query, CancellationToken ct = default);

    /// <summary>
    /// Id and version of every stream of a kind, or only of the open ones of a service line: what a picture that is
    /// kept elsewhere is compared with. No state is read or opened.
    /// </summary>
    Task<IReadOnlyDictionary<string, long>> Versions(string kind, string? openInServiceLine,
        CancellationToken ct = default);
}

/// <summary>Identity of an aggregate: its kind (<c>referral</c>, <c>schedule</c>, <c>source</c>) and opaque
/// id.</summary>
public readonly record struct StreamId(string Kind, string Id)
{
    /// <summary>How many clock partitions there are. Fixed for the life of a database.</summary>
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
/// <param name="Stream">Whose.</param>
/// <param name="ExpectedVersion">The version this change was decided on; 0 when the stream must not exist yet.</param>
/// <param name="State">The whole next state. Its version becomes <c>ExpectedVersion + Events.Count</c>.</param>
/// <param name="Events">At least one; the n-th gets version <c>ExpectedVersion + n</c>.</param>
/// <param name="Outbox">What others must hear, in order.</param>
/// <param name="DueAt">When the stream must next be woken; null for never.</param>
/// <param name="Search">Columns for lists and queues; null for a kind that is only found by id or kind.</param>
/// <param name="Operation">The client's operation that caused this, if it named one.</param>
/// <param name="At">When it was decided.</param>
public sealed record Commit(
    StreamId Stream, long ExpectedVersion, ReadOnlyMemory<byte> State, IReadOnlyList<EventToStore> Events,
    IReadOnlyList<OutboxMessage> Outbox, Instant? DueAt, SearchColumns? Search, Operation? Operation, Instant At);

/// <summary>An event to store: wire name, actor (an id, never a name), JSON body.</summary>
public readonly record struct EventToStore(string Type, string Actor, ReadOnlyMemory<byte> Body);

/// <summary>What another grain must hear. The body may be empty when it can be rebuilt from the sender's
/// state.</summary>
/// <param name="Destination">Grain kind and key, e.g. <c>service-line/dermatology</c>.</param>
/// <param name="Kind">What it says, kebab-case.</param>
/// <param name="Body">JSON or empty.</param>
public readonly record struct OutboxMessage(string Destination, string Kind, ReadOnlyMemory<byte> Body);

/// <summary>Identity of an outbox row: the sending stream, the version of the commit, its place in it.</summary>
public readonly record struct OutboxId(StreamId Sender, long Version, int Ordinal);

/// <summary>An outbox row not yet heard.</summary>
public sealed record OutboxRow(OutboxId Id, OutboxMessage Message, Instant At)
{
    /// <summary>False when no key of this process opens the body; it is empty then. An answer, so that other rows are
    /// still read.</summary>
    public bool IsReadable { get; init; } = true;
}

/// <summary>A client's operation: its id, already scoped to the client (unique over the whole ledger), and the hash of
/// its request.</summary>
public sealed record Operation(string Id, string RequestHash);

/// <summary>What lists, queues and searches look by. All optional but the stage.</summary>
/// <param name="Stage">Kebab-case stage.</param>
/// <param name="Open">False once nothing more is to be done; closed rows leave the queue indexes.</param>
/// <param name="ServiceLine">Whose queue.</param>
/// <param name="Priority">0 routine … 3 stat.</param>
/// <param name="Source">Source id.</param>
/// <param name="Campaign">Tracking code.</param>
/// <param name="AssignedTo">Staff id.</param>
/// <param name="ReceivedAt">Sort key of lists, newest first.</param>
/// <param name="Tokens">Keyed hashes of what can be searched for (names, birth date, phones, number). Null: the same as
/// in the version before.</param>
public sealed record SearchColumns(
    string Stage, bool Open, string? ServiceLine, int Priority, string? Source, string? Campaign, string? AssignedTo,
    Instant ReceivedAt, IReadOnlyList<long>? Tokens);

/// <summary>The answer to a commit.</summary>
public abstract record CommitResult
{
    private CommitResult() { }

    /// <summary>It is durable.</summary>
    public sealed record Committed(long Version) : CommitResult;

    /// <summary>Another change won; nothing of this one was written.</summary>
    public sealed record VersionConflict : CommitResult;

    /// <summary>The operation id is already recorded; nothing of this one was written.</summary>
    public sealed record OperationKnown : CommitResult;
}

/// <summary>A committed state.</summary>
public sealed record StoredState(StreamId Stream, long Version, ReadOnlyMemory<byte> State);

/// <summary>A committed event.</summary>
public sealed record StoredEvent(long Version, string Type, string Actor, Instant At, ReadOnlyMemory<byte> Body);

/// <summary>What became of an operation. <c>Version</c> is the last version it wrote; null and an answer when it was
/// refused.</summary>
public sealed record StoredOperation(Operation Operation, StreamId Stream, long? Version,
    ReadOnlyMemory<byte>? Refusal);

/// <summary>A stream whose clock is due.</summary>
public sealed record DueStream(StreamId Stream, Instant DueAt);

/// <summary>
/// Filters of a list; null means any. <c>Tokens</c>: all must match; <c>AnyToken</c>: one is enough. Cursor: opaque,
/// from the page before.
/// </summary>
public sealed record StateQuery(
    string Kind, int Limit, string? Cursor = null, string? Stage = null, string? ServiceLine = null,
        int? Priority = null,
    string? Source = null, string? Campaign = null, string? AssignedTo = null, bool? Open = null,
    IReadOnlyList<long>? Tokens = null, IReadOnlyList<long>? AnyToken = null);

/// <summary>A page of states and the cursor of the next page, null at the end.</summary>
public sealed record StatePage(IReadOnlyList<StoredState> Items, string? Next);

/// <summary>The engine did not answer or answered with a fault. For a commit the outcome is unknown.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
