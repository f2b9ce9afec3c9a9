using System.Text.RegularExpressions;
using PhoneNumbers;
using PhoneNumber = ReferralSilo.Domain.Referrals.PhoneNumber;

namespace ReferralSilo.Api.Intake;

/// <summary>A number that can be dialled, and whether its range is known to be in use.</summary>
/// <param name="Number">E.164.</param>
/// <param name="IsKnownRange">False for a number of valid length in an unknown range, such as a new area code.</param>
public sealed record PhoneReading(PhoneNumber Number, bool IsKnownRange);

/// <summary>Converts phone numbers as people write them to E.164.</summary>
public static partial class PhoneReader
{
    /// <summary>Country of numbers without a country code.</summary>
    public const string DefaultCountry = "US";

    private const int FewestDigits = 7;

    /// <summary>Longest number with its label, characters: the cost of finding the label is cubic in the
    /// length.</summary>
    private const int LongestWritten = 2 * IntakeLimits.PhoneCharacters;

    /// <summary>The number, or null when it cannot be dialled from <paramref name="country"/> (ISO alpha-2).</summary>
    public static PhoneNumber? Read(string text, string? country) => Classify(text, country)?.Number;

    /// <summary>As <see cref="Read"/>, with the range status. Null for text, for local numbers without an area code,
    /// and for extensions.</summary>
    public static PhoneReading? Classify(string text, string? country)
    {
        text = text.Trim();
        if (text.Length > LongestWritten) return null;
        if (!IsE164(text)) text = WithoutLabel(text);
        if (text.Length > IntakeLimits.PhoneCharacters) return null;
        return Parse(text, country ?? DefaultCountry)
            // Most of the world dials 00 for another country; in the US it is not a valid prefix.
            ?? (text.StartsWith("00", StringComparison.Ordinal) ? Parse("+" + text[2..], DefaultCountry) : null);
    }

    private static PhoneReading? Parse(string text, string country)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(text, country);
            // E.164 has no extension, and the number without it would reach another person.
            if (number.HasExtension) return null;
            var known = numbers.IsValidNumber(number);
            // An area code that starts with 0 is invalid in countries without a trunk prefix.
            var possible = !known
                && numbers.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE
                && numbers.GetNationalSignificantNumber(number)[0] != '0';
            return known || possible ? new(new(numbers.Format(number, PhoneNumberFormat.E164)), known) : null;
        }
        catch (NumberParseException)
        {
            return null; // Not a phone number.
        }
    }

    private static bool IsE164(string text) =>
        text.StartsWith('+') && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>Removes a label such as in "303-555-0123 (mobile)" and "cell: 303 555 0123".</summary>
    private static string WithoutLabel(string text)
    {
        var bare = Label().Replace(text, "").Trim();
        return bare.Count(char.IsDigit) >= FewestDigits ? bare : text;
    }

    [GeneratedRegex(
        @"^(tel|phone|mobile|cell|home|work|office|movil|móvil|celular|casa|trabajo)\.?\s*(no|number)?\s*[:.]?\s*"
        + @"(?=[+(\d])|\s*[-–,(\[]?\s*(mobile|cell(ular)?|home|work|office|day|evening|message|msg|vm|sms|text|m|c|h|w|"
        + @"movil|móvil|celular|casa|trabajo)\.?( phone)?\s*[)\]]?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
