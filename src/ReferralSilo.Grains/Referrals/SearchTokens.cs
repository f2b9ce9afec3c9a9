using System.Globalization;
using NodaTime.Text;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;
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
    /// The tokens of a search text, all of which must match. Names are compared without accents, case and punctuation.
    /// A phone, a date or a number is one word without its punctuation; US phone numbers are found without their
    /// country code. Empty for a number with a wrong check character: no referral has it.
    /// </summary>
    public static IReadOnlyList<long> ForSearchText(KeyedHash hash, string text) =>
        [.. SearchWords(text).Select(word => hash.Of(Word, word))];

    /// <summary>The words of a search text in the form in which they are hashed, each once.</summary>
    public static IReadOnlyList<string> SearchWords(string text)
    {
        if (ReferralNumber.TryParse(text, out var exact)) return Number(exact);
        if (Date(text.Trim()) is { } day) return [day];
        if (Digits(text, leastLength: 7) is { } whole) return [Phone(whole)];
        var parts = text.Split((char[])[' ', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A number that no referral has is not found beside a name either.
        if (parts.Any(part => ReferralNumber.TryParse(part, out var number) && number is null)) return [];
        return [.. parts.SelectMany(PartWords).Distinct()];
    }

    private static IEnumerable<string> PatientWords(Patient patient)
    {
        var words = FoldedText.Words($"{patient.Name.Given} {patient.Name.Family}")
            .Concat(patient.Phones.Select(p => p.E164.TrimStart('+')));
        return patient.BirthDate is { } born
            ? words.Append(born.ToString("uuuuMMdd", CultureInfo.InvariantCulture)) : words;
    }

    private static IEnumerable<string> PartWords(string part)
    {
        if (ReferralNumber.TryParse(part, out var number)) return Number(number);
        if (Date(part) is { } day) return [day];
        if (Digits(part, leastLength: 7) is { } digits) return [Phone(digits)];
        return FoldedText.Words(part);
    }

    /// <summary>A birth date as people write it, as it is hashed; null for another text. Month before day, as in the
    /// US, unless only the other order is a date.</summary>
    private static string? Date(string text) => Dates.Select(p => p.Parse(text)).FirstOrDefault(r => r.Success)
        is { } read ? read.Value.ToString("uuuuMMdd", CultureInfo.InvariantCulture) : null;

    private static readonly LocalDatePattern[] Dates =
    [
        .. new[] { "uuuu-M-d", "uuuu/M/d", "uuuu.M.d", "M/d/uuuu", "M-d-uuuu", "d.M.uuuu", "d/M/uuuu", "d-M-uuuu" }
            .Select(LocalDatePattern.CreateWithInvariantCulture),
    ];

    /// <summary>The digits of a text without letters but O, which people type for 0; null for another text.</summary>
    private static string? Digits(string text, int leastLength)
    {
        var compact = Compact(text).Replace('o', '0');
        return compact.Length >= leastLength && compact.All(char.IsAsciiDigit) && text.Any(char.IsAsciiDigit)
            ? compact : null;
    }

    private static string Phone(string digits) => digits.Length == 10 ? "1" + digits : digits;

    private static string[] Number(string? number) => number is null ? [] : [Compact(number)];

    /// <summary>Letters and digits only, in lower case.</summary>
    private static string Compact(string text) =>
        string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}
