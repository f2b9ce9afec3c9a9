using System.Diagnostics;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The refusals for broken <see cref="SlotRule"/>s. Codes are public and stable.</summary>
public static class SlotRefusals
{
    /// <summary>The clinician does not serve the referral's service line.</summary>
    public static Refusal ServiceLineNotServed { get; } =
        new("service-line-not-served", "The clinician does not serve this service line.");

    /// <summary>The clinician is not licensed where the patient is.</summary>
    public static Refusal NotLicensed { get; } =
        new("not-licensed", "The clinician is not licensed where the patient is.");

    /// <summary>The clinician neither speaks the required language nor has an interpreter.</summary>
    public static Refusal LanguageNotSpoken { get; } = new("language-not-spoken",
        "The clinician neither speaks the language that is required nor has an interpreter for it.");

    /// <summary>Visits with the clinician cannot meet an access need of the patient.</summary>
    public static Refusal AccessNeedNotMet { get; } = new("access-need-not-met",
        "Visits with the clinician cannot meet an access need of the patient.");

    /// <summary>The patient is too young or too old on the day of the visit.</summary>
    public static Refusal AgeNotServed { get; } =
        new("age-not-served", "The clinician does not see patients of this age.");

    /// <summary>The visit would start after the need-by. May be overruled.</summary>
    public static Refusal NeedByPassed { get; } =
        new("need-by-passed", "The visit would start after the need-by; give a reason for overruling it.");

    /// <summary>Required documents are missing. May be overruled.</summary>
    public static Refusal DocumentsMissing { get; } =
        new("documents-missing", "Required documents are missing; give a reason for overruling it.");

    /// <summary>All refusals, for the API's list of codes; one per rule about the
    /// referral, in the order of <see cref="SlotRule"/>.</summary>
    public static IReadOnlyList<Refusal> All { get; } =
        [ServiceLineNotServed, NotLicensed, LanguageNotSpoken, AccessNeedNotMet, AgeNotServed, NeedByPassed,
        DocumentsMissing];

    /// <summary>The public code of a rule.</summary>
    public static string CodeOf(SlotRule rule) => For(rule, null).Code;

    /// <summary>The refusal for a broken rule; its text names what is unknown or missing.</summary>
    public static Refusal For(SlotRule rule, SlotNeed? need) => rule switch
    {
        SlotRule.ServiceLine => ServiceLineNotServed,
        SlotRule.Licence when need is { State: null } =>
            NotLicensed with { Text = "The US state of the patient is not known, so no licence covers it." },
        SlotRule.Licence => NotLicensed,
        SlotRule.Language => LanguageNotSpoken,
        SlotRule.AccessNeed => AccessNeedNotMet,
        SlotRule.Age when need is { BirthDate: null } =>
            AgeNotServed with { Text = "The clinician has age limits, and the patient's birth date is not known." },
        SlotRule.Age => AgeNotServed,
        SlotRule.NeedBy => NeedByPassed,
        SlotRule.Documents when need is { MissingDocuments: { } missing } =>
            DocumentsMissing with { Text =
            $"Missing: {string.Join(", ", missing)}; give a reason for overruling it." },
        SlotRule.Documents => DocumentsMissing,
        SlotRule.OpenTime => ScheduleRefusals.SlotUnavailable,
        SlotRule.Taken => ScheduleRefusals.SlotTaken,
        SlotRule.VisitType => ScheduleRefusals.VisitTypeNotOffered,
        SlotRule.Notice => ScheduleRefusals.NoticeTooShort,
        SlotRule.Horizon => ScheduleRefusals.BeyondHorizon,
        SlotRule.DailyLimit => ScheduleRefusals.DailyLimitReached,
        SlotRule.WeeklyLimit => ScheduleRefusals.WeeklyLimitReached,
        _ => throw new UnreachableException($"No refusal for {rule}."),
    };
}
