using System.Globalization;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>What a referral can be found by, as keyed hashes: name words, birth date, phones, number.</summary>
public static class SearchTokens
{
    private const string Word = "word";
    private const string OrderKey = "order";

    public static IReadOnlyList<long> Of(KeyedHash hash, ReferralCase referral)
    {
        var patient = referral.Submission.Patient;
        var texts = Words(patient.Name.Given).Concat(Words(patient.Name.Family))
            .Concat(patient.Phones.Select(p => p.E164.TrimStart('+')))
            .Append(Compact(referral.Number));
        if (patient.BirthDate is { } born) texts =
            texts.Append(born.ToString("uuuuMMdd", CultureInfo.InvariantCulture));
        return [.. texts.Distinct().Select(text => hash.Of(Word, text)), .. OrderTokens(hash, referral)];
    }

    /// <summary>What the order is known by again; rows written before there were any have none.</summary>
    public static IEnumerable<long> OrderTokens(KeyedHash hash, ReferralCase referral) =>
        OrderIdentifiers.Keys(referral.Submission).Select(key => OrderToken(hash, key));

    /// <summary>The token of one of <see cref="OrderIdentifiers.Keys(Submission)"/>.</summary>
    public static long OrderToken(KeyedHash hash, string key) => hash.Of(OrderKey, key);

    /// <summary>Made from the same words. A patient that nothing replaced is the same object.</summary>
    public static bool AreSame(ReferralCase? before, ReferralCase referral) =>
        before is not null && ReferenceEquals(before.Submission.Patient, referral.Submission.Patient)
            && before.Number == referral.Number
        && ReferenceEquals(before.Submission.Identifiers, referral.Submission.Identifiers);

    /// <summary>
    /// The tokens that a search text asks for, all of which must match. A phone, a date or a number is one word with
    /// its punctuation left out; US phone numbers are found without their country code. None for a number whose check
    /// character is wrong: no referral has it.
    /// </summary>
    public static IReadOnlyList<long> ForSearchText(KeyedHash hash, string text) =>
        [.. WordsAsked(text).Select(word => hash.Of(Word, word))];

    /// <summary>The words of a search text as they are hashed, each once.</summary>
    public static IReadOnlyList<string> WordsAsked(string text)
    {
        if (ReferralNumber.TryParse(text, out var exact)) return Number(exact);
        var parts = text.Split((char[])[' ', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var whole = Compact(text);
        if (whole.Length >= 7 && whole.All(char.IsAsciiDigit)) parts = [whole];
        // What nobody has is not found beside a name either.
        if (parts.Any(part => ReferralNumber.TryParse(part, out var number) && number is null)) return [];
        return [.. parts.SelectMany(Asked).Distinct()];
    }

    private static IEnumerable<string> Asked(string part)
    {
        var compact = Compact(part);
        if (compact.Length == 10 && compact.All(char.IsAsciiDigit)) return ["1" + compact];
        if (ReferralNumber.TryParse(part, out var number)) return Number(number);
        return compact.Any(char.IsAsciiDigit) ? [compact] : Words(part);
    }

    private static string[] Number(string? number) => number is null ? [] : [Compact(number)];

    private static IEnumerable<string> Words(string? name) =>
        name is null ? [] : Plain(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Compact(string text) => Plain(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Lower case, everything but letters and digits a space. Names are composed (NFC) at the edge.</summary>
    private static string Plain(string text) => string.Create(text.Length, text, static (plain, from) =>
    {
        for (var i = 0; i < from.Length; i++) plain[i] = char.IsLetterOrDigit(from[i]) ? char.ToLowerInvariant(from[i])
            : ' ';
    });
}
