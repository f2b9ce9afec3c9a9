using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>How one kind of aggregate becomes rows and comes back.</summary>
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

    /// <summary>Columns of the state. Tokens only when they differ from those of the version before; null before the
    /// first.</summary>
    SearchColumns? Search(TState? before, TState state);
}

/// <summary>
/// The committed state of one grain. The only way to change it is <see cref="Commit"/>: evolve a copy, one transaction,
/// then swap. Nothing is ever changed in place, so a read can only see what is durable.
/// </summary>
public sealed class Aggregate<TState, TEvent>(ILedger ledger, IAggregateMapper<TState, TEvent> form, string id)
    where TState : class
{
    public StreamId Stream { get; } = new(form.Kind, id);

    /// <summary>Null while nothing was ever committed.</summary>
    public TState? State { get; private set; }

    /// <summary>0 while nothing was ever committed.</summary>
    public long Version { get; private set; }

    /// <summary>False until the committed state was read or written here.</summary>
    public bool IsKnown { get; private set; }

    public async Task Load(CancellationToken ct)
    {
        if (await ledger.Read(Stream, ct) is { } stored)
        {
            State = form.Read(stored.State.Span);
            Version = stored.Version;
        }

        IsKnown = true;
    }

    /// <summary>
    /// Makes sure that this activation is not behind another one; true when it was, and what it held is read anew.
    /// Asked before an answer that commits nothing, for no version check would find it out.
    /// </summary>
    public async Task<bool> CatchUp(CancellationToken ct)
    {
        if (await ledger.ReadVersion(Stream, ct) == Version) return false;
        await Load(ct);
        return true;
    }

    public TState Preview(IReadOnlyList<TEvent> events) => events.Aggregate(State, form.Evolve)!;

    /// <summary>
    /// Commits and, only when that is certain, swaps. After an unknown outcome the caller must drop this activation,
    /// for what it holds may be wrong; after a conflict it holds what was, and is to be loaded anew.
    /// </summary>
    public async Task<CommitOutcome> Commit(
        IReadOnlyList<TEvent> events, TState next, IReadOnlyList<OutboxMessage> outbox, Operation? operation,
            string actor, Instant now)
    {
        var commit =
            new Commit(Stream, Version, form.Write(next), [.. events.Select(e => form.Write(e, actor))], outbox,
            form.DueAt(next), form.Search(State, next), operation, now);
        CommitResult result;
        try
        {
            result = await ledger.Commit(commit);
        }
        catch (LedgerUnavailableException)
        {
            // The caller answers "unknown": the client asks again with the same operation and reads the truth.
            return CommitOutcome.Unknown;
        }

        switch (result)
        {
            case CommitResult.Committed committed:
                State = next;
                Version = committed.Version;
                IsKnown = true;
                return CommitOutcome.Committed;
            case CommitResult.OperationKnown:
                return CommitOutcome.OperationKnown;
            default:
                return CommitOutcome.Conflict;
        }
    }

    /// <summary>Another stream of this kind, read; this one for its own. Null for one of another kind.</summary>
    public async Task<Aggregate<TState, TEvent>?> Of(StreamId stream, CancellationToken ct)
    {
        if (stream == Stream) return this;
        if (stream.Kind != form.Kind) return null;
        var other = new Aggregate<TState, TEvent>(ledger, form, stream.Id);
        await other.Load(ct);
        return other;
    }

    /// <summary>The state as it was at an earlier version, from the events.</summary>
    public async Task<TState> At(long version, CancellationToken ct)
    {
        if (version == Version) return State!;
        var events = await ledger.ReadEvents(Stream, ct);
        return events.Where(e => e.Version <= version)
            .Aggregate((TState?)null, (s, e) => form.Evolve(s, form.ReadEvent(e.Body.Span)))!;
    }
}

/// <summary>What became of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>Another change of the stream won; nothing was written. Read again and decide again:
    /// <see cref="CommandEnvelopes.MostTries"/>.</summary>
    Conflict,

    /// <summary>The operation id was recorded before, on this or another stream; nothing was written.</summary>
    OperationKnown,
}
