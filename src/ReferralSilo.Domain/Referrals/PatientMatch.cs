using System.Globalization;
using NodaTime;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// Finds out whether two referrals are of the same patient. They are when they share a key: an identifier of the same
/// source and system, or the exact folded given and family name with the birth date and a phone or mailbox, for
/// a patient without any that of a person whom the sender named. Relatives share phones, and twins the birth date too,
/// so anything less joins nobody.
/// </summary>
public static class PatientMatch
{
    // Intake removes control characters, so no text contains this.
    private const char Part = '\u001f';
    private const string Identifier = "i";
    private const string Person = "p";

    /// <summary>The keys of a patient; those of a person before those of identifiers, in the order of the contact
    /// points.</summary>
    /// <param name="source">Who sent the patient; identifiers count only within a source.</param>
    /// <param name="patient">The patient.</param>
    public static IReadOnlyList<string> Keys(SourceId? source, Patient patient) =>
        [.. PersonKeys(patient).Concat(IdentifierKeys(source, patient)).Distinct(StringComparer.Ordinal)];

    /// <summary>The keys of the patient of a referral: as sent and as corrected.</summary>
    public static IReadOnlyList<string> Keys(ReferralCase referral)
    {
        var (source, sent, corrected) = (referral.Submission.Source, referral.Submission.Patient, referral.Patient);
        return ReferenceEquals(sent, corrected) ? Keys(source, sent)
            : [.. Keys(source, sent).Union(Keys(source, corrected), StringComparer.Ordinal)];
    }

    /// <summary>What the id of a new record is made of: the first key. An identifier alone is not enough, because two
    /// persons may be sent with the same one: the name and the birth date belong to it. Null without a key.</summary>
    public static string? RecordKey(SourceId? source, Patient patient) =>
        Keys(source, patient) is not [var first, ..] ? null
        : first.StartsWith(Person, StringComparison.Ordinal) ? first
        : string.Join(Part, first, Fold(patient.Name.Given), Fold(patient.Name.Family),
            patient.BirthDate is { } born ? Written(born) : "");

    /// <summary>True when a referral is of this patient. One with an identifier in common but another name or birth
    /// date is not: someone mistyped the number, or the source uses it again.</summary>
    public static bool IsSame(ReferralCase known, SourceId? source, Patient patient)
    {
        var common = Keys(known).Intersect(Keys(source, patient), StringComparer.Ordinal).ToList();
        return common.Any(key => key.StartsWith(Person, StringComparison.Ordinal))
            || common.Count > 0 && (SubmissionMerge.PatientConflicts(known.Submission.Patient, patient).Count == 0
                || SubmissionMerge.PatientConflicts(known.Patient, patient).Count == 0);
    }

    private static IEnumerable<string> PersonKeys(Patient patient)
    {
        // A name of one part is too little: two siblings may both be sent without a given name.
        var (given, family) = (Fold(patient.Name.Given), Fold(patient.Name.Family));
        if (given.Length == 0 || family.Length == 0 || patient.BirthDate is not { } born) return [];
        var person = string.Join(Part, Person, given, family, Written(born));
        return Contacts(patient).Select(contact => $"{person}{Part}{contact}");
    }

    private static IEnumerable<string> IdentifierKeys(SourceId? source, Patient patient) =>
        source is not { } from || patient.Identifiers is not { } identifiers ? []
            // Without its system an identifier may be of anything: a chart, an insurer, a household.
            : identifiers.Where(i => !string.IsNullOrWhiteSpace(i.System) && !string.IsNullOrWhiteSpace(i.Value))
                .Select(i => string.Join(Part, Identifier, from.Value, i.System!.Trim(), i.Value.Trim()));

    /// <summary>A patient without any of their own is known by those of the people whom the sender named.</summary>
    private static IEnumerable<string> Contacts(Patient patient)
    {
        foreach (var phone in patient.Phones) yield return phone.E164;
        if (patient.Email is { } email) yield return email.Value.ToLowerInvariant();
        if (patient is not { Phones.Count: 0, Email: null, Contacts: { } people }) yield break;
        foreach (var person in people)
        {
            foreach (var phone in WrittenAddresses.Phones(person.Phone, patient.Location?.Country)) yield return phone;
            foreach (var mailbox in WrittenAddresses.Mailboxes(person.Email)) yield return mailbox;
        }
    }

    private static string Written(LocalDate born) => born.ToString("uuuuMMdd", CultureInfo.InvariantCulture);

    private static string Fold(string? name) => name is null ? "" : FoldedText.Fold(name);
}
