using NodaTime;
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
/// <remarks>Activated on the silo that calls first: a new referral then costs no call to another silo, and the load
/// balancer of requests also balances these grains.</remarks>
[GrainType("referral"), PreferLocalPlacement]
public sealed class ReferralGrain(
    ILedger ledger, ReferralMapper mapper, IdempotencyStore operations, OutboxDispatcher dispatcher,
    ServiceLineCatalog lines, SlotReserver slots, TimeProvider time, IClock clock) : Grain, IReferralGrain
{
    private Aggregate<Referral, ReferralEvent> _referral = null!;
    private BoardPublisher _board = null!;
    private DeadlineTimer _deadline = null!;
    private StateRefresher _refresher = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _referral = new(ledger, mapper, this.GetPrimaryKeyString());
        _board = new BoardPublisher(BoardNames.Referral(this.GetPrimaryKeyString()), this, time);
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        _refresher = new StateRefresher(time, Load);
        return Task.CompletedTask;
    }

    public async Task<Snapshot<Referral>?> Show() =>
        await EnsureLoaded() is { } state ? new Snapshot<Referral>(state, _referral.Version) : null;

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        var age = await _refresher.RefreshedAge();
        if (_referral.State is { } state) Publish(state);
        else if (_referral.IsLoaded) return BoardAnswer.Unknown;
        return _board.Watch(observer, seen) with { Age = age };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        _board.Unwatch(observer);
        return Task.CompletedTask;
    }

    public async Task OnDeadline()
    {
        var now = clock.GetCurrentInstant();
        if (await EnsureLoaded() is not null) await Execute(CommandEnvelopes.BySystem<ReferralCommand>(new TimeUp()));
        _deadline.SetIfLater(_referral.State?.DueAt, now);
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
    /// Records a booking whose own commit was lost, under the operation that requested it: then only one of the two
    /// commits counts, and a retry gets its result. The booking is released only after its operation is recorded and
    /// the state loaded after that does not have it, because another activation may be newer and need it.
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
        await slots.ReleaseBooking(booked.Grant);
        // The hold became the booking and ended with it: the offer must not contain it any longer.
        if (booked.Grant.FromHold is { } hold) await Receive(new HoldWasLost(hold, "lost"));
    }

    public async Task<CommandOutcome<ReferralResult>> Handle(CommandEnvelope<ReferralCommand> envelope) =>
        ReferralResult.Of(await Execute(envelope), clock.GetCurrentInstant());

    private Task<CommandOutcome<Referral>> Execute(CommandEnvelope<ReferralCommand> envelope) =>
        Execute(envelope, new CommandAttempt(slots.RequestId(envelope.Operation?.Id), 1, []));

    private async Task<CommandOutcome<Referral>> Execute(
        CommandEnvelope<ReferralCommand> envelope, CommandAttempt attempt)
    {
        // A new referral is decided without loading first: if it exists, the ledger refuses the write and the state is
        // loaded then. This keeps intake at one round trip.
        if (envelope.Command is not Submit { IsKnown: false }) await EnsureLoaded();
        if (envelope.IfVersion?.Holds(_referral.Version) is false
            && (_referral.State is not null || envelope.Command is Submit { IsKnown: false }))
            return await RedecideIfStale(envelope, attempt) ?? await RefuseForVersion(envelope, attempt);

        var context = new ReferralContext(
            clock.GetCurrentInstant(), envelope.Actor, await lines.All(), null, envelope.MayAccept);
        var requests = ReferralSlots.RequestsFor(_referral.State, attempt.RequestId, envelope.Command, context);
        if (requests.Refusal is { } early)
            return await RedecideIfStale(envelope, attempt) ?? await Refuse(envelope, early, attempt.Granted);
        if (requests.Requests.Count == 0) return await Decide(envelope, context, attempt);

        if (await FindRecorded(envelope) is { } known) return known;
        var granted = await slots.Reserve(_referral.State!, requests.Requests);
        if (granted.Unknown) return Deactivate();
        if (granted.Refusal is { } taken)
            return await Refuse(envelope, taken, [.. attempt.Granted.UnionBy(granted.Grants, g => g.Id)]);
        return await Decide(
            envelope, context with { Grants = granted.Grants }, attempt with { Granted = granted.Grants });
    }

    private async Task<CommandOutcome<Referral>> Decide(
        CommandEnvelope<ReferralCommand> envelope, ReferralContext context, CommandAttempt attempt)
    {
        var decision = ReferralDecider.Decide(_referral.State, envelope.Command, context);
        // The commit detects a repeated operation. Nearly all are new, and a check first would cost a query each.
        if (decision is D.Accepted { Events.Count: > 0 } accepted)
            return await Commit(envelope, accepted.Events, context, attempt);
        if (await RedecideIfStale(envelope, attempt) is { } known) return known;
        if (decision is D.Refused refused) return await Refuse(envelope, refused.Refusal, attempt.Granted);
        return envelope.Operation is { } repeated
            && !await operations.Record(repeated, _referral.Stream, null, _referral.Version, context.Now)
            ? CommandOutcome<Referral>.OutcomeUnknown
            : Accepted() with { NoChange = true };
    }

    private async Task<CommandOutcome<Referral>> Commit(
        CommandEnvelope<ReferralCommand> envelope, IReadOnlyList<ReferralEvent> events, ReferralContext context,
        CommandAttempt attempt)
    {
        var before = _referral.State;
        var next = _referral.Preview(events);
        var version = _referral.Version + events.Count;
        var outgoing = ReferralOutbox.For(before, events, next, version);
        switch (await _referral.Commit(events, next, [.. outgoing.Select(o => o.Message)],
            envelope.Operation?.ToLedger(), envelope.Actor, context.Now))
        {
            case CommitOutcome.Committed:
                dispatcher.Send(_referral.Stream, version, outgoing);
                ApplyState(next);
                return Accepted();
            case CommitOutcome.Conflict or CommitOutcome.OperationKnown when !_referral.IsLoaded:
                await EnsureLoaded();
                return await Execute(envelope, attempt);
            // Certainly nothing was written: catch up and decide again.
            case CommitOutcome.Conflict when attempt.Tries < CommandEnvelopes.MaxAttempts:
                await CatchUp();
                return await Execute(envelope, attempt with { Tries = attempt.Tries + 1 });
            case CommitOutcome.OperationKnown:
                return await operations.Replay(_referral, envelope.Operation!, CancellationToken.None) ?? Deactivate();
            default:
                return Deactivate();
        }
    }

    /// <summary>For an answer that commits nothing: returns the recorded answer, or the result of deciding again when
    /// this activation was behind; null when the answer is right.</summary>
    private async Task<CommandOutcome<Referral>?> RedecideIfStale(
        CommandEnvelope<ReferralCommand> envelope, CommandAttempt attempt) =>
        await FindRecorded(envelope) ?? (await CatchUp() ? await Execute(envelope, attempt) : null);

    /// <summary>The recorded answer for a retry; null when the operation is not recorded.</summary>
    private async Task<CommandOutcome<Referral>?> FindRecorded(CommandEnvelope<ReferralCommand> envelope) =>
        envelope.Operation is { } operation && _referral.IsLoaded
            ? await operations.Replay(_referral, operation, CancellationToken.None) : null;

    /// <summary>Records a refusal and releases the holds granted before it. A refusal for a referral that does not
    /// exist is not recorded, because it has no stream. Bookings are released when the schedule reports them.</summary>
    private async Task<CommandOutcome<Referral>> Refuse(
        CommandEnvelope<ReferralCommand> envelope, Refusal refusal, IReadOnlyList<SlotGrant> granted)
    {
        if (envelope.Operation is { } operation && _referral.State is not null
            && !await operations.Record(
                operation, _referral.Stream, refusal, _referral.Version, clock.GetCurrentInstant()))
            return CommandOutcome<Referral>.OutcomeUnknown;
        await slots.ReleaseHolds([.. granted.Where(g => g.HeldUntil is not null)]);
        return Refused(refusal);
    }

    /// <summary>Refuses for the version. A retry checks the condition again, so the refusal is recorded only when
    /// schedules granted slots: without a record they would take effect after the refusal.</summary>
    private async Task<CommandOutcome<Referral>> RefuseForVersion(
        CommandEnvelope<ReferralCommand> envelope, CommandAttempt attempt) =>
        attempt.Granted.Count == 0 ? Refused(CommandEnvelopes.VersionMismatch)
            : await Refuse(envelope, CommandEnvelopes.VersionMismatch, attempt.Granted);

    /// <summary>Discards the loaded state; the next call reloads it.</summary>
    private CommandOutcome<Referral> Deactivate()
    {
        DeactivateOnIdle();
        return CommandOutcome<Referral>.OutcomeUnknown;
    }

    /// <summary>The committed state, loaded when needed. While there is none, each call loads again: another activation
    /// may have written it.</summary>
    private async ValueTask<Referral?> EnsureLoaded() => _referral.State ?? await Load();

    private async Task<Referral?> Load()
    {
        await _referral.Load(CancellationToken.None);
        if (_referral.State is { } state) ApplyState(state);
        return _referral.State;
    }

    /// <summary>
    /// Returns true when this activation was behind and has reloaded: the command must then be decided again. Otherwise
    /// an outbox message would be lost, a wrong refusal would be final under its key, and the clock would call a passed
    /// deadline again and again.
    /// </summary>
    private async Task<bool> CatchUp()
    {
        if (!await _referral.CatchUp(CancellationToken.None)) return false;
        if (_referral.State is { } state) ApplyState(state);
        return true;
    }

    private void ApplyState(Referral state)
    {
        _deadline.Set(state.DueAt);
        if (_board.IsWatched) Publish(state);
    }

    private void Publish(Referral state)
    {
        var shown = _board.Rows.GetValueOrDefault(state.Case.Id.Value) as ReferralRow;
        if (shown?.Referral.Version != _referral.Version)
            _board.Publish([new ReferralRow(state.Case.Id.Value,
                ReferralViews.View(state, _referral.Version, clock.GetCurrentInstant()))], []);
    }

    private CommandOutcome<Referral> Accepted() =>
        CommandOutcome<Referral>.Accepted(_referral.State!, _referral.Version);

    private CommandOutcome<Referral> Refused(Refusal refusal) =>
        CommandOutcome<Referral>.Refused(refusal, _referral.State, _referral.Version);

    /// <summary>A command in progress: id of its slot requests, number of attempts, granted slots.</summary>
    private sealed record CommandAttempt(string RequestId, int Tries, IReadOnlyList<SlotGrant> Granted);
}
