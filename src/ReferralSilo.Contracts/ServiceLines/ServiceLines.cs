namespace ReferralSilo.Contracts.ServiceLines;

/// <summary>Settings of a service line, <c>PUT /api/service-lines/{id}</c>; versioned.</summary>
/// <param name="Name">Display name, 1–200 characters.</param>
/// <param name="TimeZone">IANA zone of its business hours.</param>
/// <param name="BusinessHours">Weekly windows; empty means around the clock.</param>
/// <param name="Eligibility">Eligibility rules.</param>
/// <param name="Targets">Turnaround targets. The most specific entry (stage and priority) applies. A higher priority is
/// never due later than a lower one; an entry that gives it more minutes is refused.</param>
/// <param name="RequiredFields">Required fields, e.g. <c>patient.birth-date</c>,
/// <c>document:medication-list</c>.</param>
/// <param name="ClaimMinutes">Duration of a claim.</param>
/// <param name="OfferMinutes">Default duration of an offer.</param>
/// <param name="MaxContactAttempts">Failed attempts until the patient counts as unreachable.</param>
/// <param name="ContactRetryHours">Hours between contact attempts.</param>
/// <param name="MaxNoShows">No-shows until the referral ends.</param>
public sealed record ServiceLineInput(
    [property: ShortText] string Name, [property: Token] string TimeZone,
    [property: Items(200)] IReadOnlyList<BusinessHoursInput>? BusinessHours = null,
    EligibilityInput? Eligibility = null, [property: Items(200)] IReadOnlyList<TargetInput>? Targets = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? RequiredFields = null,
    [property: Limit(1, 240, "minutes")] int ClaimMinutes = 15,
    [property: Limit(1, 4320, "minutes")] int OfferMinutes = 10,
    [property: Limit(1, 20, "attempts")] int MaxContactAttempts = 5,
    [property: Limit(1, 168, "hours")] int ContactRetryHours = 24,
    [property: Limit(1, 10, "no-shows")] int MaxNoShows = 3)
{
    /// <summary>How long before its start a visit can be recorded as arrived or completed, PT0S to P30D; default PT30M.
    /// A missed visit is recorded from its start on.</summary>
    [DurationLimit("PT0S", "P30D")]
    public TimeSpan VisitRecordableBefore { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>When the patient must have consented to telehealth; default <c>before-visit</c>.</summary>
    public TelehealthConsent TelehealthConsent { get; init; }

    /// <summary>Who is alerted when no one takes an alarm; null for no one. Only staff gets it.</summary>
    public OnCallInput? OnCall { get; init; }

    /// <summary>The number that people call in an emergency, 3 to 15 digits with an optional <c>+</c>, such as 911 or
    /// 988; null for 911.</summary>
    [Token]
    public string? EmergencyPhone { get; init; }

    /// <summary>From which age, in completed years, a patient is written to and not the guardian who may consent; null
    /// for the age of majority where the patient is: 18, and 19 or 21 in some US states.</summary>
    [Limit(10, 21, "years")]
    public int? AdultFrom { get; init; }
}

/// <summary>Business hours: days <c>mon</c>..<c>sun</c>, <c>HH:mm</c> from inclusive to exclusive.</summary>
public sealed record BusinessHoursInput(
    [property: Items(14, TextLimits.Token)] IReadOnlyList<string> Days, [property: Token] string From,
    [property: Token] string To);

/// <summary>Eligibility rules (EL-1). A null or empty part accepts all.</summary>
/// <param name="MinAge">Youngest, completed years.</param>
/// <param name="MaxAge">Oldest, completed years.</param>
/// <param name="States">Accepted US states.</param>
/// <param name="VisitTypes">Accepted visit types.</param>
/// <param name="ReasonCodes">
/// Accepted codes; a code that ends with <c>*</c> accepts all codes with this beginning, e.g. <c>F41.*</c>. ICD-10-CM,
/// with or without its dot, unless a code system stands before a bar: <c>http://snomed.info/sct|21897009</c>. Codes of
/// systems without a pattern are ignored; then the words decide.
/// </param>
/// <param name="ReasonWords">Accepted words in the reason text or a code's display; used when no code decides.</param>
/// <param name="Exclusions">Exclusions, each with an optional redirect.</param>
public sealed record EligibilityInput(
    [property: Limit(0, 130, "years")] int? MinAge = null, [property: Limit(0, 130, "years")] int? MaxAge = null,
    [property: Items(200, TextLimits.Token)] IReadOnlyList<string>? States = null,
    [property: Items(10)] IReadOnlyList<VisitType>? VisitTypes = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? ReasonCodes = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? ReasonWords = null,
    [property: Items(200)] IReadOnlyList<ExclusionInput>? Exclusions = null);

/// <summary>An exclusion by code pattern or word.</summary>
/// <param name="Name">Name of the exclusion, up to 200 characters.</param>
/// <param name="Codes">As <see cref="EligibilityInput.ReasonCodes"/>.</param>
/// <param name="Words">Words or phrases in the reason, displays and notes; ignores case, accents and
/// punctuation.</param>
/// <param name="RedirectTo">Where to send the patient. In an emergency the sender gets the phone number in it.</param>
/// <param name="Emergency">Danger to life: alarmed, first in every queue, due within minutes. When the surrounding
/// words deny it, the referral is reviewed first instead. Absent: true when there is a
/// <paramref name="RedirectTo"/>.</param>
public sealed record ExclusionInput(
    [property: ShortText] string Name, [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? Codes = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? Words = null,
    [property: ShortText] string? RedirectTo = null, bool? Emergency = null);

/// <summary>Maximum duration of a stage, for one priority or all; a year at most.</summary>
public sealed record TargetInput(ClockKind Clock, [property: Limit(1, 525_600, "minutes")] int Minutes,
    Priority? Priority = null, CountedIn Counted = CountedIn.AroundTheClock);

/// <summary>A service line in a response.</summary>
public sealed record ServiceLineView(string Id, long Version, ServiceLineInput Settings);
