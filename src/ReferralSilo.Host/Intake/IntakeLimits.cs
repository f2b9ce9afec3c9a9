using ReferralSilo.Contracts;

namespace ReferralSilo.Host.Intake;

/// <summary>Every limit on what a referral may carry. Characters are UTF-16 code units after trimming and
/// NFC.</summary>
public static class IntakeLimits
{
    /// <summary>Longest free text (reason, visit goal), characters.</summary>
    public const int TextCharacters = TextLimits.Note;

    /// <summary>Longest reason or visit goal that comes by FHIR, where all notes are one text, characters.</summary>
    public const int FhirTextCharacters = 20_000;

    /// <summary>Longest name or other one-line value, characters.</summary>
    public const int NameCharacters = TextLimits.ShortText;

    /// <summary>Longest campaign code or form name, characters.</summary>
    public const int TrackingCharacters = TextLimits.Token;

    /// <summary>Longest time zone id, characters.</summary>
    public const int TimeZoneCharacters = TextLimits.Token;

    /// <summary>Longest language tag, characters: a name such as "Spanish; Castilian" is read too.</summary>
    public const int LanguageCharacters = TextLimits.Token;

    /// <summary>Longest phone number as written, characters.</summary>
    public const int PhoneCharacters = 40;

    /// <summary>Most phones of a patient, count.</summary>
    public const int Phones = 5;

    /// <summary>Most access needs, count.</summary>
    public const int AccessNeeds = 20;

    /// <summary>Most reason codes, count.</summary>
    public const int Codes = 20;

    /// <summary>Most identifiers, count.</summary>
    public const int Identifiers = 10;

    /// <summary>Most categories of an order, count.</summary>
    public const int Categories = 10;

    /// <summary>Most lines of an address, count.</summary>
    public const int AddressLines = 5;

    /// <summary>Most people who act for a patient, count.</summary>
    public const int Contacts = 5;

    /// <summary>Longest moment that is kept as it was written, characters.</summary>
    public const int MomentCharacters = TextLimits.Token;

    /// <summary>Most consents, count.</summary>
    public const int Consents = 20;

    /// <summary>Most preferred windows, count.</summary>
    public const int Times = 14;

    /// <summary>Earliest year of a birth date, need-by or consent.</summary>
    public const int EarliestYear = 1900;

    /// <summary>Latest need-by or consent, years after today: far enough for any plan, near enough that no clock
    /// overflows.</summary>
    public const int YearsAhead = 10;
}
