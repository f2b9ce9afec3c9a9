using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Faults.Histories;

/// <summary>
/// One observation of a run. The discriminators and properties are the file format: do not rename them.
/// </summary>
/// <param name="Ticks">
/// <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, which is CLOCK_MONOTONIC: comparable between the processes
/// of one machine. <see cref="RunBegan.TicksPerSecond"/> is its unit.
/// </param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "line")]
[JsonDerivedType(typeof(RunBegan), "run-began")]
[JsonDerivedType(typeof(WallClockRead), "wall-seen")]
[JsonDerivedType(typeof(CallSent), "call-asked")]
[JsonDerivedType(typeof(CallAnswered), "call-told")]
[JsonDerivedType(typeof(BoardRequested), "board-asked")]
[JsonDerivedType(typeof(FrameReceived), "board-shown")]
[JsonDerivedType(typeof(BoardEnded), "board-ended")]
[JsonDerivedType(typeof(LiveChanged), "screen-turned")]
[JsonDerivedType(typeof(FaultBegan), "fault-began")]
[JsonDerivedType(typeof(FaultEnded), "fault-ended")]
[JsonDerivedType(typeof(SiloObserved), "silo-seen")]
[JsonDerivedType(typeof(ClientsStalled), "clients-stalled")]
[JsonDerivedType(typeof(LoadPeriod), "pace-taken")]
[JsonDerivedType(typeof(StoreRead), "store-read")]
[JsonDerivedType(typeof(StateStored), "state-stored")]
[JsonDerivedType(typeof(EventStored), "event-stored")]
[JsonDerivedType(typeof(OperationStored), "operation-stored")]
[JsonDerivedType(typeof(OutboxStored), "outbox-stored")]
public abstract record HistoryLine(long Ticks);

/// <summary>The first line: units and start.</summary>
/// <param name="Ticks">Start of the run.</param>
/// <param name="TicksPerSecond"><see cref="System.Diagnostics.Stopwatch.Frequency"/>.</param>
/// <param name="Seed">Seed of the load and the faults.</param>
/// <param name="Wall">Wall-clock time at the same moment.</param>
public sealed record RunBegan(long Ticks, long TicksPerSecond, long Seed, Instant Wall) : HistoryLine(Ticks);

/// <summary>
/// The wall clock, which the product writes, at a monotonic time. Written about every second and after the clock was
/// moved.
/// </summary>
public sealed record WallClockRead(long Ticks, Instant Wall) : HistoryLine(Ticks);

/// <summary>A client is about to send a request.</summary>
/// <param name="Ticks">Before it was sent.</param>
/// <param name="Client">Name of the caller, which sends one request after the other.</param>
/// <param name="Call">Unique in the run; a retry with the same key is another call.</param>
/// <param name="Key">Its Idempotency-Key; null for reads.</param>
/// <param name="Operation">The key's id in the ledger (<c>OperationNames.IdOf</c>); null for reads.</param>
/// <param name="Method">GET, POST, PUT, DELETE.</param>
/// <param name="Path">Path with its query.</param>
/// <param name="Silo">Name of the silo that is called.</param>
/// <param name="Slots">Slots in the request.</param>
/// <param name="Content">Of an intake: <see cref="ReferralContent"/> of its body.</param>
public sealed record CallSent(
    long Ticks, string Client, long Call, string? Key, string? Operation, string Method, string Path, string Silo,
    IReadOnlyList<string>? Slots = null, string? Content = null) : HistoryLine(Ticks);

/// <summary>The outcome of a call.</summary>
public enum CallOutcome
{
    /// <summary>2xx.</summary>
    Ok,

    /// <summary>4xx: it did not happen and never will.</summary>
    Refused,

    /// <summary>5xx, 429 before processing, a broken connection or a timeout: the outcome is unknown.</summary>
    Unknown,
}

