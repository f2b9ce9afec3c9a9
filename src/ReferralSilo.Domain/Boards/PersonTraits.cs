using System.Globalization;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Boards;

/// <summary>
/// The traits that make two referrals possible duplicates: the same name and birth date; or, when a birth date is
/// unknown, the same name and a phone or mailbox in common; or an order key in common, whatever the source. Two
/// different birth dates are two persons. Never stored.
/// </summary>
/// <param name="Name">Folded, sorted words of the whole name, so that swapped name fields are equal; empty without a
/// name.</param>
/// <param name="Born">Birth date, <c>19880412</c>; empty when unknown.</param>
/// <param name="Contacts">Phones and email address; empty for none.</param>
/// <param name="Orders">Order keys of <see cref="OrderIdentifiers"/>, with and without the source.</param>
public sealed record PersonTraits(string Name, string Born, IReadOnlyList<string> Contacts,
    IReadOnlyList<string> Orders)
{
    // Intake removes control characters, so no text contains these.
    private const char Part = '\u001e', Item = '\u001f';

    public static PersonTraits From(ReferralCase referral) => From(referral.Patient, OrderKeys(referral.Submission));

    public static PersonTraits From(Patient patient, IReadOnlyList<string>? orders) => new(
        string.Join(' ', FoldedText.Words($"{patient.Name.Given} {patient.Name.Family}").Order(StringComparer.Ordinal)),
        patient.BirthDate?.ToString("uuuuMMdd", CultureInfo.InvariantCulture) ?? "",
        [.. patient.Phones.Select(p => p.E164), .. patient.Email is { } email ? [email.Value.ToLowerInvariant()]
            : Array.Empty<string>()],
        orders ?? []);

    /// <summary>The order keys of a submission, with and without its source; null for none.</summary>
    public static IReadOnlyList<string>? OrderKeys(Submission submission) => submission.Identifiers.Count == 0
        ? null
        : [.. OrderIdentifiers.Keys(submission),
            .. OrderIdentifiers.KeysWithoutSource(submission).Select(o => "\n\n" + o)];

    /// <summary>One text; silos of another version pass it on unchanged.</summary>
    public override string ToString() =>
        string.Join(Part, Name, Born, string.Join(Item, Contacts), string.Join(Item, Orders));

    /// <summary>Parses the text of <see cref="ToString"/>; null for another form.</summary>
    public static PersonTraits? Parse(string text) =>
        text.Split(Part) is [var name, var born, var contacts, var orders]
            ? new(name, born, Items(contacts), Items(orders)) : null;

    /// <summary>Possible duplicates share one of these keys; <see cref="MatchesBirthDate"/> then decides.</summary>
    public IEnumerable<string> Keys()
    {
        foreach (var order in Orders) yield return $"o{Item}{order}";
        if (Name.Length == 0) yield break;
        if (Born.Length > 0) yield return $"b{Item}{Name}{Item}{Born}";
        foreach (var contact in Contacts) yield return $"c{Item}{Name}{Item}{contact}";
    }

    /// <summary>False when both birth dates are known and differ.</summary>
    public bool MatchesBirthDate(string born) => Born.Length == 0 || born.Length == 0 || Born == born;

    /// <summary>Without the order keys, for a caller who sends orders.</summary>
    public PersonTraits WithoutOrders() => this with { Orders = [] };

    private static string[] Items(string text) => text.Length == 0 ? [] : text.Split(Item);
}
