using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Demo;

/// <summary>The three service lines of the demo, in the form an administrator sends.</summary>
public static class DemoServiceLines
{
    public const string BehavioralHealth = "behavioral-health";
    public const string Dermatology = "dermatology";
    public const string ChronicCare = "chronic-care";

    /// <summary>States in which the demo's clinicians are licensed.</summary>
    public static readonly IReadOnlyList<string> States = ["CO", "WY", "NM", "UT", "AZ"];

    private const string Emergency = "911 or the nearest emergency department";

    private static readonly IReadOnlyList<string> Weekdays = ["mon", "tue", "wed", "thu", "fri"];

    public static IReadOnlyList<(string Id, ServiceLineInput Settings)> All { get; } =
    [
        (BehavioralHealth, new ServiceLineInput(
            "Behavioral health", "America/Denver", Hours("08:00", "18:00", saturdayTo: "13:00"),
            new EligibilityInput(13, null, States, [VisitType.Video, VisitType.Phone],
                ["F32.*", "F33.*", "F34.*", "F40.*", "F41.*", "F42.*", "F43.*", "F51.*", "F53.*", "F90.*", "Z63.*"],
                ["anxiety", "panic", "depression", "depressed", "low mood", "insomnia", "trauma", "adjustment", "ADHD",
                    "grief", "stress",
                    "worry", "nightmares", "intrusive thoughts", "fear"],
                [
                    new ExclusionInput("Suicidal ideation with plan", ["R45.851", "T14.91*"],
                        ["suicidal ideation with plan", "suicide plan", "plan to end my life"],
                        "988 Suicide & Crisis Lifeline, or the nearest emergency department", true),
                    new ExclusionInput("Acute psychosis", ["F23*"], ["acute psychosis", "command hallucinations"],
                        Emergency, true),
                    new ExclusionInput("Alcohol or sedative withdrawal", ["F10.23*", "F13.23*"], ["alcohol withdrawal"],
                        Emergency, true),
                ]),
            Targets(reviewHours: 8, contactHours: 16), ["reason", "patient.birth-date", "patient.location"],
            ClaimMinutes: 20, OfferMinutes: 30, MaxContactAttempts: 4, ContactRetryHours: 24)
            {
                OnCall = OnCall(1, "Ines Ibarra", "es"),
            }),
        (Dermatology, new ServiceLineInput(
            "Dermatology", "America/Denver", Hours("08:00", "17:00"),
            new EligibilityInput(2, null, States, [VisitType.Video],
                ["L20*", "L21*", "L23*", "L30*", "L40*", "L50*", "L63*", "L65*", "L70*", "L71*", "B07*", "B35*",
                "D22*"],
                ["rash", "eczema", "acne", "psoriasis", "rosacea", "hives", "wart", "mole", "hair loss", "itching",
                    "scaling", "redness", "toenails", "flaking"],
                [
                    new ExclusionInput("Suspected melanoma", ["C43*", "D03*"], ["suspected melanoma"],
                        "an in-person dermatology visit within two weeks", false),
                    new ExclusionInput("Blistering or spreading with fever", ["L51*"],
                        ["blistering all over", "spreading rash with fever",
                            "swelling of the face and trouble breathing"], Emergency, true),
                ]),
            Targets(reviewHours: 16, contactHours: 24), ["reason", "patient.birth-date", "patient.location"],
            ClaimMinutes: 15, OfferMinutes: 60, MaxContactAttempts: 3, ContactRetryHours: 24)
            {
                OnCall = OnCall(2, "Paul Petrov"),
            }),
        (ChronicCare, new ServiceLineInput(
            "Chronic care", "America/Denver", Hours("07:30", "18:00"),
            new EligibilityInput(18, null, States, [VisitType.Video, VisitType.Phone],
                ["E03*", "E10*", "E11*", "E66*", "E78*", "I10*", "I50*", "J44*", "J45*", "N18*", "Z48*", "Z79*"],
                ["diabetes", "hypertension", "blood pressure", "COPD", "asthma", "heart failure", "medication check",
                    "wound", "cholesterol", "thyroid",
                    "kidney disease", "obesity"],
                [
                    new ExclusionInput("Chest pain", ["R07*", "I20*", "I21*"],
                        ["chest pain", "crushing chest pressure"], Emergency, true),
                    new ExclusionInput("Signs of a stroke", ["I63*"],
                        ["sudden weakness on one side", "sudden trouble speaking"], Emergency, true),
                    new ExclusionInput("Severe breathlessness at rest", ["R06.03"], ["breathless at rest"], Emergency,
                        true),
                ]),
            Targets(reviewHours: 8, contactHours: 16),
                ["reason", "patient.birth-date", "patient.location", "document:medication-list"],
            ClaimMinutes: 15, OfferMinutes: 30, MaxContactAttempts: 4, ContactRetryHours: 12)
            {
                OnCall = OnCall(3, "Omar Osei"),
            }),
    ];

    /// <summary>The nurse of the triage by text, someone of the line by email outside of its hours, then the
    /// supervisor. The numbers are for fiction only, and no patient of the demo has one; the demo delivers to its
    /// mailbox page.</summary>
    /// <param name="line">From 1. Each line has its own phones: the demo begins with more alarms than one phone gets
    /// alerts in an hour.</param>
    private static OnCallInput OnCall(int line, string name, string language = "en") => new()
    {
        After = TimeSpan.FromMinutes(5), Every = TimeSpan.FromMinutes(5),
        People =
        [
            new("Nora Nurse", "nurse", $"+1212555013{line}"),
            new(name, Email: $"on-call-{line}@example.org", From: "17:00", To: "08:00", Language: language),
        ],
        Supervisor = new("Sue Supervisor", "supervisor", $"+1212555014{line}"),
    };

    private static IReadOnlyList<BusinessHoursInput> Hours(string from, string to, string? saturdayTo = null) =>
        saturdayTo is null
        ? [new BusinessHoursInput(Weekdays, from, to)]
        : [new BusinessHoursInput(Weekdays, from, to), new BusinessHoursInput(["sat"], "09:00", saturdayTo)];

    // Review and first contact of routine referrals count business hours. All other targets count every minute.
    private static IReadOnlyList<TargetInput> Targets(int reviewHours, int contactHours) =>
    [
        new(ClockKind.Review, reviewHours * 60, Counted: CountedIn.BusinessHours),
        new(ClockKind.Review, 60, Priority.Urgent),
        new(ClockKind.Review, 20, Priority.Asap),
        new(ClockKind.Review, 5, Priority.Stat),
        new(ClockKind.FirstContact, contactHours * 60, Counted: CountedIn.BusinessHours),
        new(ClockKind.FirstContact, 120, Priority.Urgent),
        new(ClockKind.Booking, 3 * 24 * 60),
        new(ClockKind.Booking, 24 * 60, Priority.Urgent),
        new(ClockKind.LoopClosure, 48 * 60),
    ];
}
