using System.Globalization;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Finds the identifiers that identify an order (IN-5). Two submissions of a source with one of them in common
/// are the same order; the sets may differ. Identifiers of a person or of a stay never identify an order.</summary>
public static class OrderIdentifiers
{
    /// <summary>
    /// HL7 identifier types (table 0203) that do not identify an order: medical record, patient, social security,
    /// national, insurance and licence numbers, and account and visit numbers, which several orders of one stay share.
    /// </summary>
    private static readonly HashSet<string> OtherTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "MR", "MRT", "PI", "PT", "PN", "SS", "NI", "NNUSA", "MA", "MC", "MB", "DL", "PPN", "AN", "VN",
    };

    /// <summary>Systems of person numbers, whatever the identifier type: US social security and Medicare.</summary>
    private static readonly HashSet<string> PersonSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        "http://hl7.org/fhir/sid/us-ssn", "http://hl7.org/fhir/sid/us-mbi", "http://hl7.org/fhir/sid/us-medicare",
        "urn:oid:2.16.840.1.113883.4.1", "urn:oid:2.16.840.1.113883.4.927", "urn:oid:2.16.840.1.113883.4.572",
    };

    /// <summary>Whether the identifier identifies an order.</summary>
    public static bool IdentifiesOrder(Identifier identifier) =>
        !(identifier.Type is { } type && OtherTypes.Contains(type.Trim()))
            && !(identifier.System is { } system && PersonSystems.Contains(system));

    /// <summary>
    /// The keys of the order, each with its source, smallest first. Two submissions with a common key are the same
    /// order. An identifier without a system is unique only within its source; without a source too, only for the same
    /// person, because different practices both count from 1.
    /// </summary>
    public static IReadOnlyList<string> Keys(Submission submission) =>
        Keys(submission.Source, submission.Identifiers, submission.Patient);

    /// <summary>The keys of an order from its parts; the patient may be unknown.</summary>
    public static IReadOnlyList<string> Keys(SourceId? source, IReadOnlyList<Identifier> identifiers,
        Patient? patient) =>
        [.. identifiers.Where(IdentifiesOrder).Select(i => Key(source, i, patient)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>The keys without the source, to match other sources. Only identifiers with a system.</summary>
    public static IReadOnlyList<string> KeysWithoutSource(Submission submission) =>
        [.. submission.Identifiers.Where(i => IdentifiesOrder(i) && i.System is not null)
            .Select(i => $"{i.System}\n{i.Value}").Distinct(StringComparer.Ordinal)];

    private static string Key(SourceId? source, Identifier identifier, Patient? patient)
    {
        var key = $"{source}\n{identifier.System}\n{identifier.Value}";
        return identifier.System is null && source is null ? $"{key}\n{Person(patient)}" : key;
    }

    private static string Person(Patient? patient) => string.Create(
        CultureInfo.InvariantCulture,
        $"{FoldedText.Fold($"{patient?.Name.Given} {patient?.Name.Family}")}\n{patient?.BirthDate:uuuuMMdd}");
}
