using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>The committed state of one stream and the recorded answers of its operations, as one activation knows
/// them.</summary>
public interface ICommandStream<TState, TEvent> where TState : class
{
    StreamId Stream { get; }

    /// <summary>Null before the first commit.</summary>
    TState? State { get; }

    /// <summary>0 before the first commit.</summary>
    long Version { get; }

    /// <summary>False until the committed state was loaded or written here.</summary>
    bool IsLoaded { get; }

    Task Load(CancellationToken ct);

    /// <summary>Reloads when this activation is behind; returns true then. Call it before an answer that commits
    /// nothing, because no version check of a commit would reveal the stale state.</summary>
    Task<bool> CatchUp(CancellationToken ct);

    TState Preview(IReadOnlyList<TEvent> events);

    /// <summary>Commits and swaps the state only when the commit is certain. After an unknown outcome the caller must
    /// deactivate, because the state may be wrong. After a conflict the state is the old one: load it again.</summary>
    Task<CommitOutcome> Commit(IReadOnlyList<TEvent> events, TState next, IReadOnlyList<OutboxMessage> outbox,
        Operation? operation, string actor, Instant now);

    /// <summary>The recorded answer of an operation; null when it is not recorded.</summary>
    Task<CommandOutcome<TState>?> FindRecorded(OperationName operation);

    /// <summary>True when the operation has an answer, also one that this program cannot read.</summary>
    Task<bool> IsRecorded(OperationName operation);

    /// <summary>Records an answer without events: a refusal, or "already so" for null.</summary>
    Task<CommitOutcome> Record(OperationName operation, Refusal? refusal, Instant now);
}

/// <summary>The outcome of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>The commit may or may not have been written.</summary>
    Unknown,

    /// <summary>Another change was committed first; nothing was written. Load and decide again, up to <see
    /// cref="CommandEnvelopes.MaxAttempts"/> times.</summary>
    Conflict,

    /// <summary>The operation id was recorded before, on this or another stream; nothing was written.</summary>
    OperationKnown,
}
