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
    /// <summary>The clinician's lines do not include the referral's.</summary>
    public static Refusal ServiceLineNotServed { get; } = new("service-line-not-served", "The clinician does not serve this service line.");

    /// <summary>The patient is where the clinician may not practise.</summary>
    public static Refusal NotLicensed { get; } = new("not-licensed", "The clinician is not licensed where the patient is.");

    /// <summary>The patient is too young or too old.</summary>
    public static Refusal AgeNotServed { get; } = new("age-not-served", "The clinician does not see patients of this age.");

    /// <summary>All codes, for the API's list.</summary>
    public static IReadOnlyList<Refusal> All { get; } = [ServiceLineNotServed, NotLicensed, AgeNotServed];

    /// <summary>The rule this clinician breaks, or null.</summary>
    public Refusal? BrokenBy(ClinicianProfile clinician, Instant visit)
    {
        if (ServiceLine != ServiceLineId.Unassigned && !clinician.ServiceLines.Contains(ServiceLine)) return ServiceLineNotServed;
        if (State is { } state && !clinician.LicensedStates.Contains(state)) return NotLicensed;
        if (BirthDate is not { } born) return null;
        var age = Period.Between(born, visit.InZone(clinician.Zone).Date, PeriodUnits.Years).Years;
        return age < clinician.MinAge || age > clinician.MaxAge ? AgeNotServed : null;
    }
}
