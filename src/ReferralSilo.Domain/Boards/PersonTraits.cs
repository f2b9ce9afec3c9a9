using System.Globalization;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Boards;

/// <summary>
/// By what two referrals are seen to be possible duplicates: the same name with the same birth date, or, when one of
/// the birth dates is not known, with a phone or mailbox in common; or an order number in common, whoever sent it. Two
/// birth dates that differ are two persons. Never stored.
/// </summary>
/// <param name="Name">Folded words of the whole name, sorted, so that swapped fields are the same; empty when there are
/// none.</param>
/// <param name="Born">Birth date, <c>19880412</c>; empty when it is not known.</param>
/// <param name="Contacts">Phones and mailbox.</param>
/// <param name="Orders">See <see cref="OrderIdentifiers"/>: with and without the source.</param>
public sealed record PersonTraits(string Name, string Born, IReadOnlyList<string> Contacts,
    IReadOnlyList<string> Orders)
{
    // Control characters are in no text that intake keeps.
    private const char Part = '\u001e', Item = '\u001f';

    public static PersonTraits From(Submission submission) => From(submission.Patient, OrderKeys(submission));

    public static PersonTraits From(Patient patient, IReadOnlyList<string>? orders) => new(
        string.Join(' ', FoldedText.Words($"{patient.Name.Given} {patient.Name.Family}").Order(StringComparer.Ordinal)),
        patient.BirthDate?.ToString("uuuuMMdd", CultureInfo.InvariantCulture) ?? "",
        [.. patient.Phones.Select(p => p.E164), .. patient.Email is { } email ? [email.Value.ToLowerInvariant()]
            : Array.Empty<string>()],
        orders ?? []);

    /// <summary>The orders of a submission, with their source and, for what another source sends, without; null for
    /// none.</summary>
    public static IReadOnlyList<string>? OrderKeys(Submission submission) => submission.Identifiers.Count == 0
        ? null
        : [.. OrderIdentifiers.Keys(submission),
            .. OrderIdentifiers.KeysWithoutSource(submission).Select(o => "\n\n" + o)];

    /// <summary>One text, which silos of another version pass on as it is.</summary>
    public override string ToString() =>
        string.Join(Part, Name, Born, string.Join(Item, Contacts), string.Join(Item, Orders));

    /// <summary>Reads <see cref="ToString"/>; null for a text of another form.</summary>
    public static PersonTraits? Parse(string text) =>
        text.Split(Part) is [var name, var born, var contacts, var orders]
            ? new(name, born, Items(contacts), Items(orders)) : null;

    /// <summary>Keys of which two possible duplicates share at least one; <see cref="MatchesBirthDate"/> decides.</summary>
    public IEnumerable<string> Keys()
    {
        foreach (var order in Orders) yield return $"o{Item}{order}";
        if (Name.Length == 0) yield break;
        if (Born.Length > 0) yield return $"b{Item}{Name}{Item}{Born}";
        foreach (var contact in Contacts) yield return $"c{Item}{Name}{Item}{contact}";
    }

    /// <summary>False when the birth dates are known and differ.</summary>
    public bool MatchesBirthDate(string born) => Born.Length == 0 || born.Length == 0 || Born == born;

    /// <summary>Without the orders: what somebody may be told who sends orders.</summary>
    public PersonTraits WithoutOrders() => this with { Orders = [] };

    private static string[] Items(string text) => text.Length == 0 ? [] : text.Split(Item);
}
