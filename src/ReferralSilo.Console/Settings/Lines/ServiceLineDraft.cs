using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Settings.Lines;

/// <summary>The typed settings of a service line.</summary>
public sealed class ServiceLineDraft
{
    private static readonly ServiceLineInput Defaults = new("", "");

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public string TimeZone { get; set; } = "";

    public List<WindowDraft> BusinessHours { get; init; } = [];

    public string ReasonCodes { get; set; } = "";

    public string ReasonWords { get; set; } = "";

    public string MinAge { get; set; } = "";

    public string MaxAge { get; set; } = "";

    public string States { get; set; } = "";

    public SortedSet<string> VisitTypes { get; init; } = [];

    public List<ExclusionDraft> Exclusions { get; init; } = [];

    /// <summary>Names of <see cref="RequiredItems.Choices"/>.</summary>
    public SortedSet<string> RequiredFields { get; init; } = [];

    /// <summary>Kinds of required documents.</summary>
    public string RequiredDocuments { get; set; } = "";

    public List<TargetDraft> Targets { get; init; } = [];

    public string ClaimMinutes { get; set; } = "";

    public string OfferMinutes { get; set; } = "";

    public string MaxContactAttempts { get; set; } = "";

    public string ContactRetryHours { get; set; } = "";

    public string MaxNoShows { get; set; } = "";

    public DurationDraft VisitRecordableBefore { get; init; } = new();

    public string TelehealthConsent { get; set; } = "";

    public string EmergencyPhone { get; set; } = "";

    public string AdultFrom { get; set; } = "";

    public OnCallDraft OnCall { get; init; } = new();

    /// <summary>When the consent is needed.</summary>
    public static IReadOnlyList<(string Value, string Text)> ConsentChoices { get; } =
    [
        (Contracts.TelehealthConsent.BeforeVisit.WireName(), "before the visit"),
        (Contracts.TelehealthConsent.BeforeBooking.WireName(), "before a booking, which is refused without"),
    ];

    /// <summary>The draft of saved settings; of new ones for null.</summary>
    public static ServiceLineDraft Of(ServiceLineView? view)
    {
        var saved = view?.Settings ?? Defaults;
        var rules = saved.Eligibility ?? new EligibilityInput();
        var (required, documents) = RequiredItems.Split(saved.RequiredFields ?? []);
        return new ServiceLineDraft
        {
            Id = view?.Id ?? "", Name = saved.Name, TimeZone = saved.TimeZone,
            BusinessHours = [.. (saved.BusinessHours ?? []).Select(w => new WindowDraft
                { Days = [.. w.Days], From = w.From, To = w.To })],
            ReasonCodes = TypedText.OfLines(rules.ReasonCodes), ReasonWords = TypedText.OfLines(rules.ReasonWords),
            MinAge = TypedText.Of(rules.MinAge), MaxAge = TypedText.Of(rules.MaxAge),
            States = TypedText.OfEntries(rules.States),
            VisitTypes = [.. (rules.VisitTypes ?? []).Select(t => t.WireName())],
            Exclusions = [.. (rules.Exclusions ?? []).Select(ExclusionDraft.Of)],
            RequiredFields = [.. required], RequiredDocuments = TypedText.OfLines(documents),
            Targets = [.. (saved.Targets ?? []).Select(TargetDraft.Of)],
            ClaimMinutes = TypedText.Of(saved.ClaimMinutes), OfferMinutes = TypedText.Of(saved.OfferMinutes),
            MaxContactAttempts = TypedText.Of(saved.MaxContactAttempts),
            ContactRetryHours = TypedText.Of(saved.ContactRetryHours), MaxNoShows = TypedText.Of(saved.MaxNoShows),
            VisitRecordableBefore = DurationDraft.Of(saved.VisitRecordableBefore),
            TelehealthConsent = saved.TelehealthConsent.WireName(),
            AdultFrom = TypedText.Of(saved.AdultFrom),
            EmergencyPhone = saved.EmergencyPhone ?? "", OnCall = OnCallDraft.Of(saved.OnCall),
        };
    }

