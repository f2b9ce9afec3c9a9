using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Patients;

/// <summary>Parts of a patient as one text.</summary>
internal static class PatientText
{
    /// <summary>For example <c>Dana Okafor</c>; never empty.</summary>
    public static string Name(PatientInput person) =>
        $"{person.GivenName} {person.FamilyName}".Trim() is { Length: > 0 } name ? name : "Name not known";

    /// <summary>The name with the birth date, which tells two of one name apart.</summary>
    public static string NameAndBirth(PatientInput person) =>
        $"{Words.PlainWords.Isolated(Name(person))}, born {person.BirthDate ?? "on an unknown day"}";

    /// <summary>State and country; null when neither is known.</summary>
    public static string? Where(PatientInput person) => Joined(person.Location?.State, person.Location?.Country);

    /// <summary>The postal address; null when it is not known.</summary>
    public static string? Address(PatientInput person) => person.Address is not { } address ? null
        : Joined([.. address.Lines ?? [], address.PostalCode, address.City]);

    /// <summary>The consents that count, of all kinds. Where those of one kind differ, each names its
    /// purposes.</summary>
    public static string Consents(PatientView view) => Joined(
        [.. view.Consents.Where(c => c.CountsFor.Count > 0).GroupBy(c => c.Kind).SelectMany(kind =>
            kind.Select(c => c.Given).Distinct().Count() == 1 ? [Consent(kind.First())]
                : kind.Select(c => $"{Consent(c)} for {Purposes(c)}"))]) ?? "none";

    private static string Consent(PatientConsentView consent) =>
        $"{ConsentWords.Lower(consent.Kind)} {(consent.Given ? "given" : "withdrawn")}";

    private static string Purposes(PatientConsentView consent) =>
        string.Join(" and ", consent.CountsFor.Select(p => PlainWords.Sentence(p).ToLowerInvariant()));

    private static string? Joined(params IEnumerable<string?> parts) =>
        string.Join(", ", parts.Where(p => !string.IsNullOrWhiteSpace(p))) is { Length: > 0 } text ? text : null;
}
