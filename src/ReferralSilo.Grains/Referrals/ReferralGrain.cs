using NodaTime;
using Orleans.Placement;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Referrals;

/// <inheritdoc cref="IReferralGrain"/>
/// <remarks>Activated on the silo that calls first: a new referral then costs no call to another silo, and the load
/// balancer of requests also balances these grains.</remarks>
[GrainType("referral"), PreferLocalPlacement]
public sealed class ReferralGrain(CommandHandlers<Referral, ReferralCommand, ReferralEvent> handlers,
    TimeProvider time, IClock clock) : Grain, IReferralGrain
{
    private CommandHandler<Referral, ReferralCommand, ReferralEvent> _referral = null!;
    private BoardPublisher _board = null!;
    private DeadlineTimer _deadline = null!;
    private StateRefresher _refresher = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _referral = handlers.Open(this.GetPrimaryKeyString(), ApplyState, this.DeactivateOnIdle);
        _board = new BoardPublisher(BoardNames.Referral(this.GetPrimaryKeyString()), this, time);
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        _refresher = new StateRefresher(time, () => _referral.Load());
        return Task.CompletedTask;
    }

    public async Task<Snapshot<Referral>?> Show() =>
        await _referral.EnsureLoaded() is { } state ? new Snapshot<Referral>(state, _referral.Version) : null;

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
        if (await _referral.EnsureLoaded() is not null)
            await _referral.Handle(CommandEnvelopes.BySystem<ReferralCommand>(new TimeUp()));
        _deadline.SetIfLater(_referral.State?.DueAt, now);
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items)
        {
            if (item.Payload is SlotWasBooked booked) await Receive(booked);
            else await _referral.Receive((ReferralCommand)item.Payload);
        }
    }

    public async Task<CommandOutcome<ReferralResult>> Handle(CommandEnvelope<ReferralCommand> envelope) =>
        ReferralResult.Of(await _referral.Handle(envelope), clock.GetCurrentInstant());

    /// <summary>
    /// Records a booking whose own commit was lost, under the operation that requested it: then only one of the two
    /// commits counts, and a retry gets its result. The booking is released only after its operation is recorded and
    /// the state loaded after that does not have it, because another activation may be newer and need it.
    /// </summary>
    private async Task Receive(SlotWasBooked booked)
    {
        var id = booked.Grant.Id;
        if (await _referral.EnsureLoaded() is { } known && ReferralEffects.HadBooking(known, id)) return;
        var operation = new OperationName(ReferralSlots.AttemptOf(id), OperationName.AnyRequest);
        var claim = _referral.State is { } state && SlotId.TryParse(booked.Grant.Slot, out var slot)
            ? new VisitClaims(GrainFactory, state, id, slot) : null;
        var outcome = await IsFree(claim) ? await _referral.Receive(booked, operation)
            : await _referral.Resolve(operation, PatientRefusals.HasVisit);
        if (outcome.Unknown) throw new OutcomeUnknownException();
        if (outcome.Replayed) await _referral.Load();
        if (_referral.State is { } after && ReferralEffects.HadBooking(after, id)) return;
        if (claim is not null) await claim.Release();
        await ReleaseBooking(booked.Grant);
        // The hold became the booking and ended with it: the offer must not contain it any longer.
        if (booked.Grant.FromHold is { } hold) await _referral.Receive(new HoldWasLost(hold, "lost"));
    }

    /// <summary>Claims the time at the patient's record again: the first claim ended when the report came late, and
    /// another referral of the patient may have the time now. False when it has.</summary>
    private static async Task<bool> IsFree(VisitClaims? claim)
    {
        if (claim is null) return true;
        var claimed = await claim.Claim(false);
        return claimed is { Done: false, Refusal: null } ? throw new OutcomeUnknownException() : claimed.Done;
    }

    private async Task ReleaseBooking(SlotGrant unwanted)
    {
        var outcome = await GrainFactory.GetGrain<IScheduleGrain>(unwanted.Clinician.Value).Handle(
            CommandEnvelopes.BySystem<ScheduleCommand>(
                new ScheduleCommand.ReleaseBooking(new BookingId(unwanted.Id), "not-wanted")));
        if (outcome.Unknown) throw new OutcomeUnknownException();
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
}
