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
        ReferralViews.Patient(state.Shown, state.Id), [.. Consents(state, maySee)],
        state.CountedNote is { } safe ? ReferralViews.Safe(safe) : null,
        state.CountedDeath is { } death
            ? new DeathView(Date(death.On), death.RecordedAt.ToDateTimeOffset()) { Suspected = death.Suspected } : null,
        [.. (state.Absorbed ?? []).Select(a => a.From.Value)], couldBe, corrections)
    {
        RelatedPeople = [.. state.RelatedPeople.Where(p => p.Removed is null).Select(Person)],
        Private = [.. state.PrivateTopics.Where(t => t.Ended is null).Select(t => Topic(t, t.Referral))],
    };

    /// <summary>What is private.</summary>
    /// <param name="topic">The statement.</param>
    /// <param name="referral">The referral for which it counts; null for a service line.</param>
    public static PrivateTopicView Topic(PrivateTopic topic, ReferralId? referral) => new(
        referral is null ? topic.ServiceLine?.Value : null, referral?.Value, topic.Phone?.E164, topic.Email?.Value,
        topic.At.ToDateTimeOffset(), topic.By)
        {
            RoutedFrom = referral is null ? null : topic.ServiceLine?.Value,
        };

    /// <summary>True for the stored name of an event that <see cref="Correction"/> shows.</summary>
    public static bool IsCorrection(string wireName) => wireName is "corrected" or "related-person-added"
        or "related-person-corrected" or "related-person-removed" or "privacy-recorded";

    /// <summary>A record that could be the same person.</summary>
    public static PossiblySameView Same(PatientId id, Patient patient) =>
        new(id.Value, patient.DisplayName, Date(patient.BirthDate));

    /// <summary>The entry of a correction; null for another event.</summary>
    public static CorrectionView? Correction(PatientEvent happened, Instant at, string by) =>
        happened switch
        {
            PatientEvent.Corrected e => new CorrectionView(at.ToDateTimeOffset(), by, e.Reason, [.. Fields(e)]),
            PatientEvent.RelatedPersonAdded e => Change(PatientChangeKind.PersonAdded, e.Person, e.Reason, at, by),
            PatientEvent.RelatedPersonCorrected e =>
                Change(PatientChangeKind.PersonCorrected, e.Person, e.Reason, at, by),
            PatientEvent.RelatedPersonRemoved e => Change(PatientChangeKind.PersonRemoved, e.Person, e.Reason, at, by),
            PatientEvent.PrivacyRecorded e => new CorrectionView(at.ToDateTimeOffset(), by, e.Reason, [])
            {
                Kind = e.Topic.Ended is null ? PatientChangeKind.MadePrivate : PatientChangeKind.NoLongerPrivate,
            },
            _ => null,
        };

    private static CorrectionView Change(PatientChangeKind kind, RelatedPerson person, string? reason, Instant at,
        string by) => new(at.ToDateTimeOffset(), by, reason ?? "", [])
        {
            Kind = kind, Person = person.Name ?? person.Sent?.Name,
        };

    private static RelatedPersonView Person(RelatedPerson person) => new(person.Id, person.IsConfirmed,
        person.Relationship, person.Name ?? person.Sent?.Name, person.Phone?.E164 ?? Unread(person, person.Sent?.Phone),
        person.Email?.Value ?? Unread(person, person.Sent?.Email), person.Language, Date(person.BirthDate),
        person.Messages ?? RelatedMessages.No, person.Channels ?? [], person.MayConsent == true,
        person.ReceivesDetails == true, Date(person.From), Date(person.Until), person.ChangedAt.ToDateTimeOffset(),
        person.By, person.Sent?.Relationship);

    /// <summary>What a sender wrote is shown only until staff confirmed the person.</summary>
    private static string? Unread(RelatedPerson person, string? sent) => person.IsConfirmed ? null : sent;

    private static IEnumerable<PatientConsentView> Consents(PatientRecord state, IReadOnlySet<ReferralId> maySee)
    {
        var (consents, people) = (state.AllConsents, state.RelatedPeople);
        return consents.Select(c => new PatientConsentView(c.Kind, c.Given, c.How, c.At?.ToDateTimeOffset(), c.Purpose,
            c.Wording, c.RiskTold, c.By, c.From is { } from && maySee.Contains(from) ? from.Value : null,
            [.. Enum.GetValues<ConsentPurpose>().Where(p => ConsentOrder.Find(consents, c.Kind, p) == c)])
        {
            GivenBy = c.GivenBy,
            GivenByName = c.GivenBy is { } id ? people.FirstOrDefault(p => p.Id == id)?.Name : null,
        });
    }

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