/// <summary>A client has received an answer, or has stopped waiting.</summary>
/// <param name="Ticks">After the last byte of the answer.</param>
/// <param name="Client">As in the request.</param>
/// <param name="Call">As in the request.</param>
/// <param name="Outcome">Outcome of the request.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Code">Code of the problem, or type of the exception.</param>
/// <param name="Replayed">The answer carried <c>Idempotent-Replayed</c>.</param>
/// <param name="Shown">Referrals in the answer: one for a detail or a command, many for a list.</param>
/// <param name="OperationState">Of <c>POST /api/operations/settle</c>: <c>applied</c>, <c>not-applied</c>,
/// <c>unknown</c>.</param>
/// <param name="AskedKey">Of <c>POST /api/operations/settle</c>: the key.</param>
/// <param name="Operation">Of a problem: address of its outcome.</param>
public sealed record CallAnswered(
    long Ticks, string Client, long Call, CallOutcome Outcome, int Status, string? Code = null, bool Replayed = false,
    IReadOnlyList<ReferralShown>? Shown = null, string? OperationState = null, string? AskedKey = null,
    string? Operation = null) : HistoryLine(Ticks);

/// <summary>A referral in an answer.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Stage">Kebab-case.</param>
/// <param name="Content"><see cref="ReferralContent"/> of the view: the submitted values, which never change
/// later.</param>
public sealed record ReferralShown(string Id, long Version, string Stage, string? Content);

/// <summary>A watcher requests a board.</summary>
/// <param name="Ticks">Before the request.</param>
/// <param name="Watcher">Name of the screen.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Silo">Name of the silo that is called.</param>
/// <param name="Account">Account of the watcher.</param>
/// <param name="Allowed">False when the account's role or scope does not allow this board.</param>
/// <param name="Epoch">Epoch of its cursor; null when it has none.</param>
/// <param name="Version">Version of its cursor.</param>
public sealed record BoardRequested(
    long Ticks, string Watcher, string Board, string Silo, string Account, bool Allowed = true, string? Epoch = null,
    long Version = 0) : HistoryLine(Ticks);

/// <summary>A frame that a watcher received; a heartbeat has from = to and no rows.</summary>
/// <param name="Ticks">When it had arrived.</param>
/// <param name="Watcher">Name of the screen.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Silo">Name of the silo that sent it.</param>
/// <param name="Epoch">Epoch of the board.</param>
/// <param name="From">Version that it builds on.</param>
/// <param name="To">Version after it.</param>
/// <param name="Snapshot">The rows replace all shown rows.</param>
/// <param name="Rows">New or changed rows.</param>
/// <param name="Removed">Keys of removed rows.</param>
/// <param name="More">Number of referrals of a queue board that have no row after this frame.</param>
public sealed record FrameReceived(
    long Ticks, string Watcher, string Board, string Silo, string Epoch, long From, long To, bool Snapshot,
    IReadOnlyList<RowShown> Rows, IReadOnlyList<string> Removed, int More = 0) : HistoryLine(Ticks);

/// <summary>A row of a board.</summary>
/// <param name="Key">Referral id, <c>clinician:{id}</c>, slot id or service line.</param>
/// <param name="Version">Version of the referral or schedule; 0 for rows that have none.</param>
/// <param name="Values">Values of a row without a version, by name; null for the others.</param>
public sealed record RowShown(
    string Key, long Version,
    [property: JsonPropertyName("says")] IReadOnlyDictionary<string, string>? Values = null)
{
    /// <summary>True for a line on the wallboard that has nothing: the one of referrals without a line is always
    /// shown.</summary>
    [JsonIgnore]
    public bool IsOnlyZeros => Values is { Count: > 0 } numbers && numbers.Values.All(number => number == "0");
}

/// <summary>A watcher's stream ended.</summary>
/// <param name="Ticks">When it ended.</param>
/// <param name="Watcher">Name of the screen.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Code">Code of the error, or the type of the exception.</param>
public sealed record BoardEnded(long Ticks, string Watcher, string Board, string Code) : HistoryLine(Ticks);

/// <summary>
/// A screen started or stopped showing "live", which depends only on received frames: five silent seconds end it.
/// </summary>
public sealed record LiveChanged(long Ticks, string Watcher, string Board, bool Live) : HistoryLine(Ticks);