    /// <summary>The settings for the API. What this form does not show stays as it was saved.</summary>
    public ServiceLineInput Build(ServiceLineInput? saved, FieldFaults faults) => (saved ?? Defaults) with
    {
        Name = Name.Trim(), TimeZone = TimeZone.Trim(),
        BusinessHours = BusinessHours.Count == 0 ? null
            : [.. BusinessHours.Select(w => new BusinessHoursInput(w.DayList(), w.FromTime(), w.ToTime()))],
        Eligibility = BuildRules(faults) is var rules && rules == new EligibilityInput() ? null : rules,
        RequiredFields =
            TypedText.OrNull(RequiredItems.Join(RequiredFields, TypedText.Lines(RequiredDocuments))),
        Targets = Targets.Count == 0 ? null
            : [.. Targets.Select((t, i) => t.Build(FieldFaults.Element("/targets", i), faults))],
        ClaimMinutes = TypedText.Required(ClaimMinutes, "/claimMinutes", faults),
        OfferMinutes = TypedText.Required(OfferMinutes, "/offerMinutes", faults),
        MaxContactAttempts = TypedText.Required(MaxContactAttempts, "/maxContactAttempts", faults),
        ContactRetryHours = TypedText.Required(ContactRetryHours, "/contactRetryHours", faults),
        MaxNoShows = TypedText.Required(MaxNoShows, "/maxNoShows", faults),
        VisitRecordableBefore = VisitRecordableBefore.Build("/visitRecordableBefore", faults),
        TelehealthConsent = ContractsJson.TryParseWireName<TelehealthConsent>(TelehealthConsent, out var consent)
            ? consent : default,
        AdultFrom = TypedText.Number(AdultFrom, "/adultFrom", faults),
        EmergencyPhone = TypedText.Optional(EmergencyPhone), OnCall = OnCall.Build(faults),
    };

    private EligibilityInput BuildRules(FieldFaults faults) => new(
        TypedText.Number(MinAge, "/eligibility/minAge", faults),
        TypedText.Number(MaxAge, "/eligibility/maxAge", faults),
        TypedText.OrNull(TypedText.Codes(States)),
        VisitTypes.Count == 0 ? null : [.. Enum.GetValues<VisitType>().Where(t => VisitTypes.Contains(t.WireName()))],
        TypedText.OrNull(TypedText.Lines(ReasonCodes)), TypedText.OrNull(TypedText.Lines(ReasonWords)),
        Exclusions.Count == 0 ? null : [.. Exclusions.Select(e => e.Build())]);
}

/// <summary>A typed exclusion.</summary>
public sealed class ExclusionDraft
{
    public string Name { get; set; } = "";

    public string Codes { get; set; } = "";

    public string Words { get; set; } = "";

    public string RedirectTo { get; set; } = "";

    /// <summary><c>true</c>, <c>false</c>, or empty: an emergency exactly when there is a redirect.</summary>
    public string Emergency { get; set; } = "";

    public static ExclusionDraft Of(ExclusionInput saved) => new()
    {
        Name = saved.Name, Codes = TypedText.OfLines(saved.Codes), Words = TypedText.OfLines(saved.Words),
        RedirectTo = saved.RedirectTo ?? "",
        Emergency = saved.Emergency switch { true => "true", false => "false", null => "" },
    };

    public ExclusionInput Build() => new(Name.Trim(), TypedText.OrNull(TypedText.Lines(Codes)),
        TypedText.OrNull(TypedText.Lines(Words)), TypedText.Optional(RedirectTo),
        Emergency.Length == 0 ? null : Emergency == "true");
}

/// <summary>A typed turnaround target.</summary>
public sealed class TargetDraft
{
    /// <summary>Kebab-case clock.</summary>
    public string Clock { get; set; } = ClockKind.Review.WireName();

    /// <summary>Kebab-case priority; empty for all.</summary>
    public string Priority { get; set; } = "";

    public DurationDraft Within { get; init; } = new() { Unit = DurationDraft.Hours };

    /// <summary>Kebab-case.</summary>
    public string Counted { get; set; } = CountedIn.AroundTheClock.WireName();

    public static TargetDraft Of(TargetInput saved) => new()
    {
        Clock = saved.Clock.WireName(), Priority = saved.Priority?.WireName() ?? "",
        Within = DurationDraft.Of(TimeSpan.FromMinutes(saved.Minutes)), Counted = saved.Counted.WireName(),
    };

    public TargetInput Build(string pointer, FieldFaults faults) => new(
        ContractsJson.TryParseWireName<ClockKind>(Clock, out var clock) ? clock : ClockKind.Review,
        (int)Within.Build(pointer + "/minutes", faults).TotalMinutes,
        ContractsJson.TryParseWireName<Priority>(Priority, out var priority) ? priority : null,
        ContractsJson.TryParseWireName<CountedIn>(Counted, out var counted) ? counted : CountedIn.AroundTheClock);
}
