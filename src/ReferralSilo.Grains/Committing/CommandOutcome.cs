using ReferralSilo.Domain;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>The answer to a command. Refusals are values: no exception type crosses a grain call for them.</summary>
/// <param name="State">The state that the answer is about; null when unknown, or refused before there was one.</param>
/// <param name="Version">Version of the state.</param>
/// <param name="Refusal">The refusal; null when accepted or unknown.</param>
/// <param name="Replayed">True when this is the recorded answer of an earlier request with the same operation.</param>
/// <param name="Unknown">It is not known whether the command took effect; retry with the same operation.</param>
/// <param name="NoChange">Accepted without an event: the state was already as requested.</param>
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

/// <summary>A command with its actor and conditions.</summary>
/// <param name="Command">The command.</param>
/// <param name="Actor">Staff id, <c>client:…</c> or <c>system</c>.</param>
/// <param name="MayAccept">True when the actor has triage rights.</param>
/// <param name="Operation">The client's operation, scoped to the client; null when the client sent no key.</param>
/// <param name="IfVersion">Unless the version meets this, the command is refused: <c>version-mismatch</c>.</param>
/// <param name="BySource">True when the actor is a referral source.</param>
[GenerateSerializer, Immutable, Alias("order`1")]
public sealed record CommandEnvelope<TCommand>(
    [property: Id(0)] TCommand Command, [property: Id(1)] string Actor, [property: Id(2)] bool MayAccept,
    [property: Id(3)] OperationName? Operation = null, [property: Id(5)] VersionCondition? IfVersion = null,
    [property: Id(6)] bool BySource = false);

/// <summary>A client's operation: its id, scoped to the client, and the hash of its request.</summary>
[GenerateSerializer, Immutable, Alias("operation-name")]
public sealed record OperationName([property: Id(0)] string Id, [property: Id(1)] string RequestHash)
{
    /// <summary>Hash for operations that the program itself completes; it matches any request.</summary>
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

/// <summary>Actor ids of commands that no person or client sent: from clocks and other grains.</summary>
public static class Actors
{
    public const string System = "system";
}
