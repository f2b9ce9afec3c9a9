namespace ReferralSilo.Contracts.Capacity;

/// <summary>Live capacity of a service line, <c>GET /api/capacity</c>.</summary>
public sealed record CapacityView(string ServiceLine, DateTimeOffset From, DateTimeOffset To,
    IReadOnlyList<CapacityDay> Days, IReadOnlyList<OpenSlot> Slots);

/// <summary>Counts of one clinician's day. <c>Date</c> is the clinician's own civil date.</summary>
public sealed record CapacityDay(string Clinician, string ClinicianName, string Date, string TimeZone, int Open,
    int Held, int Booked);

/// <summary>A bookable interval; its id does not change while the interval exists.</summary>
public sealed record OpenSlot(string Slot, string Clinician, DateTimeOffset Start, DateTimeOffset End,
    IReadOnlyList<VisitType> VisitTypes);

/// <summary>
/// A slot that fits a referral, with its score (0..100, higher is better) and the reasons. <c>NeedsOverrule</c>: the
/// codes (<c>need-by-passed</c>, <c>documents-missing</c>, <c>consent-missing</c>) for which it is refused unless the
/// command gives an <c>overrule</c> reason, and <c>patient-has-visit</c>, which needs <c>overruleVisit</c>; null for
/// none.
/// </summary>
public sealed record SlotMatch(
    string Slot, string Clinician, string ClinicianName, DateTimeOffset Start, DateTimeOffset End, VisitType VisitType,
    double Score, IReadOnlyList<ScoreReason> Reasons, IReadOnlyList<string>? NeedsOverrule = null);

/// <summary>A waiting referral that fits a slot, with its score and the reasons. <c>NeedsOverrule</c> as in
/// <see cref="SlotMatch"/>.</summary>
public sealed record ReferralMatch(
    string Referral, string Number, Priority Priority, double Score, IReadOnlyList<ScoreReason> Reasons,
    IReadOnlyList<string>? NeedsOverrule = null);

/// <summary>One part of a score: the preference, its points and a sentence.</summary>
public sealed record ScoreReason(string Rule, double Points, string Detail);

/// <summary>The best slots for a referral.</summary>
/// <param name="Referral">Referral id.</param>
/// <param name="Items">Best first.</param>
/// <param name="WhyNot">Sentences that say which hard rule removed how many clinicians.</param>
/// <param name="Unsuitable">Clinicians who may not see this patient, each with the first broken hard rule.</param>
public sealed record SlotMatches(
    string Referral, IReadOnlyList<SlotMatch> Items, IReadOnlyList<string> WhyNot,
    IReadOnlyList<UnsuitableClinician>? Unsuitable = null)
{
    /// <summary>The same as <see cref="WhyNot"/> as codes: each hard rule with the number of clinicians that it
    /// removed, in the order of evaluation.</summary>
    public IReadOnlyList<RemovedClinicians> Removed { get; init; } = [];

    /// <summary>Free times of other clinicians that are not offered to this referral.</summary>
    public IReadOnlyList<UnsuitableTimes> UnsuitableTimes { get; init; } = [];
}

/// <summary>A clinician who may not see a patient. <c>Why</c> follows the name: <c>is not licensed in CA</c>.</summary>
public sealed record UnsuitableClinician(string Clinician, string Why);

/// <summary>Starts that are not offered to a referral.</summary>
/// <param name="Rule">The code, e.g. <c>need-by-passed</c>.</param>
/// <param name="Why">Follows the clinician's name: <c>is not licensed in CA on this day</c>. Without a clinician it
/// follows "this time": <c>is after the need-by</c>.</param>
/// <param name="MayBook">True when a person may book such a time all the same.</param>
/// <param name="Clinician">The clinician; null for all.</param>
/// <param name="From">First start, inclusive; null for no limit.</param>
/// <param name="To">Last start, exclusive; null for no limit.</param>
/// <param name="Without">Only the starts at which this visit type is not possible; null for all.</param>
public sealed record UnsuitableTimes(
    string Rule, string Why, bool MayBook, string? Clinician = null, DateTimeOffset? From = null,
    DateTimeOffset? To = null, VisitType? Without = null);

