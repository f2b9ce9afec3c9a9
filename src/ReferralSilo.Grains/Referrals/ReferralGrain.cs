using Orleans.Placement;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Referrals;

/// <inheritdoc cref="IReferralGrain"/>
/// <remarks>Activates on the silo that calls it first, so that a new referral costs no call to another silo. Who spreads
/// requests over the silos also spreads these grains.</remarks>
[GrainType("referral"), PreferLocalPlacement]
public sealed class ReferralGrain(
    ILedger ledger, ReferralMapper form, IdempotencyStore operations, OutboxDispatcher dispatcher,
        ServiceLineCatalog lines,
    SlotReserver slots, TimeProvider time) : Grain, IReferralGrain
{
    private Aggregate<Referral, ReferralEvent> _referral = null!;
    private BoardPublisher _board = null!;
    private DeadlineTimer _deadline = null!;
    private Reread _reread = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _referral = new(ledger, form, this.GetPrimaryKeyString());
        _board = new BoardPublisher(BoardNames.Referral(this.GetPrimaryKeyString()), this, time);
        _deadline = new DeadlineTimer(this, time, OnDeadline);
        _reread = new Reread(time, Load);
        return Task.CompletedTask;
    }

    public async Task<Snapshot<Referral>?> Show() =>
        await EnsureLoaded() is { } state ? new Snapshot<Referral>(state, _referral.Version) : null;

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        var age = await _reread.Age();
        if (_referral.State is { } state) Publish(state);
        else if (_referral.IsKnown) return BoardAnswer.Unknown;
        return _board.Watch(observer, seen) with { Age = age };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        _board.Unwatch(observer);
        return Task.CompletedTask;
    }

    public async Task OnDeadline()
    {
        var now = time.Now();
        if (await EnsureLoaded() is not null) await Execute(CommandEnvelopes.BySystem<ReferralCommand>(new TimeUp()));
        _deadline.Again(_referral.State?.DueAt, now);
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items)
        {
            if (item.Payload is SlotWasBooked booked) await Receive(booked);
            else await Receive((ReferralCommand)item.Payload);
        }
    }

    private async Task Receive(ReferralCommand fact)
    {
        var outcome = await Execute(CommandEnvelopes.BySystem(fact));
        if (outcome.Unknown) throw new OutcomeUnknownException();
    }

    /// <summary>
    /// Catches up when our own commit was lost, in the name of the operation that asked for the booking: then one of
    /// both commits counts, and a retry hears what became of it. A booking is given back only after its operation is
    /// recorded and the state read after that does not have it, for this activation may be behind one that wants it.
    /// </summary>
    private async Task Receive(SlotWasBooked booked)
    {
        var id = booked.Grant.Id;
        if (await EnsureLoaded() is { } known && ReferralEffects.HadBooking(known, id)) return;
        var operation = new OperationName(ReferralSlots.AttemptOf(id), OperationName.AnyRequest);
        var outcome = await Execute(CommandEnvelopes.BySystem<ReferralCommand>(booked) with { Operation = operation });
        if (outcome.Unknown) throw new OutcomeUnknownException();
        if (outcome.Replayed) await Load();
        if (_referral.State is { } state && ReferralEffects.HadBooking(state, id)) return;
        await slots.GiveBack(booked.Grant);
        // The hold became the booking and went with it: the offer may not promise it any longer.
        if (booked.Grant.FromHold is { } hold) await Receive(new HoldWasLost(hold, "lost"));
    }

    public async Task<CommandOutcome<ReferralResult>> Handle(CommandEnvelope<ReferralCommand> order) =>
        ReferralResult.Of(await Execute(order), time.Now());

    private Task<CommandOutcome<Referral>> Execute(CommandEnvelope<ReferralCommand> order) =>
        Execute(order, new Trial(slots.Attempt(order.Operation?.Id), 1, []));

    private async Task<CommandOutcome<Referral>> Execute(CommandEnvelope<ReferralCommand> order, Trial trial)
    {
        // A new referral is written without looking first: if there is one after all, the ledger refuses the write, and
        // then it is read. This keeps intake at one round trip.
        if (order.Command is not Submit { IsKnown: false }) await EnsureLoaded();
        if (order.IfVersion?.Holds(_referral.Version) is false
            && (_referral.State is not null || order.Command is Submit { IsKnown: false }))
            return await RedecideIfStale(order, trial) ?? await Mismatch(order, trial);

        var context = new ReferralContext(time.Now(), order.Actor, await lines.All(), null, order.MayAccept);
        var requests = ReferralSlots.RequestsFor(_referral.State, trial.Attempt, order.Command, context);
        if (requests.Refusal is { } early) return await RedecideIfStale(order, trial)
            ?? await Refuse(order, early, trial.Granted);
        if (requests.Requests.Count == 0) return await Decide(order, context, trial);

        if (await Replayed(order) is { } known) return known;
        var granted = await slots.Ask(_referral.State!, requests.Requests);
        if (granted.Unknown) return Deactivate();
        if (granted.Refusal is { } taken) return await Refuse(order, taken,
            [.. trial.Granted.UnionBy(granted.Grants, g => g.Id)]);
        return await Decide(order, context with { Grants = granted.Grants }, trial with { Granted = granted.Grants });
    }

    private async Task<CommandOutcome<Referral>> Decide(CommandEnvelope<ReferralCommand> order, ReferralContext context,
        Trial trial)
    {
        var decision = ReferralDecider.Decide(_referral.State, order.Command, context);
        // Whether the operation is new the commit finds out: nearly all are, and asking first was a question for each
        // command.
        if (decision is D.Accepted { Events.Count: > 0 } accepted) return await Commit(order, accepted.Events, context,
            trial);
        if (await RedecideIfStale(order, trial) is { } known) return known;
        if (decision is D.Refused refused) return await Refuse(order, refused.Refusal, trial.Granted);
        return order.Operation is { } repeated
            && !await operations.Record(repeated, _referral.Stream, null, _referral.Version, context.Now)
            ? CommandOutcome<Referral>.OutcomeUnknown
            : Yes() with { NoChange = true };
    }

    private async Task<CommandOutcome<Referral>> Commit(
        CommandEnvelope<ReferralCommand> order, IReadOnlyList<ReferralEvent> events, ReferralContext context,
            Trial trial)
    {
        var before = _referral.State;
        var next = _referral.Preview(events);
        var version = _referral.Version + events.Count;
        var outgoing = ReferralOutbox.For(before, events, next, version);
        switch (await _referral.Commit(events, next, [.. outgoing.Select(o => o.Message)], order.Operation?.ToLedger(),
            order.Actor, context.Now))
        {
            case CommitOutcome.Committed:
                dispatcher.Send(_referral.Stream, version, outgoing);
                Show(next);
                return Yes();
            case CommitOutcome.Conflict or CommitOutcome.OperationKnown when !_referral.IsKnown:
                await EnsureLoaded();
                return await Execute(order, trial);
            // Nothing was written, for certain: the truth is read and the order decided on it.
            case CommitOutcome.Conflict when trial.Tries < CommandEnvelopes.MostTries:
                await CatchUp();
                return await Execute(order, trial with { Tries = trial.Tries + 1 });
            case CommitOutcome.OperationKnown:
                return await operations.Replay(_referral, order.Operation!, CancellationToken.None) ?? Deactivate();
            default:
                return Deactivate();
        }
    }

    /// <summary>
    /// Before an answer that commits nothing: what the operation was answered before, or what is decided on a state
    /// that this activation was behind; null when the answer stands.
    /// </summary>
    private async Task<CommandOutcome<Referral>?> RedecideIfStale(CommandEnvelope<ReferralCommand> order,
        Trial trial) =>
        await Replayed(order) ?? (await CatchUp() ? await Execute(order, trial) : null);

    /// <summary>What a retry hears; null for an operation of which nothing is recorded.</summary>
    private async Task<CommandOutcome<Referral>?> Replayed(CommandEnvelope<ReferralCommand> order) =>
        order.Operation is { } operation && _referral.IsKnown
            ? await operations.Replay(_referral, operation, CancellationToken.None) : null;

    /// <summary>
    /// A no to a referral that does not exist is not recorded: there is no stream that it belongs to. Holds that were
    /// granted before the no are released; a booking is given back when the schedule tells of it.
    /// </summary>
    private async Task<CommandOutcome<Referral>> Refuse(CommandEnvelope<ReferralCommand> order, Refusal refusal,
        IReadOnlyList<SlotGrant> granted)
    {
        if (order.Operation is { } operation && _referral.State is not null
            && !await operations.Record(operation, _referral.Stream, refusal, _referral.Version,
                time.Now())) return CommandOutcome<Referral>.OutcomeUnknown;
        await slots.Release([.. granted.Where(g => g.HeldUntil is not null)]);
        return No(refusal);
    }

    /// <summary>
    /// The condition is asked anew by whoever repeats it, so nothing is recorded; but what schedules granted before
    /// another change won would take effect after the no, unless the no is.
    /// </summary>
    private async Task<CommandOutcome<Referral>> Mismatch(CommandEnvelope<ReferralCommand> order, Trial trial) =>
        trial.Granted.Count == 0 ? No(CommandEnvelopes.VersionMismatch)
            : await Refuse(order, CommandEnvelopes.VersionMismatch, trial.Granted);

    /// <summary>What this activation holds may be wrong: the next call reads the truth anew.</summary>
    private CommandOutcome<Referral> Deactivate()
    {
        DeactivateOnIdle();
        return CommandOutcome<Referral>.OutcomeUnknown;
    }

    /// <summary>
    /// The committed state, read when this activation has not seen it yet. That there is none is asked anew each time:
    /// another activation may have written it.
    /// </summary>
    private async ValueTask<Referral?> EnsureLoaded() => _referral.State ?? await Load();

    private async Task<Referral?> Load()
    {
        await _referral.Load(CancellationToken.None);
        if (_referral.State is { } state) Show(state);
        return _referral.State;
    }

    /// <summary>
    /// True when this activation was behind another one: what was decided on its state is to be decided again. Nobody
    /// says a fact twice, a refusal is final under its key, and a clock would ring in vain for ever.
    /// </summary>
    private async Task<bool> CatchUp()
    {
        if (!await _referral.CatchUp(CancellationToken.None)) return false;
        if (_referral.State is { } state) Show(state);
        return true;
    }

    private void Show(Referral state)
    {
        _deadline.Set(state.DueAt);
        if (_board.IsWatched) Publish(state);
    }

    private void Publish(Referral state)
    {
        var shown = _board.Rows.GetValueOrDefault(state.Case.Id.Value) as ReferralRow;
        if (shown?.Referral.Version != _referral.Version)
            _board.Publish(
                [new ReferralRow(state.Case.Id.Value, ReferralViews.View(state, _referral.Version, time.Now()))], []);
    }

    private CommandOutcome<Referral> Yes() => CommandOutcome<Referral>.Accepted(_referral.State!, _referral.Version);

    private CommandOutcome<Referral> No(Refusal refusal) =>
        CommandOutcome<Referral>.Refused(refusal, _referral.State, _referral.Version);

    /// <summary>One order on its way to an answer: the name under which slots are asked for, how often it was decided,
    /// and what schedules granted.</summary>
    private sealed record Trial(string Attempt, int Tries, IReadOnlyList<SlotGrant> Granted);
}
