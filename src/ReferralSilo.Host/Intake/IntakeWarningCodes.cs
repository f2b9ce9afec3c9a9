using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Intake;

/// <summary>Why a value of the intake is named in <c>warnings</c>: what is optional never refuses a referral.</summary>
public static class IntakeWarningCodes
{
    public const string PhoneUnverified = "phone-unverified";
    public const string PhoneUnreadable = "phone-unreadable";
    public const string EmailUnreadable = "email-unreadable";
    public const string BirthDateUnreadable = "birth-date-unreadable";
    public const string CountryUnreadable = "country-unreadable";
    public const string StateUnreadable = "state-unreadable";
    public const string TimeZoneUnreadable = "time-zone-unreadable";
    public const string LanguageUnreadable = "language-unreadable";
    public const string NpiInvalid = "npi-invalid";
    public const string CodeIncomplete = "code-incomplete";
    public const string IdentifierIncomplete = "identifier-incomplete";
    public const string WindowUnreadable = "window-unreadable";
    public const string ClinicianUnreadable = "clinician-unreadable";
    public const string MomentOutOfRange = "moment-out-of-range";
    public const string ValueUnknown = "value-unknown";
    public const string CharactersDropped = "characters-dropped";

    /// <summary>Every code with its sentence.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [PhoneUnverified] = "The number can be dialled, but its range is not known to be in use.",
        [PhoneUnreadable] = "No number that can be dialled, or one with an extension.",
        [EmailUnreadable] = "No email address.",
        [BirthDateUnreadable] = "No date such as 1988-04-12 between 1900 and today.",
        [CountryUnreadable] = "No country of ISO 3166-1.",
        [StateUnreadable] = "No US state or territory.",
        [TimeZoneUnreadable] = "No zone of the time zone database.",
        [LanguageUnreadable] = "No language of ISO 639, by code or name.",
        [NpiInvalid] = "Not the ten digits of an NPI with a valid check digit.",
        [CodeIncomplete] = "A reason code without its system or its code.",
        [IdentifierIncomplete] = "An identifier without its value.",
        [WindowUnreadable] = "No weekly window of days and hours.",
        [ClinicianUnreadable] = "No clinician id.",
        [MomentOutOfRange] = "A moment that no consent can have been given at.",
        [ValueUnknown] = "None of the values that are known for this field.",
        [CharactersDropped] = "Control characters, or characters that turn the direction of text, were left out.",
        [NeedBy.PastCode] = "The need-by lay in the past when it was received.",
        [NeedBy.OutOfRangeCode] = "The need-by lay years away and was left out.",
    };
}
