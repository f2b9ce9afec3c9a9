using System.Security.Cryptography;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;

namespace ReferralSilo.Grains.Referrals;

/// <summary>What schedules granted, until one said no or nobody knows.</summary>
public sealed record SlotReservations(IReadOnlyList<SlotGrant> Grants, Refusal? Refusal, bool Unknown);

/// <summary>Asks schedules for the slots a referral's command needs.</summary>
public sealed class SlotReserver(IGrainFactory grains)
{
    /// <summary>The name of an attempt: the operation's, so that a retry finds its own grants; else chance.</summary>
    public string Attempt(string? operation) => operation ?? RandomNumberGenerator.GetHexString(16, lowercase: true);

    public async Task<SlotReservations> Ask(Referral referral, IReadOnlyList<SlotRequest> asks)
    {
        var granted = new List<SlotGrant>(asks.Count);
        foreach (var ask in asks)
        {
            var (grant, refusal) = await Ask(referral, ask);
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
    /// All or none: what was held for an attempt that was refused. Only after the refusal is recorded, for another
    /// activation may be at the same attempt and want it. If this is lost, holds end by themselves.
    /// </summary>
    public async Task Release(IReadOnlyList<SlotGrant> held)
    {
        foreach (var hold in held)
            await Schedule(hold.Clinician)
                .Handle(CommandEnvelopes.BySystem<ScheduleCommand>(new ScheduleCommand.ReleaseHold(
                new HoldId(hold.Id))));
    }

    /// <summary>A booking that no commit of the referral wants.</summary>
    public async Task GiveBack(SlotGrant unwanted)
    {
        var outcome = await Schedule(unwanted.Clinician).Handle(
            CommandEnvelopes.BySystem<ScheduleCommand>(new ScheduleCommand.ReleaseBooking(new BookingId(unwanted.Id),
                "not-wanted")));
        if (outcome.Unknown) throw new OutcomeUnknownException();
    }

    private async Task<(SlotGrant? Grant, Refusal? Refusal)> Ask(Referral referral, SlotRequest ask)
    {
        if (!SlotId.TryParse(ask.Slot, out var slot)) return (null, ReferralRefusals.SlotUnknown(ask.Pointer));
        var need = ReferralNeeds.For(referral, ask.Overrule);
        var outcome = await Schedule(slot.Clinician).Grant(slot, ask.Id, ask.Until, ask.FromHold, need);
        return outcome switch
        {
            { Unknown: true } => (null, null),
            { Refusal: { } refusal } => (null, refusal),
            _ => (outcome.State! with { Overrule = need.Overrule }, null),
        };
    }

    private IScheduleGrain Schedule(ClinicianId clinician) => grains.GetGrain<IScheduleGrain>(clinician.Value);
}
