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
    public const string CodeSystemAssumed = "code-system-assumed";
    public const string IdentifierIncomplete = "identifier-incomplete";
    public const string WindowUnreadable = "window-unreadable";
    public const string ClinicianUnreadable = "clinician-unreadable";
    public const string MomentOutOfRange = "moment-out-of-range";
    public const string ValueUnknown = "value-unknown";
    public const string CharactersDropped = "characters-dropped";

    /// <summary>Every code with its sentence.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
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
        [CodeSystemAssumed] = "A reason code without its system, of the form of ICD-10-CM: it is read as such.",
        [OptionalValues.Unreadable] = "A value that could not be read.",

        // Of an order that was sent again.
        ["not-lowered"] = "The sender asks for a lower priority than the referral has: staff may lower it.",
        ["not-relaxed"] = "The sender asks for a later need-by than staff has set: the earlier one counts.",
        ["not-routed"] = "The sender names another service line: staff may route it there.",
        ["withdrawn-since"] = "The sender repeats a consent that was withdrawn since: it does not count.",

        // Of FHIR.
        ["birth-date-partial"] = "A partial birth date is not the birth date.",
        ["code-without-system"] = "A code without its system is kept in words.",
        ["codes-in-words"] = "More codes than are kept: the others are kept in words.",
        ["coverage-not-in-force"] = "A coverage that is not in force is no payer.",
        ["element-not-kept"] = "An element that is not kept.",
        ["entry-not-kept"] = "A resource that is not kept.",
        ["entry-not-referred"] = "A resource that nothing refers to, or that is of something else, is not kept.",
        ["extension-not-kept"] = "An extension that is not kept.",
        ["language-unclear"] = "Several languages, and none is said to be preferred.",
        ["modifier-not-understood"] = "A resource whose meaning is changed by something not understood is not used.",
        ["need-by-zone-assumed"] = "A need-by that is a day, of a patient whose zone is not said.",
        ["not-in-use"] = "A practice or practitioner whose record says that it is no longer in use.",
        ["other-patient"] = "A resource about another patient is not used.",
        ["patient-deceased"] = "The record says that the patient has died.",
        ["place-unreadable"] = "A country or state that is not understood.",
        ["reached-through-guardian"] = "The patient has no number or address of their own: these are of the guardian.",
        ["reason-past"] = "A condition that is over is told as history.",
        ["reason-refuted"] = "A condition or observation that was refuted, cancelled or entered in error is no reason.",
        ["reference-ambiguous"] = "A reference that may mean more than one resource is not used.",
        ["reference-not-found"] = "A reference to what is not in the request.",
        ["security-label"] = "Security labels are not applied here.",
        ["text-cut"] = "A text that is too long is cut.",
        ["warnings-cut"] = "There were more warnings than are kept; the value is how many.",
    };
}
