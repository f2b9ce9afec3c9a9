using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Matching;

/// <summary>What a booking checks before it asks the schedule for the slot.</summary>
/// <param name="IsConsentMissing">The line needs a consent to telehealth before the booking, and there is
/// none.</param>
/// <param name="OtherVisits">The patient's visits of other referrals.</param>
public sealed record BookingChecks(bool IsConsentMissing, IReadOnlyList<PatientVisit> OtherVisits)
{
    /// <summary>Nothing to check.</summary>
    public static BookingChecks None { get; } = new(false, []);
}
