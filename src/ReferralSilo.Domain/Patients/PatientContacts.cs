using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>Combines what several referrals say about one person.</summary>
internal static class PatientContacts
{
    private const int MostPhones = 10, MostIdentifiers = 20, MostPersons = 10;

    /// <summary>The person with newer data: fields that were sent replace known ones, contact points are added
    /// first.</summary>
    public static Patient Newer(Patient known, Patient sent) => Lists(SubmissionMerge.Merge(known, sent), sent, known);

    /// <summary>The person with the data of another record: known fields stay, contact points are added last.</summary>
    public static Patient Fill(Patient known, Patient other) =>
        Lists(SubmissionMerge.Merge(other, known), known, other);

    private static Patient Lists(Patient merged, Patient first, Patient then) => merged with
    {
        Phones = [.. first.Phones.Union(then.Phones).Take(MostPhones)],
        Identifiers = Union(first.Identifiers, then.Identifiers, MostIdentifiers),
        Contacts = Union(first.Contacts, then.Contacts, MostPersons),
    };

    private static List<T>? Union<T>(IReadOnlyList<T>? first, IReadOnlyList<T>? then, int most) =>
        first is null && then is null ? null : [.. (first ?? []).Union(then ?? []).Take(most)];
}
