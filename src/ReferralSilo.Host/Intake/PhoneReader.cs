using PhoneNumbers;
using PhoneNumber = ReferralSilo.Domain.Referrals.PhoneNumber;

namespace ReferralSilo.Host.Intake;

/// <summary>Phone numbers as people write them, to E.164.</summary>
public static class PhoneReader
{
    /// <summary>Country of numbers without one.</summary>
    public const string DefaultCountry = "US";

    /// <summary>Null when it is no number that can be dialled from <paramref name="country"/> (ISO alpha-2).</summary>
    public static PhoneNumber? Read(string text, string? country)
    {
        if (text.Length > IntakeLimits.PhoneCharacters) return null;
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(text, country ?? DefaultCountry);
            // E.164 has no place for an extension; calling the number without it would reach somebody else.
            if (number.HasExtension || !numbers.IsValidNumber(number)) return null;
            return new(numbers.Format(number, PhoneNumberFormat.E164));
        }
        catch (NumberParseException)
        {
            return null; // The library's way to say that it is no phone number.
        }
    }
}
