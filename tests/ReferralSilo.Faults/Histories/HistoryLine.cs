using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Faults.Histories;

/// <summary>One thing that was seen during a run. The discriminators are the words in the file: never rename
/// one.</summary>
/// <param name="Ticks">
/// <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, which is CLOCK_MONOTONIC: comparable between the processes
/// of one machine. <see cref="RunBegan.TicksPerSecond"/> is its unit.
/// </param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "line")]
[JsonDerivedType(typeof(RunBegan), "run-began")]
[JsonDerivedType(typeof(WallSeen), "wall-seen")]
[JsonDerivedType(typeof(CallAsked), "call-asked")]
[JsonDerivedType(typeof(CallTold), "call-told")]
[JsonDerivedType(typeof(BoardAsked), "board-asked")]
[JsonDerivedType(typeof(BoardShown), "board-shown")]
[JsonDerivedType(typeof(BoardEnded), "board-ended")]
[JsonDerivedType(typeof(ScreenTurned), "screen-turned")]
[JsonDerivedType(typeof(FaultBegan), "fault-began")]
[JsonDerivedType(typeof(FaultEnded), "fault-ended")]
[JsonDerivedType(typeof(SiloSeen), "silo-seen")]
[JsonDerivedType(typeof(ClientsStalled), "clients-stalled")]
[JsonDerivedType(typeof(PaceTaken), "pace-taken")]
[JsonDerivedType(typeof(StoreRead), "store-read")]
[JsonDerivedType(typeof(StateStored), "state-stored")]
[JsonDerivedType(typeof(EventStored), "event-stored")]
[JsonDerivedType(typeof(OperationStored), "operation-stored")]
[JsonDerivedType(typeof(OutboxStored), "outbox-stored")]
public abstract record HistoryLine(long Ticks);

/// <summary>The first line: what the others are measured in.</summary>
/// <param name="Ticks">When.</param>
/// <param name="TicksPerSecond"><see cref="System.Diagnostics.Stopwatch.Frequency"/>.</param>
/// <param name="Seed">Of the load and the faults.</param>
/// <param name="Wall">The clock on the wall at the same moment.</param>
public sealed record RunBegan(long Ticks, long TicksPerSecond, long Seed, Instant Wall) : HistoryLine(Ticks);

/// <summary>The clock on the wall, which the product writes, beside the monotonic one. Every second or so and when it
/// was moved.</summary>
public sealed record WallSeen(long Ticks, Instant Wall) : HistoryLine(Ticks);

/// <summary>A client is about to send a request.</summary>
/// <param name="Ticks">Before it was sent.</param>
/// <param name="Client">Who: one caller that sends one request after the other.</param>
/// <param name="Call">Unique in the run; a repetition with the same key is another call.</param>
/// <param name="Key">Its Idempotency-Key; null for reads.</param>
/// <param name="Operation">The id that the ledger knows the key by (<c>ApiRequest.OperationId</c>); null for
/// reads.</param>
/// <param name="Method">GET, POST, PUT, DELETE.</param>
/// <param name="Path">Path with its query.</param>
/// <param name="Silo">Name of the silo that is asked.</param>
/// <param name="Slots">Slots the request names.</param>
/// <param name="Content">Of an intake: <see cref="ReferralContent"/> of its body.</param>
public sealed record CallAsked(
    long Ticks, string Client, long Call, string? Key, string? Operation, string Method, string Path, string Silo,
    IReadOnlyList<string>? Slots = null, string? Content = null) : HistoryLine(Ticks);

/// <summary>What a call was told.</summary>
public enum Told
{
    /// <summary>2xx.</summary>
    Ok,

    /// <summary>4xx: it did not happen and never will.</summary>
    Refused,

    /// <summary>5xx, 429 before it was looked at, a broken connection, nothing in time: nobody knows.</summary>
    Unknown,
}

