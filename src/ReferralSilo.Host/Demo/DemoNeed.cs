using NodaTime.Text;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Host.Demo;

/// <summary>What a synthetic scheduler knows of a referral that needs a slot. Only a hint where to ask: the schedule
/// itself decides.</summary>
internal static class DemoNeed
{
    private const string Agreed = "Agreed with the patient on the phone";

    /// <summary>With a reason for overruling where a document is missing or the visit may come after the
    /// need-by.</summary>
    public static SlotNeed Of(ReferralView view) => new(
        new ReferralId(view.Id), new ServiceLineId(view.ServiceLine!), view.Patient.Location?.State,
        view.Patient.BirthDate is { } born ? LocalDatePattern.Iso.Parse(born).Value : null, view.Preferences?.VisitType,
        Overrule: view.NeedBy is not null
            || view.Missing.Any(m => m.What.StartsWith("document:", StringComparison.Ordinal)) ? Agreed : null);
}
