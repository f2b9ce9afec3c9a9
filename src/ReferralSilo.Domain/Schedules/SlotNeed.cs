using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>
/// What must be true of a clinician for this referral, checked by the schedule at the commit (CM-4: never broken, also
/// when a person picks the slot by hand). What is not known of the patient is not checked.
/// </summary>
/// <param name="Referral">For whom.</param>
/// <param name="ServiceLine">Must be served.</param>
/// <param name="State">The patient's US state: the clinician must be licensed there.</param>
/// <param name="BirthDate">The patient's age at the visit must be served.</param>
/// <param name="VisitType">Preferred; another one is taken where the slot does not offer it.</param>
public sealed record SlotNeed(ReferralId Referral, ServiceLineId ServiceLine, string? State, LocalDate? BirthDate, VisitType? VisitType)
{
    /// <summary>The rule this clinician breaks: <c>service-line-not-served</c>, <c>not-licensed</c>, <c>age-not-served</c>; or null.</summary>
    public Refusal? BrokenBy(ClinicianProfile clinician, Instant visit)
    {
        if (ServiceLine != ServiceLineId.Unassigned && !clinician.ServiceLines.Contains(ServiceLine))
            return new Refusal("service-line-not-served", "The clinician does not serve this service line.");
        if (State is { } state && !clinician.LicensedStates.Contains(state))
            return new Refusal("not-licensed", $"The clinician is not licensed in {state}.");
        if (BirthDate is { } born)
        {
            var age = Period.Between(born, visit.InZone(clinician.Zone).Date, PeriodUnits.Years).Years;
            if (age < clinician.MinAge || age > clinician.MaxAge)
                return new Refusal("age-not-served", "The clinician does not see patients of this age.");
        }

        return null;
    }
}
