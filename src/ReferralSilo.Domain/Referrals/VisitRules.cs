using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Judges a booked visit anew when the data of the referral changes. Held slots need no such check: the
/// schedule judges them when the patient takes one.</summary>
internal static class VisitRules
{
    /// <summary>The code of the first rule that the visit breaks by the change; null for none, and when no visit is
    /// booked.</summary>
    public static string? NewlyBroken(Referral state, ReferralCase after, ReferralContext context)
    {
        if (state is not Referral.Booked booked || context.Clinician is not { } clinician) return null;
        var broken = Broken(booked with { Case = after }, clinician);
        return broken is null || broken == Broken(booked, clinician) ? null : SlotRefusals.CodeOf(broken.Value);
    }

    private static SlotRule? Broken(Referral.Booked state, ClinicianProfile clinician) =>
        SlotRules.FirstBrokenRule(clinician, ReferralNeeds.For(state, state.Appointment.Overrule),
            state.Appointment.Start);
}
