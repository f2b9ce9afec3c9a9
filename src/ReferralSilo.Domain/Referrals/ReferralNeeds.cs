using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Builds the <see cref="SlotNeed"/> of a referral, for matching and for the commit.</summary>
public static class ReferralNeeds
{
    /// <summary>The need of a committed state.</summary>
    /// <param name="state">The referral.</param>
    /// <param name="overrule">Reason to ignore need-by and documents; null for none.</param>
    public static SlotNeed For(Referral state, string? overrule = null)
    {
        var referral = state.Case;
        return For(referral.Id, referral.ServiceLine, referral.Patient, referral.Submission.Preferences,
            referral.NeedBy, MissingDocuments(referral)) with
        {
            GivesUp = Own(state), Overrule = string.IsNullOrWhiteSpace(overrule) ? null : overrule,
        };
    }

    /// <summary>The need from its parts.</summary>
    public static SlotNeed For(
        ReferralId referral, ServiceLineId line, Patient patient, Preferences? preferences, Instant? needBy,
        IReadOnlyList<string>? missingDocuments) => new(
        referral, line, UsState(patient.Location), patient.BirthDate, preferences?.VisitType,
        Languages(patient, preferences), needBy, missingDocuments)
        {
            AccessNeeds = AccessNeeds.Codes(patient.AccessNeeds),
        };

    /// <summary>Missing required documents; null for none.</summary>
    public static IReadOnlyList<string>? MissingDocuments(ReferralCase referral)
    {
        string[] missing =
            [.. referral.Missing.Select(m => m.What)
            .Where(w => w.StartsWith(MissingItems.DocumentPrefix, StringComparison.Ordinal))];
        return missing.Length == 0 ? null : missing;
    }

    // A new slot replaces what the referral has: a visit is moved, an offer is replaced.
    private static IReadOnlyList<OwnSlot>? Own(Referral state) => state switch
    {
        Referral.Booked s => Own([s.Appointment]),
        Referral.Offered s => Own(s.Holds),
        _ => null,
    };

    private static IReadOnlyList<OwnSlot> Own(IReadOnlyList<SlotGrant> grants) =>
        [.. grants.Select(g => SlotId.TryParse(g.Slot, out var slot) ? new OwnSlot(g.Id, slot) : null)
            .OfType<OwnSlot>()];

    // Licences are for US states; a state of another country with the same letters does not count.
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
