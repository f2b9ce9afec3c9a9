using System.Security.Cryptography;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;

namespace ReferralSilo.Grains.Referrals;

/// <summary>The slots that schedules granted until one refused or its outcome was unknown.</summary>
public sealed record SlotReservations(IReadOnlyList<SlotGrant> Grants, Refusal? Refusal, bool Unknown);

/// <summary>Reserves the slots of a referral's command at the schedules.</summary>
public sealed class SlotReserver(IGrainFactory grains)
{
    /// <summary>The id of a request: the operation, so that a retry finds its own grants; otherwise random.</summary>
    public string RequestId(string? operation) => operation ?? RandomNumberGenerator.GetHexString(16, lowercase: true);

    public async Task<SlotReservations> Reserve(Referral referral, IReadOnlyList<SlotRequest> requests)
    {
        var granted = new List<SlotGrant>(requests.Count);
        foreach (var request in requests)
        {
            var (grant, refusal) = await Reserve(referral, request);
            if (grant is not null)
            {
                granted.Add(grant);
                continue;
            }

            return new SlotReservations(granted, refusal, refusal is null);
        }

        return new SlotReservations(granted, null, false);
    }

    /// <summary>
    /// Releases what was held for a refused command. Call it only after the refusal is recorded, because another
    /// activation may run the same request and need the holds. If this call is lost, the holds expire.
    /// </summary>
    public async Task ReleaseHolds(IReadOnlyList<SlotGrant> held)
    {
        foreach (var hold in held)
            await Schedule(hold.Clinician).Handle(CommandEnvelopes.BySystem<ScheduleCommand>(
                new ScheduleCommand.ReleaseHold(new HoldId(hold.Id))));
    }

    /// <summary>Releases a booking that no commit of the referral uses.</summary>
    public async Task ReleaseBooking(SlotGrant unwanted)
    {
        var outcome = await Schedule(unwanted.Clinician).Handle(CommandEnvelopes.BySystem<ScheduleCommand>(
            new ScheduleCommand.ReleaseBooking(new BookingId(unwanted.Id), "not-wanted")));
        if (outcome.Unknown) throw new OutcomeUnknownException();
    }

    private async Task<(SlotGrant? Grant, Refusal? Refusal)> Reserve(Referral referral, SlotRequest request)
    {
        if (!SlotId.TryParse(request.Slot, out var slot)) return (null, ReferralRefusals.SlotUnknown(request.Pointer));
        var need = ReferralNeeds.For(referral, request.Overrule);
        var outcome = await Schedule(slot.Clinician).Grant(slot, request.Id, request.Until, request.FromHold, need);
        return outcome switch
        {
            { Unknown: true } => (null, null),
            { Refusal: { } refusal } => (null, refusal),
            _ => (outcome.State! with { Overrule = need.Overrule }, null),
        };
    }

    private IScheduleGrain Schedule(ClinicianId clinician) => grains.GetGrain<IScheduleGrain>(clinician.Value);
}