/// <summary>A clinician as configured, <c>PUT /api/clinicians/{id}</c>.</summary>
/// <param name="Name">Display name, 1–200 characters.</param>
/// <param name="TimeZone">IANA zone; availability is civil time in it.</param>
/// <param name="ServiceLines">Service lines of the clinician.</param>
/// <param name="LicensedStates">Two-letter US states, licensed on all days. With <c>Licences</c> it is empty, or names
/// the same states as they do.</param>
/// <param name="Languages">BCP 47; default <c>en</c>.</param>
/// <param name="VisitTypes">Offered visit types and their length.</param>
/// <param name="BufferMinutes">Free time kept after each visit, 0–120 minutes; a visit type may have its own.</param>
/// <param name="MinAge">Youngest patient, years.</param>
/// <param name="MaxAge">Oldest patient, years.</param>
/// <param name="DailyLimit">Most visits in the clinician's own day; null for no limit.</param>
/// <param name="Interpreters">Languages (BCP 47) with an available interpreter.</param>
public sealed record ClinicianInput(
    [property: ShortText] string Name, [property: Token] string TimeZone,
    [property: Items(100, TextLimits.Token)] IReadOnlyList<string> ServiceLines,
    [property: Items(100, TextLimits.Token)] IReadOnlyList<string> LicensedStates,
    [property: Items(100, TextLimits.Token)] IReadOnlyList<string>? Languages = null,
    [property: Items(100)] IReadOnlyList<VisitLength>? VisitTypes = null, int BufferMinutes = 0, int? MinAge = null,
    int? MaxAge = null, int? DailyLimit = null,
    [property: Items(100, TextLimits.Token)] IReadOnlyList<string>? Interpreters = null)
{
    /// <summary>Licences with dates. Null or empty: the states of <c>LicensedStates</c> count on all days.</summary>
    [Items(100)]
    public IReadOnlyList<LicenceDates>? Licences { get; init; }

    /// <summary>A visit starts at least this long after it is booked, whole minutes; null for no notice.</summary>
    [DurationLimit("PT0S", "P30D")]
    public TimeSpan? Notice { get; init; }

    /// <summary>A visit starts at most this long after it is booked, whole days of 24 hours; null for no limit of the
    /// clinician.</summary>
    [DurationLimit("P1D", "P1000D")]
    public TimeSpan? Horizon { get; init; }

    /// <summary>Most visits from Monday to Sunday of the clinician's own week, 1–1400; null for no limit.</summary>
    public int? WeeklyLimit { get; init; }

    /// <summary>Codes of the <see cref="AccessNeeds"/> that visits with the clinician can meet: patients with others
    /// are not booked. Null when not stated: then no access need limits.</summary>
    [Items(100, TextLimits.Token)]
    public IReadOnlyList<string>? MeetsAccessNeeds { get; init; }

    /// <summary>How a visit is joined; null when nothing is set.</summary>
    public JoinDetails? Join { get; init; }
}

/// <summary>How visits are joined.</summary>
/// <param name="Video">Address of the video room, <c>https</c>, up to 500 characters, with <c>{appointment}</c> once: a
/// name that is different for each appointment and cannot be guessed stands there. Null for none.</param>
/// <param name="Phone">Who calls at a visit by phone; null when nothing is set.</param>
public sealed record JoinDetails([property: WebAddress] string? Video = null, JoinByPhone? Phone = null);

/// <summary>A licence to see patients of a US state. <c>From</c> is its first civil day of the clinician, <c>To</c> the
/// first day on which it is not valid any more, <c>YYYY-MM-DD</c>; null for no limit.</summary>
public sealed record LicenceDates(
    [property: Token] string State, [property: Token] string? From = null, [property: Token] string? To = null);

/// <summary>A visit type and its length, 5–240 minutes.</summary>
public sealed record VisitLength(VisitType VisitType, int Minutes)
{
    /// <summary>Free time kept before each visit of this type and length, whole minutes; null for none.</summary>
    [DurationLimit("PT0S", "PT2H")]
    public TimeSpan? BufferBefore { get; init; }

    /// <summary>Free time kept after each visit of this type and length, whole minutes; null for
    /// <c>bufferMinutes</c>.</summary>
    [DurationLimit("PT0S", "PT2H")]
    public TimeSpan? BufferAfter { get; init; }
}

/// <summary>A clinician in a response.</summary>
public sealed record ClinicianView(
    string Id, long Version, string Name, string TimeZone, IReadOnlyList<string> ServiceLines,
    IReadOnlyList<string> LicensedStates, IReadOnlyList<string> Languages, IReadOnlyList<VisitLength> VisitTypes,
    int BufferMinutes, int? MinAge, int? MaxAge, int? DailyLimit, IReadOnlyList<AvailabilityWindow> Availability,
    IReadOnlyList<ExceptionView> Exceptions, IReadOnlyList<string> Interpreters)
{
    /// <summary>Booked visits in time off, by start: they stay until someone moves them.</summary>
    public IReadOnlyList<VisitInTimeOff> VisitsInTimeOff { get; init; } = [];

    /// <summary>Licences with dates; null when <c>LicensedStates</c> count on all days.</summary>
    public IReadOnlyList<LicenceDates>? Licences { get; init; }

    /// <summary>As in <see cref="ClinicianInput.Notice"/>.</summary>
    public TimeSpan? Notice { get; init; }

    /// <summary>As in <see cref="ClinicianInput.Horizon"/>.</summary>
    public TimeSpan? Horizon { get; init; }

    /// <summary>As in <see cref="ClinicianInput.WeeklyLimit"/>.</summary>
    public int? WeeklyLimit { get; init; }

    /// <summary>As in <see cref="ClinicianInput.MeetsAccessNeeds"/>.</summary>
    public IReadOnlyList<string>? MeetsAccessNeeds { get; init; }

    /// <summary>As in <see cref="ClinicianInput.Join"/>.</summary>
    public JoinDetails? Join { get; init; }
}