/// <summary>A fault begins.</summary>
/// <param name="Ticks">Before it was injected.</param>
/// <param name="Fault">Its name in the matrix, for example <c>freeze-30s</c>.</param>
/// <param name="Target">The silo, database or link.</param>
public sealed record FaultBegan(long Ticks, string Fault, string Target) : HistoryLine(Ticks);

/// <summary>A fault was healed; recovery begins.</summary>
public sealed record FaultEnded(long Ticks, string Fault, string Target) : HistoryLine(Ticks);

/// <summary>An observation of a silo's process.</summary>
/// <param name="Ticks">When.</param>
/// <param name="Silo">Name of the silo.</param>
/// <param name="Pid">Process id.</param>
/// <param name="What"><c>started</c>, <c>ready</c>, <c>ended</c> or <c>memory</c>.</param>
/// <param name="MemoryBytes">Resident set, bytes; null when it was not measured.</param>
public sealed record SiloObserved(long Ticks, string Silo, int Pid, string What, long? MemoryBytes = null)
    : HistoryLine(Ticks);

/// <summary>
/// From here on this number of hub clients of a silo read nothing; 0 when they read again or are gone.
/// </summary>
public sealed record ClientsStalled(long Ticks, string Silo, int Clients) : HistoryLine(Ticks);

/// <summary>
/// A period of constant load without other events; used to compare the latency of the reading clients.
/// </summary>
/// <param name="Ticks">When it began.</param>
/// <param name="Until">When it ended.</param>
/// <param name="Stalled">Hub clients that read nothing during the whole period.</param>
public sealed record LoadPeriod(long Ticks, long Until, int Stalled) : HistoryLine(Ticks);

/// <summary>The store was read in one snapshot; the lines with the same number are its content.</summary>
/// <param name="Ticks">Before the read: everything answered earlier is in the snapshot.</param>
/// <param name="Read">Number of the reading.</param>
/// <param name="Wall">Wall-clock time.</param>
/// <param name="Final">True for the last one: it contains bodies of states, and events, operations and the
/// outbox.</param>
public sealed record StoreRead(long Ticks, int Read, Instant Wall, bool Final) : HistoryLine(Ticks);

/// <summary>A state row.</summary>
/// <param name="Ticks">Time of the reading.</param>
/// <param name="Read">Number of the reading.</param>
/// <param name="Kind">Stream kind.</param>
/// <param name="Id">Stream id.</param>
/// <param name="Version">Committed version.</param>
/// <param name="Stage">Kebab-case; null for kinds without stages.</param>
/// <param name="Open">False when no work is left.</param>
/// <param name="Owner">Queue (service line) that owns it; null when there is none.</param>
/// <param name="ChangedAt">Recorded time of its newest event.</param>
/// <param name="DueAt">Its deadline in the ledger; null when it has none.</param>
/// <param name="Body">The whole state; only in the final reading.</param>
public sealed record StateStored(
    long Ticks, int Read, string Kind, string Id, long Version, string? Stage, bool Open, string? Owner,
    Instant ChangedAt, Instant? DueAt, JsonElement? Body = null) : HistoryLine(Ticks);

/// <summary>An event, in the order of its stream. <paramref name="At"/> is its decision time.</summary>
public sealed record EventStored(
    long Ticks, int Read, string Kind, string Id, long Version, string Type, string Actor, Instant At,
    string? Operation, JsonElement Body) : HistoryLine(Ticks);

/// <summary>
/// A recorded operation: the last version it wrote, or null and its refusal code (a null code means "already done").
/// </summary>
public sealed record OperationStored(long Ticks, int Read, string Operation, string Kind, string Id, long? Version,
    string? Code) : HistoryLine(Ticks);

/// <summary>A message that its receiver has not acknowledged yet.</summary>
public sealed record OutboxStored(long Ticks, int Read, string Kind, string Id, long Version, int Ordinal,
    string Destination, Instant At) : HistoryLine(Ticks);