/// <summary>A client has its answer, or has given up waiting.</summary>
/// <param name="Ticks">After the last byte of the answer.</param>
/// <param name="Client">As asked.</param>
/// <param name="Call">As asked.</param>
/// <param name="Outcome">Of the request.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Code">Code of the problem; of an exception its type.</param>
/// <param name="Replayed">The answer carried <c>Idempotent-Replayed</c>.</param>
/// <param name="Shown">Referrals in the answer: one for a detail or a command, many for a list.</param>
/// <param name="OperationState">Of <c>GET /api/operations/{key}</c>: <c>applied</c>, <c>not-applied</c>,
/// <c>unknown</c>.</param>
/// <param name="AskedKey">Of <c>GET /api/operations/{key}</c>: which key.</param>
/// <param name="Operation">Of a problem: where its outcome can be asked for.</param>
public sealed record CallTold(
    long Ticks, string Client, long Call, Told Outcome, int Status, string? Code = null, bool Replayed = false,
    IReadOnlyList<ReferralShown>? Shown = null, string? OperationState = null, string? AskedKey = null,
        string? Operation = null) : HistoryLine(Ticks);

/// <summary>A referral as an answer showed it.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Stage">Kebab-case.</param>
/// <param name="Content"><see cref="ReferralContent"/> of the view: what was submitted, which nothing changes
/// later.</param>
public sealed record ReferralShown(string Id, long Version, string Stage, string? Content);

/// <summary>A watcher asks for a board.</summary>
/// <param name="Ticks">Before it asked.</param>
/// <param name="Watcher">One screen.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Silo">Who was asked.</param>
/// <param name="Account">Who the watcher is signed in as.</param>
/// <param name="Allowed">False when this account's role or scope does not allow this board.</param>
/// <param name="Epoch">Of its cursor; null when it has none.</param>
/// <param name="Version">Of its cursor.</param>
public sealed record BoardAsked(
    long Ticks, string Watcher, string Board, string Silo, string Account, bool Allowed = true, string? Epoch = null,
        long Version = 0)
    : HistoryLine(Ticks);

/// <summary>A frame that a watcher received; the heartbeat is one with from = to and no rows.</summary>
/// <param name="Ticks">When it had arrived.</param>
/// <param name="Watcher">One screen.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Silo">Who sent it.</param>
/// <param name="Epoch">Epoch of the board.</param>
/// <param name="From">Version it builds on.</param>
/// <param name="To">Version after it.</param>
/// <param name="Snapshot">The rows replace all that was shown.</param>
/// <param name="Rows">Rows new or changed.</param>
/// <param name="Removed">Keys of rows that left.</param>
public sealed record BoardShown(
    long Ticks, string Watcher, string Board, string Silo, string Epoch, long From, long To, bool Snapshot,
    IReadOnlyList<RowShown> Rows, IReadOnlyList<string> Removed) : HistoryLine(Ticks);

/// <summary>A row of a board.</summary>
/// <param name="Key">Of the row: referral id, <c>clinician:{id}</c>, slot id, service line.</param>
/// <param name="Version">Version of the referral or schedule; 0 for rows that have none.</param>
/// <param name="Says">What a row without a version says, by name; null for the others.</param>
public sealed record RowShown(string Key, long Version, IReadOnlyDictionary<string, string>? Says = null);

/// <summary>A watcher's stream ended.</summary>
/// <param name="Ticks">When.</param>
/// <param name="Watcher">One screen.</param>
/// <param name="Board">Name of the board.</param>
/// <param name="Code">Code of the error, or the type of the exception.</param>
public sealed record BoardEnded(long Ticks, string Watcher, string Board, string Code) : HistoryLine(Ticks);

/// <summary>A screen began or stopped to say "live". It says so only by what it received: five silent seconds end
/// it.</summary>
public sealed record ScreenTurned(long Ticks, string Watcher, string Board, bool Live) : HistoryLine(Ticks);

