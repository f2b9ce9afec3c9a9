using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>What a command answered. Values only: no exception type crosses a grain call.</summary>
/// <param name="State">The committed state the answer is about; null when refused before there was one, or
/// unknown.</param>
/// <param name="Version">Its version.</param>
/// <param name="Refusal">The no, when it was one.</param>
/// <param name="Replayed">The operation had been answered before; this is that answer.</param>
/// <param name="Unknown">Nobody knows whether it took effect; ask again with the same operation.</param>
/// <param name="NoChange">Accepted without an event: what was asked for was so before.</param>
[GenerateSerializer, Immutable, Alias("command-outcome`1")]
public sealed record CommandOutcome<TState>(
    [property: Id(0)] TState? State, [property: Id(1)] long Version, [property: Id(2)] Refusal? Refusal,
    [property: Id(3)] bool Replayed, [property: Id(4)] bool Unknown, [property: Id(5)] bool NoChange = false)
        where TState : class
{
    public static CommandOutcome<TState> Accepted(TState state, long version, bool replayed = false) =>
        new(state, version, null, replayed, false);

    public static CommandOutcome<TState> Refused(Refusal refusal, TState? state, long version, bool replayed = false) =>
        new(state, version, refusal, replayed, false);

    public static CommandOutcome<TState> OutcomeUnknown { get; } = new(null, 0, null, false, true);
}

/// <summary>A command with who orders it.</summary>
/// <param name="Command">The order.</param>
/// <param name="Actor">Staff id, <c>client:…</c> or <c>system</c>.</param>
/// <param name="MayAccept">The actor may do triage's part.</param>
/// <param name="Operation">The client's operation, scoped to the client; null when it named none.</param>
/// <param name="IfVersion">Refuse with <c>version-mismatch</c> unless the version meets this.</param>
[GenerateSerializer, Immutable, Alias("order`1")]
public sealed record CommandEnvelope<TCommand>(
    [property: Id(0)] TCommand Command, [property: Id(1)] string Actor, [property: Id(2)] bool MayAccept,
    [property: Id(3)] OperationName? Operation = null, [property: Id(5)] VersionCondition? IfVersion = null);

/// <summary>A client's operation: id scoped to the client, and the hash of its request.</summary>
[GenerateSerializer, Immutable, Alias("operation-name")]
public sealed record OperationName([property: Id(0)] string Id, [property: Id(1)] string RequestHash)
{
    /// <summary>The hash of what the program does by itself in the name of an operation: it goes with any
    /// request.</summary>
    public const string AnyRequest = "";

    public Operation ToLedger() => new(Id, RequestHash);

    /// <summary>False when the recorded operation was another request with the same id.</summary>
    public bool Matches(Operation recorded) =>
        RequestHash == recorded.RequestHash || RequestHash == AnyRequest || recorded.RequestHash == AnyRequest;
}

/// <summary>A committed state with its version.</summary>
[GenerateSerializer, Immutable, Alias("snapshot`1")]
public sealed record Snapshot<TState>([property: Id(0)] TState State, [property: Id(1)] long Version)
    where TState : class;

/// <summary>Who orders what nobody ordered: clocks and other grains.</summary>
public static class Actors
{
    public const string System = "system";
}

/// <summary>NodaTime's now from the one source of time.</summary>
public static class TimeProviderInstant
{
    public static Instant Now(this TimeProvider time) => Instant.FromDateTimeOffset(time.GetUtcNow());
}
