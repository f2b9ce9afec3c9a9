using PhoneNumbers;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Recognises a known number or mailbox in a text as people write them: <c>(303) 555-0123 ext. 4</c>,
/// <c>+44 (0)20 7946 0018</c>, <c>Eva &lt;eva@example.org&gt;</c>, or several of them.</summary>
public static class WrittenAddresses
{
    /// <summary>Country of numbers without a country code.</summary>
    private const string DefaultCountry = "US";

    private const int FewestDigits = 7;

    /// <summary>Most places of a text at which a number is looked for.</summary>
    private const int MostTries = 50;

    private static readonly char[] BetweenMailboxes = [' ', '\t', '\n', '<', '>', '(', ')', '[', ']', '"', ',', ';'];

    /// <summary>True when the text has this number: with or without its country, a 0 in front of the area code, an
    /// extension or a label.</summary>
    /// <param name="text">As written.</param>
    /// <param name="number">E.164.</param>
    public static bool HasPhone(string text, string number)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length < FewestDigits) return false;
        if (IsEnd(digits.TrimStart('0'), number)) return true;
        return Parse(number) is { } known && Found(text, known);
    }

    /// <summary>The numbers of a text, E.164, each once; without their extensions.</summary>
    /// <param name="text">As written; null for none.</param>
    /// <param name="country">ISO alpha-2 country of numbers without a country code; null for the US.</param>
    public static IReadOnlyList<string> Phones(string? text, string? country)
    {
        if (text is null) return [];
        var numbers = PhoneNumberUtil.GetInstance();
        return [.. text.Split(';').SelectMany(part => numbers.FindNumbers(part, country ?? DefaultCountry,
                PhoneNumberUtil.Leniency.POSSIBLE, MostTries))
            .Select(found => numbers.Format(found.Number, PhoneNumberFormat.E164))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The mailboxes of a text in lower case, each once.</summary>
    /// <param name="text">As written; null for none.</param>
    public static IReadOnlyList<string> Mailboxes(string? text) =>
        [.. (text ?? "").Split(BetweenMailboxes, StringSplitOptions.RemoveEmptyEntries).Select(Bare)
            .Where(part => EmailAddress.TryParse(part, out _)).Select(part => part.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)];

    /// <summary>True when the text has this mailbox; upper and lower case are the same.</summary>
    /// <param name="text">As written.</param>
    /// <param name="mailbox">The mailbox.</param>
    public static bool HasMailbox(string text, string mailbox) =>
        text.Split(BetweenMailboxes, StringSplitOptions.RemoveEmptyEntries).Any(part =>
            string.Equals(Bare(part), mailbox, StringComparison.OrdinalIgnoreCase));

    private static bool IsEnd(string digits, string number) =>
        digits.Length >= FewestDigits && number.EndsWith(digits, StringComparison.Ordinal);

    private static bool Found(string text, PhoneNumbers.PhoneNumber known)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        var region = numbers.GetRegionCodeForNumber(known)
            ?? numbers.GetRegionCodeForCountryCode(known.CountryCode);
        return numbers.FindNumbers(text, region, PhoneNumberUtil.Leniency.POSSIBLE, MostTries).Any(found =>
            found.Number.CountryCode == known.CountryCode && found.Number.NationalNumber == known.NationalNumber);
    }

    private static PhoneNumbers.PhoneNumber? Parse(string number)
    {
        try
        {
            return PhoneNumberUtil.GetInstance().Parse(number, null);
        }
        catch (NumberParseException)
        {
            return null; // Not E.164.
        }
    }

    private static string Bare(string part) =>
        (part.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? part["mailto:".Length..] : part)
            .TrimEnd('.', ':');
}
