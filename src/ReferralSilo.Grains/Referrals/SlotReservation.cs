using System.Security.Cryptography;
using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Reserves the slots of one command at the schedules.</summary>
/// <param name="grains">Finds the schedules.</param>
/// <param name="operation">The client's operation: a retry finds its own grants. Random when there is none.</param>
/// <param name="command">The command.</param>
/// <param name="contextAt">The context of a decision at an instant.</param>
internal sealed class SlotReservation(IGrainFactory grains, string? operation, ReferralCommand command,
    Func<Instant, ValueTask<ReferralContext>> contextAt) : IReservation<Referral, ReferralEvent>
{
    private readonly string _requestId = operation ?? RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly Dictionary<string, SlotGrant> _granted = [];
    private IReadOnlyList<SlotRequest> _requests = [];

    public bool HasGrants => _granted.Count > 0;

    public async ValueTask<bool> IsNeeded(Referral? state, Instant now)
    {
        _requests = ReferralSlots.RequestsFor(state, _requestId, command, await contextAt(now)).Requests;
        return _requests.Count > 0;
    }

    public async Task<D?> Decide(Referral state, Instant now)
    {
        var grants = new List<SlotGrant>();
        foreach (var request in _requests)
        {
            var (grant, refusal) = await Request(state, request);
            if (grant is null) return refusal is null ? null : (D)refusal;
            grants.Add(_granted[grant.Id] = grant);
        }

        return ReferralDecider.Decide(state, command, await contextAt(now) with { Grants = grants });
    }

    /// <summary>Releases the holds. Another activation may run the same request and need them, so the refusal must be
    /// recorded before. If this call is lost, the holds expire. Bookings are released when the schedule reports
    /// them.</summary>
    public async Task Release()
    {
        foreach (var hold in _granted.Values.Where(g => g.HeldUntil is not null))
            await Schedule(hold.Clinician).Handle(CommandEnvelopes.BySystem<ScheduleCommand>(
                new ScheduleCommand.ReleaseHold(new HoldId(hold.Id))));
    }

    /// <summary>The grant or the refusal; neither when the outcome is unknown.</summary>
    private async Task<(SlotGrant? Grant, Refusal? Refusal)> Request(Referral referral, SlotRequest request)
    {
        if (!SlotId.TryParse(request.Slot, out var slot)) return (null, ReferralRefusals.SlotUnknown(request.Pointer));
        var need = ReferralNeeds.For(referral, request.Overrule);
        // A hold is no visit yet: its time is claimed when the patient takes it.
        var claim = request.Until is null ? new VisitClaims(grains, referral, request.Id, slot) : null;
        if (claim is not null && await claim.Claim(request.OverruleVisit is not null) is { Done: false } refused)
            return (null, refused.Refusal);
        var outcome = await Schedule(slot.Clinician).Grant(slot, request.Id, request.Until, request.FromHold, need);
        if (outcome is { Unknown: false, Refusal: not null } && claim is not null) await claim.Release();
        return outcome switch
        {
            { Unknown: true } => (null, null),
            { Refusal: { } refusal } => (null, refusal),
            _ => (outcome.State! with { Overrule = need.Overrule, OverruleVisit = request.OverruleVisit }, null),
        };
    }

    private IScheduleGrain Schedule(ClinicianId clinician) => grains.GetGrain<IScheduleGrain>(clinician.Value);
}
