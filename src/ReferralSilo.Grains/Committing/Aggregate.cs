using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Converts one kind of aggregate to and from ledger rows.</summary>
public interface IAggregateMapper<TState, TEvent> where TState : class
{
    /// <summary>Stream kind, e.g. <c>referral</c>.</summary>
    string Kind { get; }

    TState Read(ReadOnlySpan<byte> state);

    byte[] Write(TState state);

    TEvent ReadEvent(ReadOnlySpan<byte> body);

    EventToStore Write(TEvent happened, string actor);

    TState Evolve(TState? state, TEvent happened);

    Instant? DueAt(TState state);

    /// <summary>Search columns of the state; null for a kind that is not searched. Tokens are null when they are those
    /// of <paramref name="before"/>, which is null for a new stream.</summary>
    SearchColumns? Search(TState? before, TState state);
}

/// <summary>The committed state of one grain. Only <see cref="Commit"/> changes it: one transaction writes the next
/// state, then the reference is swapped. The state is immutable, so a read only sees what is durable.</summary>
public sealed class Aggregate<TState, TEvent>(ILedger ledger, IAggregateMapper<TState, TEvent> mapper, string id)
    where TState : class
{
    public StreamId Stream { get; } = new(mapper.Kind, id);

    /// <summary>Null before the first commit.</summary>
    public TState? State { get; private set; }

    /// <summary>0 before the first commit.</summary>
    public long Version { get; private set; }

    /// <summary>False until the committed state was loaded or written here.</summary>
    public bool IsLoaded { get; private set; }

    public async Task Load(CancellationToken ct)
    {
        if (await ledger.Read(Stream, ct) is { } stored)
        {
            State = mapper.Read(stored.State.Span);
            Version = stored.Version;
        }

        IsLoaded = true;
    }

    /// <summary>
    /// Checks the version in the ledger and reloads when this activation is behind; returns true then. Call it before
    /// an answer that commits nothing, because no version check of a commit would reveal the stale state.
    /// </summary>
    public async Task<bool> CatchUp(CancellationToken ct)
    {
        if (await ledger.ReadVersion(Stream, ct) == Version) return false;
        await Load(ct);
        return true;
    }

    public TState Preview(IReadOnlyList<TEvent> events) => events.Aggregate(State, mapper.Evolve)!;

    /// <summary>Commits and swaps the state only when the commit is certain. After an unknown outcome the caller must
    /// deactivate, because the state may be wrong. After a conflict the state is the old one: load it again.</summary>
    public async Task<CommitOutcome> Commit(
        IReadOnlyList<TEvent> events, TState next, IReadOnlyList<OutboxMessage> outbox, Operation? operation,
        string actor, Instant now)
    {
        var commit = new Commit(Stream, Version, mapper.Write(next), [.. events.Select(e => mapper.Write(e, actor))],
            outbox, mapper.DueAt(next), mapper.Search(State, next), operation, now);
        CommitResult result;
        try
        {
            result = await ledger.Commit(commit);
        }
        catch (LedgerUnavailableException)
        {
            // The caller answers "unknown"; the client retries with the same operation and gets the committed state.
            return CommitOutcome.Unknown;
        }

        switch (result)
        {
            case CommitResult.Committed committed:
                State = next;
                Version = committed.Version;
                IsLoaded = true;
                return CommitOutcome.Committed;
            case CommitResult.OperationKnown:
                return CommitOutcome.OperationKnown;
            default:
                return CommitOutcome.Conflict;
        }
    }

    /// <summary>Loads another stream; returns this one for its own stream and null for another kind.</summary>
    public async Task<Aggregate<TState, TEvent>?> OpenStream(StreamId stream, CancellationToken ct)
    {
        if (stream == Stream) return this;
        if (stream.Kind != mapper.Kind) return null;
        var other = new Aggregate<TState, TEvent>(ledger, mapper, stream.Id);
        await other.Load(ct);
        return other;
    }

    /// <summary>Rebuilds the state at an earlier version from the events.</summary>
    public async Task<TState> StateAt(long version, CancellationToken ct)
    {
        if (version == Version) return State!;
        var events = await ledger.ReadEvents(Stream, ct);
        return events.Where(e => e.Version <= version)
            .Aggregate((TState?)null, (s, e) => mapper.Evolve(s, mapper.ReadEvent(e.Body.Span)))!;
    }
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
