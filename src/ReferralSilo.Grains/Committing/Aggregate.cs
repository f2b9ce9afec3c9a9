using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>Converts one kind of aggregate to and from ledger rows.</summary>
public interface IAggregateMapper<TState, TEvent>
    where TState : class
    where TEvent : class
{
    /// <summary>Stream kind, e.g. <c>referral</c>.</summary>
    string Kind { get; }

    /// <summary>How states and events are stored.</summary>
    StoredForm<TState, TEvent> Form { get; }

    /// <summary>The stored name of an event.</summary>
    string NameOf(TEvent happened);

    TState Evolve(TState? state, TEvent happened);

    /// <summary>The next deadline. A kind that has deadlines has a grain with
    /// <see cref="Clocks.IHasDeadline"/>.</summary>
    Instant? DueAt(TState state) => null;

    /// <summary>The inline row of the state; null for a kind without one, and when it is that of
    /// <paramref name="before"/>, which is null for a new stream.</summary>
    InlineRow? Row(TState? before, TState state) => null;
}

/// <summary>The committed state of one grain. Only <see cref="Commit"/> changes it: one transaction writes the next
/// state, then the reference is swapped. The state is immutable, so a read only sees what is durable.</summary>
public sealed class Aggregate<TState, TEvent>(ILedger ledger, IAggregateMapper<TState, TEvent> mapper, string id)
    : ICommandStream<TState, TEvent>
    where TState : class
    where TEvent : class
{
    private readonly IdempotencyStore _operations = new(ledger);

    public StreamId Stream { get; } = new(mapper.Kind, id);

    public TState? State { get; private set; }

    public long Version { get; private set; }

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

    public async Task<bool> CatchUp(CancellationToken ct)
    {
        if (await ledger.ReadVersion(Stream, ct) == Version) return false;
        await Load(ct);
        return true;
    }

    public TState Preview(IReadOnlyList<TEvent> events) => events.Aggregate(State, mapper.Evolve)!;

    public async Task<CommitOutcome> Commit(
        IReadOnlyList<TEvent> events, TState next, IReadOnlyList<OutboxMessage> outbox, Operation? operation,
        string actor, Instant now)
    {
        var commit = new Commit(Stream, Version, mapper.Write(next), [.. events.Select(e => mapper.Write(e, actor))],
            outbox, mapper.DueAt(next), mapper.Row(State, next), operation, now);
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

    public Task<CommandOutcome<TState>?> FindRecorded(OperationName operation) =>
        _operations.Replay(this, operation, CancellationToken.None);

    public Task<bool> IsRecorded(OperationName operation) => _operations.IsRecorded(operation);

    public Task<CommitOutcome> Record(OperationName operation, Refusal? refusal, Instant now) =>
        _operations.Record(operation, Stream, refusal, Version, now);

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
