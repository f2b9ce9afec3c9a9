using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>Converts a patient's record to its API view.</summary>
public static class PatientViews
{
    /// <summary>Most corrections in a view.</summary>
    public const int MostCorrections = 50;

    /// <summary>The view of a committed state. The caller supplies the records that could be the same and the
    /// corrections.</summary>
    /// <param name="state">The record.</param>
    /// <param name="version">Its version.</param>
    /// <param name="couldBe">Records that could be the same person.</param>
    /// <param name="corrections">Newest first.</param>
    /// <param name="maySee">The referrals that the reader may see.</param>
    public static PatientView View(PatientRecord state, long version, IReadOnlyList<PossiblySameView> couldBe,
        IReadOnlyList<CorrectionView> corrections, IReadOnlySet<ReferralId> maySee) => new(
        state.Id.Value, version, state.Merged is { } link ? (link.Taker?.Id ?? link.Into).Value : null,
        ReferralViews.Patient(state.Shown, state.Id), [.. Consents(state.AllConsents, maySee)],
        state.CountedNote is { } safe ? ReferralViews.Safe(safe) : null,
        state.CountedDeath is { } death
            ? new DeathView(Date(death.On), death.RecordedAt.ToDateTimeOffset()) { Suspected = death.Suspected } : null,
        [.. (state.Absorbed ?? []).Select(a => a.From.Value)], couldBe, corrections);

    /// <summary>A record that could be the same person.</summary>
    public static PossiblySameView Same(PatientId id, Patient patient) =>
        new(id.Value, patient.DisplayName, Date(patient.BirthDate));

    /// <summary>The entry of a correction; null for another event.</summary>
    public static CorrectionView? Correction(PatientEvent happened, Instant at, string by) =>
        happened is PatientEvent.Corrected e
            ? new CorrectionView(at.ToDateTimeOffset(), by, e.Reason, [.. Fields(e)]) : null;

    private static IEnumerable<PatientConsentView> Consents(IReadOnlyList<Consent> consents,
        IReadOnlySet<ReferralId> maySee) => consents.Select(c => new PatientConsentView(c.Kind, c.Given, c.How,
        c.At?.ToDateTimeOffset(), c.Purpose, c.Wording, c.RiskTold, c.By,
        c.From is { } from && maySee.Contains(from) ? from.Value : null,
        [.. Enum.GetValues<ConsentPurpose>().Where(p => ConsentOrder.Find(consents, c.Kind, p) == c)]));

    private static IEnumerable<string> Fields(PatientEvent.Corrected corrected)
    {
        var fields = corrected.Fields;
        if (fields.GivenName is not null) yield return "givenName";
        if (fields.FamilyName is not null) yield return "familyName";
        if (fields.BirthDate is not null) yield return "birthDate";
        if (fields.Location is not null) yield return "location";
        if (fields.TimeZone is not null) yield return "timeZone";
        if (fields.Language is not null) yield return "language";
        if (fields.Phones is not null) yield return "phones";
        if (fields.Email is not null || fields.HasNoEmail == true) yield return "email";
        if (fields.PreferredChannel is not null) yield return "preferredChannel";
        if (corrected.SafeContact is not null) yield return "safeContact";
    }

    private static string? Date(LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : null;
}
