using System.Text.RegularExpressions;
using PhoneNumbers;
using PhoneNumber = ReferralSilo.Domain.Referrals.PhoneNumber;

namespace ReferralSilo.Host.Intake;

/// <summary>A number that can be dialled, and whether its area or network is known to exist.</summary>
/// <param name="Number">E.164.</param>
/// <param name="Known">False: of the right length, but in no range that is known to be in use; new area codes are
/// such.</param>
public sealed record PhoneReading(PhoneNumber Number, bool Known);

/// <summary>Phone numbers as people write them, to E.164.</summary>
public static partial class PhoneReader
{
    /// <summary>Country of numbers without one.</summary>
    public const string DefaultCountry = "US";

    private const int FewestDigits = 7;

    /// <summary>Longest number with its label, characters: the search for the label costs the third power of the
    /// length.</summary>
    private const int LongestWritten = 2 * IntakeLimits.PhoneCharacters;

    /// <summary>Null when it is no number that can be dialled from <paramref name="country"/> (ISO alpha-2).</summary>
    public static PhoneNumber? Read(string text, string? country) => Judge(text, country)?.Number;

    /// <summary>The same, with whether the number is known; null for text, for local numbers without area, and for
    /// extensions.</summary>
    public static PhoneReading? Judge(string text, string? country)
    {
        text = text.Trim();
        if (text.Length > LongestWritten) return null;
        if (!IsE164(text)) text = WithoutLabel(text);
        if (text.Length > IntakeLimits.PhoneCharacters) return null;
        return Parse(text, country ?? DefaultCountry)
            // 00 is how most of the world dials abroad; read in the US it would be no number at all.
            ?? (text.StartsWith("00", StringComparison.Ordinal) ? Parse("+" + text[2..], DefaultCountry) : null);
    }

    private static PhoneReading? Parse(string text, string country)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(text, country);
            // E.164 has no place for an extension; calling the number without it would reach somebody else.
            if (number.HasExtension) return null;
            var known = numbers.IsValidNumber(number);
            // No area of a country that dials none begins with 0: it would be dialled as written, and lead nowhere.
            var possible = !known
                && numbers.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE
                && numbers.GetNationalSignificantNumber(number)[0] != '0';
            return known || possible ? new(new(numbers.Format(number, PhoneNumberFormat.E164)), known) : null;
        }
        catch (NumberParseException)
        {
            return null; // The library's way to say that it is no phone number.
        }
    }

    private static bool IsE164(string text) =>
        text.StartsWith('+') && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>"303-555-0123 (mobile)", "cell: 303 555 0123": the word says which phone it is, and is no part of its
    /// number.</summary>
    private static string WithoutLabel(string text)
    {
        var bare = Label().Replace(text, "").Trim();
        return bare.Count(char.IsDigit) >= FewestDigits ? bare : text;
    }

    [GeneratedRegex(
        @"^(tel|phone|mobile|cell|home|work|office|movil|móvil|celular|casa|trabajo)\.?\s*(no|number)?\s*[:.]?\s*(?=[+(\d])|\s*[-–,(\[]?\s*(mobile|cell(ular)?|home|work|office|day|evening|message|msg|vm|sms|text|m|c|h|w|movil|móvil|celular|casa|trabajo)\.?( phone)?\s*[)\]]?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