/// <summary>A booked visit in time off, without its patient: who reads clinicians need not read referrals.</summary>
public sealed record VisitInTimeOff(DateTimeOffset Start, DateTimeOffset End, VisitType VisitType);

/// <summary>Recurring availability, replaced as a whole by <c>PUT /api/clinicians/{id}/availability</c>.</summary>
public sealed record AvailabilityInput([property: Items(100)] IReadOnlyList<AvailabilityWindow> Windows);

/// <summary>A weekly window in the clinician's zone: days <c>mon</c>..<c>sun</c>, <c>HH:mm</c> from inclusive to
/// exclusive, valid between civil dates.</summary>
public sealed record AvailabilityWindow(
    [property: Items(14, TextLimits.Token)] IReadOnlyList<string> Days, [property: Token] string From,
    [property: Token] string To, [property: Token] string? ValidFrom = null, [property: Token] string? ValidTo = null,
    [property: Items(10)] IReadOnlyList<VisitType>? VisitTypes = null);

/// <summary>Time off, or extra time when <c>Available</c>: either between two instants, or with <c>FirstDay</c> in
/// civil time of the clinician, also when clocks change. At most 366 days.</summary>
/// <param name="From">First instant; null with <c>FirstDay</c>.</param>
/// <param name="To">First instant after it; null with <c>FirstDay</c>.</param>
/// <param name="Available">True for extra time.</param>
/// <param name="Reason">Reason, up to 2000 characters.</param>
public sealed record ExceptionInput(
    DateTimeOffset? From = null, DateTimeOffset? To = null, bool Available = false,
    [property: Reason] string? Reason = null)
{
    /// <summary>First civil day, <c>YYYY-MM-DD</c>.</summary>
    [Token]
    public string? FirstDay { get; init; }

    /// <summary>Last civil day, inclusive; null for the first day.</summary>
    [Token]
    public string? LastDay { get; init; }

    /// <summary><c>HH:mm</c> on the first day, inclusive; null for the start of the day.</summary>
    [Token]
    public string? FromTime { get; init; }

    /// <summary><c>HH:mm</c> on the last day, exclusive; null or <c>24:00</c> for the end of the day.</summary>
    [Token]
    public string? ToTime { get; init; }
}

/// <summary>Running late, <c>POST /api/clinicians/{id}/running-late</c>.</summary>
/// <param name="Minutes">0 (on time again) to 240.</param>
public sealed record RunningLateInput(int Minutes);

/// <summary>Available for immediate visits, <c>POST /api/clinicians/{id}/available-now</c>.</summary>
/// <param name="Until">End of the availability, at most 12 hours ahead; null ends it now.</param>
public sealed record AvailableNowInput(DateTimeOffset? Until = null);

/// <summary>An exception with its id.</summary>
public sealed record ExceptionView(string Id, DateTimeOffset From, DateTimeOffset To, bool Available, string? Reason)
{
    /// <summary>As in <see cref="ExceptionInput.FirstDay"/>; null when it was given in instants.</summary>
    public string? FirstDay { get; init; }

    /// <summary>Last civil day, inclusive.</summary>
    public string? LastDay { get; init; }

    /// <summary>As in <see cref="ExceptionInput.FromTime"/>.</summary>
    public string? FromTime { get; init; }

    /// <summary>As in <see cref="ExceptionInput.ToTime"/>; null for the end of the day.</summary>
    public string? ToTime { get; init; }
}

/// <summary>A clinician's schedule between two instants.</summary>
public sealed record ScheduleView(string Clinician, string Name, string TimeZone, long Version,
    IReadOnlyList<ScheduleEntry> Entries);

/// <summary>One interval of a schedule. <c>Referral</c> is set only for readers who may see it.</summary>
public sealed record ScheduleEntry(string? Slot, DateTimeOffset Start, DateTimeOffset End, SlotStatus Status,
    IReadOnlyList<VisitType> VisitTypes, string? Referral, DateTimeOffset? ExpiresAt);

/// <summary>The calendar feed of a clinician's visits, <c>/api/clinicians/{id}/calendar-feed</c>.</summary>
/// <param name="Path">Address of the feed (iCalendar) below the address of the program. Who has it can read the times
/// of the visits, and nothing about patients. Null while there is no feed.</param>
public sealed record CalendarFeedView(string? Path);
