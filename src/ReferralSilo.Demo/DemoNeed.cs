using NodaTime.Text;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Demo;

/// <summary>Creates a referral's slot requirements. They only help to choose a slot; the schedule decides.</summary>
internal static class DemoNeed
{
    private const string Agreed = "Agreed with the patient on the phone";

    /// <summary>Adds an overrule reason when a document is missing or the referral has a need-by time, because the
    /// visit may come later than that time.</summary>
    public static SlotNeed Of(ReferralView view) => new(
        new ReferralId(view.Id), new ServiceLineId(view.ServiceLine!), view.Patient.Location?.State,
        view.Patient.BirthDate is { } born ? LocalDatePattern.Iso.Parse(born).Value : null, view.Preferences?.VisitType,
        Overrule: view.NeedBy is not null
            || view.Missing.Any(m => m.What.StartsWith("document:", StringComparison.Ordinal)) ? Agreed : null);
}
