using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Api.Intake;

/// <summary>The codes of <c>warnings</c>: an optional value never refuses a referral.</summary>
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
        [PhoneUnreadable] = "Not a number that can be dialled, or a number with an extension.",
        [EmailUnreadable] = "Not an email address.",
        [BirthDateUnreadable] = "Not a date such as 1988-04-12 between 1900 and today.",
        [CountryUnreadable] = "Not a country of ISO 3166-1.",
        [StateUnreadable] = "Not a US state or territory.",
        [TimeZoneUnreadable] = "Not a zone of the time zone database.",
        [LanguageUnreadable] = "Not a language of ISO 639, by code or name.",
        [NpiInvalid] = "Not the ten digits of an NPI with a valid check digit.",
        [CodeIncomplete] = "A reason code without its system or its code.",
        [IdentifierIncomplete] = "An identifier without its value.",
        [WindowUnreadable] = "Not a weekly window of days and hours.",
        [ClinicianUnreadable] = "Not a clinician id.",
        [MomentOutOfRange] = "A time at which no consent can have been given.",
        [ValueUnknown] = "Not one of the known values of this field.",
        [CharactersDropped] = "Control characters, or characters that change the text direction, were removed.",
        [NeedBy.PastCode] = "The need-by was in the past when it was received.",
        [NeedBy.OutOfRangeCode] = "The need-by was years away and was removed.",
        [CodeSystemAssumed] = "A reason code without its system that looks like ICD-10-CM: it is read as ICD-10-CM.",
        [OptionalValues.Unreadable] = "A value that could not be read.",
        [UnassignedLine.WarningCode] = "No service line takes this referral by its rules: triage chooses one.",

        // Of a repeated submission.
        ["not-lowered"] = "The sender asks for a lower priority than the referral has: staff may lower it.",
        ["not-relaxed"] = "The sender asks for a later need-by than staff has set: the earlier one counts.",
        ["not-routed"] = "The sender names another service line: staff may route it there.",
        ["withdrawn-since"] = "The sender repeats a consent that was withdrawn since then: it does not count.",

        // Of FHIR.
        ["birth-date-partial"] = "A partial birth date is not the birth date.",
        ["code-without-system"] = "A code without its system is kept as text.",
        ["codes-in-words"] = "Too many codes: the others are kept as text.",
        ["coverage-not-in-force"] = "A coverage that is not in force is not used as payer.",
        ["element-not-kept"] = "An element that is not kept.",
        ["entry-not-kept"] = "A resource that is not kept.",
        ["entry-not-referred"] = "A resource that no other refers to, or that is not about this request, is not kept.",
        ["extension-not-kept"] = "An extension that is not kept.",
        ["language-unclear"] = "Several languages, and none is marked as preferred.",
        ["modifier-not-understood"] = "A resource with an unsupported modifier is not used.",
        ["need-by-zone-assumed"] = "A need-by that is a day, of a patient whose zone is not stated.",
        ["not-in-use"] = "A practice or practitioner whose record says that it is no longer in use.",
        ["other-patient"] = "A resource about another patient is not used.",
        ["patient-deceased"] = "The record says that the patient has died.",
        ["place-unreadable"] = "A country or state that is not understood.",
        [GuardianCopies.Warning] =
            "The patient has no phone or email: staff must confirm the guardian before anyone writes or calls.",
        ["reason-past"] = "A condition that is over is kept as history.",
        ["reason-refuted"] = "A refuted, cancelled or erroneous condition or observation is not a reason.",
        ["reference-ambiguous"] = "A reference that matches more than one resource is not used.",
        ["reference-not-found"] = "A reference to a resource that is not in the request.",
        ["security-label"] = "Security labels are not applied here.",
        ["text-cut"] = "A text that is too long was cut.",
        ["warnings-cut"] = "There were too many warnings to keep; the value is their count.",
    };
}
