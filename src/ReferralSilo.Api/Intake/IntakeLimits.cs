using ReferralSilo.Contracts;

namespace ReferralSilo.Api.Intake;

/// <summary>Limits of a referral's values. Characters are UTF-16 code units after trimming and NFC.</summary>
public static class IntakeLimits
{
    /// <summary>Longest free text (reason, visit goal), characters.</summary>
    public const int TextCharacters = TextLimits.Note;

    /// <summary>Longest reason or visit goal of a FHIR request, where all notes are one text, characters.</summary>
    public const int FhirTextCharacters = 20_000;

    /// <summary>Longest name or other one-line value, characters.</summary>
    public const int NameCharacters = TextLimits.ShortText;

    /// <summary>Longest campaign code or form name, characters.</summary>
    public const int TrackingCharacters = TextLimits.Token;

    /// <summary>Longest time zone id, characters.</summary>
    public const int TimeZoneCharacters = TextLimits.Token;

    /// <summary>Longest language, characters: long enough for a name such as "Spanish; Castilian".</summary>
    public const int LanguageCharacters = TextLimits.Token;

    /// <summary>Longest phone number as written, characters.</summary>
    public const int PhoneCharacters = 40;

    /// <summary>Limit of phones of a patient.</summary>
    public const int Phones = 5;

    /// <summary>Limit of access needs.</summary>
    public const int AccessNeeds = 20;

    /// <summary>Limit of reason codes.</summary>
    public const int Codes = 20;

    /// <summary>Limit of identifiers.</summary>
    public const int Identifiers = 10;

    /// <summary>Limit of categories of an order.</summary>
    public const int Categories = 10;

    /// <summary>Limit of lines of an address.</summary>
    public const int AddressLines = 5;

    /// <summary>Limit of contact persons of a patient.</summary>
    public const int Contacts = 5;

    /// <summary>Longest date or time that is kept as text, characters.</summary>
    public const int MomentCharacters = TextLimits.Token;

    /// <summary>Limit of consents.</summary>
    public const int Consents = 20;

    /// <summary>Limit of preferred time windows.</summary>
    public const int Times = 14;

    /// <summary>Earliest year of a birth date, need-by or consent.</summary>
    public const int EarliestYear = 1900;

    /// <summary>Latest need-by or consent, years after today: enough for any plan, and no date arithmetic
    /// overflows.</summary>
    public const int YearsAhead = 10;
}