/// <summary>A fault begins.</summary>
/// <param name="Ticks">Before it was injected.</param>
/// <param name="Fault">Its name in the matrix, e.g. <c>freeze-30s</c>.</param>
/// <param name="Target">Silo, database or link it hits.</param>
public sealed record FaultBegan(long Ticks, string Fault, string Target) : HistoryLine(Ticks);

/// <summary>A fault was healed; recovery begins.</summary>
public sealed record FaultEnded(long Ticks, string Fault, string Target) : HistoryLine(Ticks);

/// <summary>What is known of a silo's process.</summary>
/// <param name="Ticks">When.</param>
/// <param name="Silo">Its name.</param>
/// <param name="Pid">Its process.</param>
/// <param name="What"><c>started</c>, <c>ready</c>, <c>ended</c> or <c>memory</c>.</param>
/// <param name="MemoryBytes">Resident set, bytes; null where it was not asked.</param>
public sealed record SiloSeen(long Ticks, string Silo, int Pid, string What, long? MemoryBytes = null)
    : HistoryLine(Ticks);

/// <summary>From here on so many hub clients of a silo read nothing; 0 when they go on or are gone.</summary>
public sealed record ClientsStalled(long Ticks, string Silo, int Clients) : HistoryLine(Ticks);

/// <summary>A while of an even load in which nothing else happened: how quick the clients were that did read can be
/// compared.</summary>
/// <param name="Ticks">When it began.</param>
/// <param name="Until">When it was over.</param>
/// <param name="Stalled">Hub clients that read nothing all the time.</param>
public sealed record PaceTaken(long Ticks, long Until, int Stalled) : HistoryLine(Ticks);

/// <summary>The store was read, in one snapshot; the lines with its number say what was there.</summary>
/// <param name="Ticks">When it was read: all that was told before is in it.</param>
/// <param name="Read">Its number.</param>
/// <param name="Wall">The clock on the wall.</param>
/// <param name="Final">True for the last one: states with bodies, and events, operations and outbox too.</param>
public sealed record StoreRead(long Ticks, int Read, Instant Wall, bool Final) : HistoryLine(Ticks);

/// <summary>A state row.</summary>
/// <param name="Ticks">Of its reading.</param>
/// <param name="Read">Number of the reading.</param>
/// <param name="Kind">Stream kind.</param>
/// <param name="Id">Stream id.</param>
/// <param name="Version">Committed version.</param>
/// <param name="Stage">Kebab-case; null for kinds without.</param>
/// <param name="Open">False once nothing more is to be done.</param>
/// <param name="Owner">Queue that owns it (service line); null when none does.</param>
/// <param name="ChangedAt">Recorded time of its newest event.</param>
/// <param name="DueAt">Its clock in the ledger; null when it has none.</param>
/// <param name="Body">The whole state as the product keeps it; in the final reading only.</param>
public sealed record StateStored(
    long Ticks, int Read, string Kind, string Id, long Version, string? Stage, bool Open, string? Owner,
        Instant ChangedAt,
    Instant? DueAt, JsonElement? Body = null) : HistoryLine(Ticks);

/// <summary>An event, in the order of its stream. <paramref name="At"/> is when it was decided.</summary>
public sealed record EventStored(
    long Ticks, int Read, string Kind, string Id, long Version, string Type, string Actor, Instant At,
        string? Operation,
    JsonElement Body) : HistoryLine(Ticks);

/// <summary>A recorded operation: the last version it wrote, or null and the code it was refused with (null: "it is
/// already so").</summary>
public sealed record OperationStored(long Ticks, int Read, string Operation, string Kind, string Id, long? Version,
    string? Code) : HistoryLine(Ticks);

/// <summary>A message that its receiver has not heard yet.</summary>
public sealed record OutboxStored(long Ticks, int Read, string Kind, string Id, long Version, int Ordinal,
    string Destination, Instant At) : HistoryLine(Ticks);
