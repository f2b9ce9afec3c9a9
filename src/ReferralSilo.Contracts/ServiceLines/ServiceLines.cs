namespace ReferralSilo.Contracts.ServiceLines;

/// <summary>Settings of a service line, <c>PUT /api/service-lines/{id}</c>; versioned.</summary>
/// <param name="Name">Display name, 1–200 characters.</param>
/// <param name="TimeZone">IANA zone of its business hours.</param>
/// <param name="BusinessHours">Weekly windows; empty means around the clock.</param>
/// <param name="Eligibility">Who may be seen.</param>
/// <param name="Targets">
/// Turnaround targets; the most specific entry (stage and priority) counts, and a higher priority is never due later
/// than a lower one. Refused when it is given more minutes.
/// </param>
/// <param name="RequiredFields">What must be there, e.g. <c>patient.birth-date</c>,
/// <c>document:medication-list</c>.</param>
/// <param name="ClaimMinutes">How long a claim lasts, 1–240 minutes.</param>
/// <param name="OfferMinutes">How long an offer lasts by default, 1–4320 minutes.</param>
/// <param name="MaxContactAttempts">After this many failed attempts the patient is unreachable, 1–20.</param>
/// <param name="ContactRetryHours">Hours between contact attempts, 1–168.</param>
/// <param name="MaxNoShows">After this many no-shows the referral ends, 1–10.</param>
public sealed record ServiceLineInput(
    [property: ShortText] string Name, [property: Token] string TimeZone,
    [property: Items(200)] IReadOnlyList<BusinessHoursInput>? BusinessHours = null,
    EligibilityInput? Eligibility = null, [property: Items(200)] IReadOnlyList<TargetInput>? Targets = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? RequiredFields = null, int ClaimMinutes = 15,
    int OfferMinutes = 10, int MaxContactAttempts = 5, int ContactRetryHours = 24, int MaxNoShows = 3);

/// <summary>Business hours: days <c>mon</c>..<c>sun</c>, <c>HH:mm</c> from inclusive to exclusive.</summary>
public sealed record BusinessHoursInput(
    [property: Items(14, TextLimits.Token)] IReadOnlyList<string> Days, [property: Token] string From,
    [property: Token] string To);

/// <summary>Eligibility rules (EL-1). A null or empty part accepts all.</summary>
/// <param name="MinAge">Youngest, years.</param>
/// <param name="MaxAge">Oldest, years.</param>
/// <param name="States">Accepted US states.</param>
/// <param name="VisitTypes">Accepted visit types.</param>
/// <param name="ReasonCodes">
/// Accepted codes; a code ending in <c>*</c> accepts all that begin with it, e.g. <c>F41.*</c>. ICD-10-CM, with or
/// without its dot, unless another code system is named before a bar: <c>http://snomed.info/sct|21897009</c>. Codes of
/// systems that no pattern names decide nothing; then the words do.
/// </param>
/// <param name="ReasonWords">Words in the reason text or a code's display that are accepted where no code
/// decides.</param>
/// <param name="Exclusions">What is never accepted, and what to do instead.</param>
public sealed record EligibilityInput(
    int? MinAge = null, int? MaxAge = null,
    [property: Items(200, TextLimits.Token)] IReadOnlyList<string>? States = null,
    [property: Items(10)] IReadOnlyList<VisitType>? VisitTypes = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? ReasonCodes = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? ReasonWords = null,
    [property: Items(200)] IReadOnlyList<ExclusionInput>? Exclusions = null);

/// <summary>An exclusion by code pattern or word, with where to send the patient instead.</summary>
/// <param name="Name">What is excluded, up to 200 characters.</param>
/// <param name="Codes">As <see cref="EligibilityInput.ReasonCodes"/>.</param>
/// <param name="Words">Words or phrases in the reason, its displays and the notes, compared without case, accents and
/// punctuation.</param>
/// <param name="RedirectTo">Where to send the patient; a phone number in it is what the sender of an emergency is
/// given.</param>
/// <param name="Emergency">
/// Danger to life: alarmed, first in every queue, due in minutes; where the words around it deny it, to be reviewed
/// first. Absent: true when there is a <paramref name="RedirectTo"/>.
/// </param>
public sealed record ExclusionInput(
    [property: ShortText] string Name, [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? Codes = null,
    [property: Items(200, TextLimits.ShortText)] IReadOnlyList<string>? Words = null,
    [property: ShortText] string? RedirectTo = null, bool? Emergency = null);

/// <summary>How long a stage may last, for one priority or all. 1–525,600 minutes.</summary>
public sealed record TargetInput(ClockKind Clock, int Minutes, Priority? Priority = null,
    CountedIn Counted = CountedIn.AroundTheClock);

/// <summary>A service line as shown.</summary>
public sealed record ServiceLineView(string Id, long Version, ServiceLineInput Settings);
