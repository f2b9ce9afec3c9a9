using NodaTime;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What a visit of a referral asks of clinicians and slots: read in one place, for matching and for the
/// commit.</summary>
public static class ReferralNeeds
{
    /// <summary>The need of a committed state.</summary>
    /// <param name="state">The referral.</param>
    /// <param name="overrule">Why need-by and documents do not count; null for no such reason.</param>
    public static SlotNeed For(Referral state, string? overrule = null)
    {
        var referral = state.Case;
        return For(referral.Id, referral.ServiceLine, referral.Submission.Patient, referral.Submission.Preferences,
            referral.NeedBy,
            MissingDocuments(referral)) with { GivesUp = Own(state), Overrule = string.IsNullOrWhiteSpace(overrule)
                ? null : overrule };
    }

    /// <summary>The same from its parts.</summary>
    public static SlotNeed For(
        ReferralId referral, ServiceLineId line, Patient patient, Preferences? preferences, Instant? needBy,
            IReadOnlyList<string>? missingDocuments) => new(
        referral, line, UsState(patient.Location), patient.BirthDate, preferences?.VisitType,
            Languages(patient, preferences), needBy, missingDocuments);

    /// <summary>Required documents that are not there; null for none.</summary>
    public static IReadOnlyList<string>? MissingDocuments(ReferralCase referral)
    {
        string[] missing =
            [.. referral.Missing.Select(m => m.What)
            .Where(w => w.StartsWith(MissingItems.DocumentPrefix, StringComparison.Ordinal))];
        return missing.Length == 0 ? null : missing;
    }

    // Whatever takes a slot for a referral takes the place of what it has: a visit is moved, an offer superseded.
    private static IReadOnlyList<OwnSlot>? Own(Referral state) => state switch
    {
        Referral.Booked s => Own([s.Appointment]),
        Referral.Offered s => Own(s.Holds),
        _ => null,
    };

    private static IReadOnlyList<OwnSlot> Own(IReadOnlyList<SlotGrant> grants) =>
        [.. grants.Select(g => SlotId.TryParse(g.Slot, out var slot) ? new OwnSlot(g.Id, slot) : null)
            .OfType<OwnSlot>()];

    // Licences are of US states: another country's state of the same letters is none of them.
    private static string? UsState(PatientLocation? location) =>
        location is { Country: { } country } && country.Equals("US", StringComparison.OrdinalIgnoreCase)
            ? location.State : null;

    private static IReadOnlyList<string>? Languages(Patient patient, Preferences? preferences)
    {
        var required = preferences is { LanguageRequired: true } ? patient.Language ?? SlotNeed.UnknownLanguage : null;
        return (required, patient.Interpreter) switch
        {
            (null, null) => null,
            ({ } language, null) => [language],
            (null, { } interpreter) => [interpreter],
            var (language, interpreter) => [language, interpreter],
        };
    }
}
