using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>
/// Decides and commits the commands of one stream, one at a time. The commit reveals a stale state and a repeated
/// operation. An answer without a commit is therefore given only after both are checked, and is recorded first when the
/// client named an operation.
/// </summary>
/// <param name="stream">The committed state.</param>
/// <param name="rules">The rules of this kind.</param>
/// <param name="clock">Time of decisions.</param>
/// <param name="send">Sends the messages of a commit, with its version.</param>
/// <param name="applied">Called with each state that was loaded or committed.</param>
/// <param name="deactivate">Called when the loaded state may be wrong: the next call must load it again.</param>
public sealed class CommandHandler<TState, TCommand, TEvent>(ICommandStream<TState, TEvent> stream,
    IAggregateRules<TState, TCommand, TEvent> rules, IClock clock, Action<StreamId, long, IReadOnlyList<Outgoing>> send,
    Action<TState> applied, Action deactivate)
    where TState : class
{
    /// <summary>The state as loaded or committed here; null when there is none.</summary>
    public TState? State => stream.State;

    public long Version => stream.Version;

    public bool IsLoaded => stream.IsLoaded;

    /// <exception cref="NewerFormException">A newer program stored the state; nothing was changed. Orleans may have
    /// wrapped it.</exception>
    public async Task<CommandOutcome<TState>> Handle(CommandEnvelope<TCommand> envelope)
    {
        var attempt = new Attempt(envelope, rules.Reserve(envelope));
        try
        {
            return await UntilAnswered(attempt, Try);
        }
        catch (Exception e) when (NewerFormException.In(e) is not null)
        {
            // It may have been applied before, or what was reserved for it may still apply it.
            if (attempt.HasReserved || envelope.Operation is { } operation && await stream.IsRecorded(operation))
                return Deactivate();
            throw;
        }
    }

    /// <summary>Handles a command that the program itself sends, e.g. from the outbox.</summary>
    /// <exception cref="OutcomeUnknownException">The sender must send it again.</exception>
    public async Task<CommandOutcome<TState>> Receive(TCommand command, OperationName? operation = null)
    {
        var outcome = await Handle(CommandEnvelopes.BySystem(command) with { Operation = operation });
        return outcome.Unknown ? throw new OutcomeUnknownException() : outcome;
    }

    /// <summary>The answer of an operation. One that has none is refused from now on.</summary>
    public Task<CommandOutcome<TState>> Resolve(OperationName operation, Refusal refusal) => UntilAnswered(
        new Attempt(new CommandEnvelope<TCommand>(default!, Actors.System, false, operation), null),
        attempt => AnswerWithoutCommit(attempt, refusal, isRecorded: true));

    /// <summary>Creates the stream without reading it, also outside its grain: the ledger refuses a second first
    /// version and a second use of an operation. Null when the grain must answer.</summary>
    public async Task<CommandOutcome<TState>?> TryCreate(CommandEnvelope<TCommand> envelope)
    {
        var now = clock.GetCurrentInstant();
        if (envelope.IfVersion is not null || !rules.Creates(envelope.Command)
            || await rules.Decide(null, envelope, now) is not Decision<TEvent>.Accepted { Events.Count: > 0 } accepted)
            return null;
        return await Commit(envelope, accepted.Events, now) switch
        {
            CommitOutcome.Committed => Accepted(),
            CommitOutcome.Unknown => CommandOutcome<TState>.OutcomeUnknown,
            _ => null,
        };
    }

    /// <summary>The committed state, loaded when needed. While there is none, each call loads again: another activation
    /// may have written it.</summary>
    public async ValueTask<TState?> EnsureLoaded()
    {
        if (State is null) await Load();
        return State;
    }

    public async Task Load(CancellationToken ct = default)
    {
        await stream.Load(ct);
        if (State is { } state) applied(state);
    }

    /// <summary>True when this activation was behind and has reloaded: the command must be decided again. Otherwise an
    /// outbox message would be lost, a wrong refusal would be final under its key, and the clock would call a passed
    /// deadline again and again.</summary>
    public async Task<bool> CatchUp()
    {
        if (!await stream.CatchUp(CancellationToken.None)) return false;
        if (State is { } state) applied(state);
        return true;
    }

    private static async Task<CommandOutcome<TState>> UntilAnswered(Attempt attempt,
        Func<Attempt, Task<CommandOutcome<TState>?>> step)
    {
        while (true)
            if (await step(attempt) is { } outcome) return outcome;
    }

    /// <summary>Decides once. Null: the state was stale and is loaded again; decide again.</summary>
    private async Task<CommandOutcome<TState>?> Try(Attempt attempt)
    {
        var (envelope, reservation) = (attempt.Envelope, attempt.Reservation);
        var creates = rules.Creates(envelope.Command);
        if (!creates && !IsLoaded) await Load();
        if (envelope.IfVersion?.Holds(Version) is false && (State is not null || creates))
        {
            // Without a record, what was granted would take effect after the refusal.
            var isFinal = rules.RecordsEveryRefusal || reservation is { HasGrants: true };
            return await AnswerWithoutCommit(attempt, CommandEnvelopes.VersionMismatch, isFinal);
        }

        var now = clock.GetCurrentInstant();
        var asks = reservation is not null && await reservation.IsNeeded(State, now);
        attempt.HasReserved |= asks;
        if (asks && await FindRecorded(attempt) is { } known) return known;
        return (asks ? await reservation!.Decide(State!, now) : await rules.Decide(State, envelope, now)) switch
        {
            null => Deactivate(),
            Decision<TEvent>.Accepted { Events: { Count: > 0 } events } =>
                await Commit(envelope, events, now) is var outcome && outcome == CommitOutcome.Committed
                    ? Accepted() : await Retry(attempt, outcome),
            // A refused creation has no stream.
            Decision<TEvent>.Refused { Refusal: var refusal } => await AnswerWithoutCommit(
                attempt, refusal, rules.RecordsEveryRefusal || !creates || State is not null),
            _ => await AnswerWithoutCommit(attempt, null, isRecorded: true),
        };
    }

    private async Task<CommitOutcome> Commit(CommandEnvelope<TCommand> envelope, IReadOnlyList<TEvent> events,
        Instant now)
    {
        var next = stream.Preview(events);
        var version = Version + events.Count;
        var outgoing = rules.Outbox(State, events, next, version);
        var outcome = await stream.Commit(events, next, [.. outgoing.Select(o => o.Message)],
            envelope.Operation?.ToLedger(), envelope.Actor, now);
        if (outcome != CommitOutcome.Committed) return outcome;
        send(stream.Stream, version, outgoing);
        applied(next);
        return outcome;
    }

    /// <summary>Answers with a refusal, or with "already so" for null. Null: decide again.</summary>
    private async Task<CommandOutcome<TState>?> AnswerWithoutCommit(Attempt attempt, Refusal? refusal, bool isRecorded)
    {
        if (await FindRecorded(attempt) is { } known) return known;
        if (await CatchUp()) return null;
        if (isRecorded && attempt.Envelope.Operation is { } operation)
        {
            var recorded = await stream.Record(operation, refusal, clock.GetCurrentInstant());
            if (recorded == CommitOutcome.Unknown) return CommandOutcome<TState>.OutcomeUnknown;
            if (recorded != CommitOutcome.Committed) return await Retry(attempt, recorded);
        }

        if (refusal is null) return Accepted() with { NoChange = true };
        if (attempt.Reservation is { HasGrants: true } reservation) await reservation.Release();
        return CommandOutcome<TState>.Refused(refusal, State, Version);
    }

    /// <summary>After a write that did not take place, or whose outcome is not known. Null: decide again.</summary>
    private async Task<CommandOutcome<TState>?> Retry(Attempt attempt, CommitOutcome outcome)
    {
        switch (outcome)
        {
            case CommitOutcome.OperationKnown:
                await EnsureLoaded();
                return await FindRecorded(attempt) ?? Deactivate();
            case CommitOutcome.Conflict when !IsLoaded:
                await Load();
                return null;
            case CommitOutcome.Conflict when ++attempt.Conflicts < CommandEnvelopes.MaxAttempts:
                await CatchUp();
                return null;
            default:
                return Deactivate();
        }
    }

    /// <summary>The recorded answer of the operation. What was granted for a command whose recorded answer is a refusal
    /// is released: the answer is final, and no other command can use it.</summary>
    private async Task<CommandOutcome<TState>?> FindRecorded(Attempt attempt)
    {
        if (attempt.Envelope.Operation is not { } operation) return null;
        var known = await stream.FindRecorded(operation);
        if (known?.Refusal is { } refusal && refusal.Code != IdempotencyStore.Reused.Code
            && attempt.Reservation is { HasGrants: true } reservation) await reservation.Release();
        return known;
    }

    private CommandOutcome<TState> Deactivate()
    {
        deactivate();
        return CommandOutcome<TState>.OutcomeUnknown;
    }

    private CommandOutcome<TState> Accepted() => CommandOutcome<TState>.Accepted(State!, Version);

    /// <summary>A command in progress.</summary>
    private sealed class Attempt(CommandEnvelope<TCommand> envelope, IReservation<TState, TEvent>? reservation)
    {
        public CommandEnvelope<TCommand> Envelope => envelope;

        public IReservation<TState, TEvent>? Reservation => reservation;

        /// <summary>True when other aggregates were asked, of which some may have reserved something.</summary>
        public bool HasReserved { get; set; }

        /// <summary>How often another change was committed first.</summary>
        public int Conflicts { get; set; }
    }
}
