using System.Globalization;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Keyed hashes by which a referral is found: names, birth date, phones, number, order identifiers.</summary>
public static class SearchTokens
{
    private const string Word = "word";
    private const string OrderKey = "order";

    public static IReadOnlyList<long> Of(KeyedHash hash, ReferralCase referral) =>
        [.. PatientWords(referral.Submission.Patient).Append(Compact(referral.Number)).Distinct()
            .Select(text => hash.Of(Word, text)), .. OrderTokens(hash, referral)];

    /// <summary>Tokens of a patient: each word of the name, the phones, the birth date.</summary>
    public static IEnumerable<long> OfPatient(KeyedHash hash, Patient patient) =>
        PatientWords(patient).Distinct().Select(text => hash.Of(Word, text));

    private static IEnumerable<long> OrderTokens(KeyedHash hash, ReferralCase referral) =>
        OrderIdentifiers.Keys(referral.Submission).Select(key => OrderToken(hash, key));

    /// <summary>The token of one of <see cref="OrderIdentifiers.Keys(Submission)"/>.</summary>
    public static long OrderToken(KeyedHash hash, string key) => hash.Of(OrderKey, key);

    /// <summary>True when both have the same tokens. A patient that no event replaced is the same object.</summary>
    public static bool AreSame(ReferralCase? before, ReferralCase referral) =>
        before is not null && before.Number == referral.Number
        && ReferenceEquals(before.Submission.Patient, referral.Submission.Patient)
        && ReferenceEquals(before.Submission.Identifiers, referral.Submission.Identifiers);

    /// <summary>
    /// The tokens of a search text, all of which must match. A phone, a date or a number is one word without its
    /// punctuation; US phone numbers are found without their country code. Empty for a number with a wrong check
    /// character: no referral has it.
    /// </summary>
    public static IReadOnlyList<long> ForSearchText(KeyedHash hash, string text) =>
        [.. SearchWords(text).Select(word => hash.Of(Word, word))];

    /// <summary>The words of a search text in the form in which they are hashed, each once.</summary>
    public static IReadOnlyList<string> SearchWords(string text)
    {
        if (ReferralNumber.TryParse(text, out var exact)) return Number(exact);
        var parts = text.Split((char[])[' ', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var whole = Compact(text);
        if (whole.Length >= 7 && whole.All(char.IsAsciiDigit)) parts = [whole];
        // A number that no referral has is not found beside a name either.
        if (parts.Any(part => ReferralNumber.TryParse(part, out var number) && number is null)) return [];
        return [.. parts.SelectMany(PartWords).Distinct()];
    }

    private static IEnumerable<string> PatientWords(Patient patient)
    {
        var words = Words(patient.Name.Given).Concat(Words(patient.Name.Family))
            .Concat(patient.Phones.Select(p => p.E164.TrimStart('+')));
        return patient.BirthDate is { } born
            ? words.Append(born.ToString("uuuuMMdd", CultureInfo.InvariantCulture)) : words;
    }

    private static IEnumerable<string> PartWords(string part)
    {
        var compact = Compact(part);
        if (compact.Length == 10 && compact.All(char.IsAsciiDigit)) return ["1" + compact];
        if (ReferralNumber.TryParse(part, out var number)) return Number(number);
        return compact.Any(char.IsAsciiDigit) ? [compact] : Words(part);
    }

    private static string[] Number(string? number) => number is null ? [] : [Compact(number)];

    private static IEnumerable<string> Words(string? name) =>
        name is null ? [] : Normalize(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Compact(string text) => Normalize(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Lower case; all but letters and digits becomes a space. The edge composes names (NFC).</summary>
    private static string Normalize(string text) => string.Create(text.Length, text, static (normalized, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            normalized[i] = char.IsLetterOrDigit(from[i]) ? char.ToLowerInvariant(from[i]) : ' ';
    });
}
