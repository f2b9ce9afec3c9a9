using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Settings.Clinicians;

/// <summary>The typed profile of a clinician.</summary>
public sealed class ClinicianDraft
{
    public const string NotStated = "not-stated", OnlyThese = "only-these";

    public static IReadOnlyList<(string Value, string Text)> AccessNeedsLimits { get; } =
        [(NotStated, "Not stated: all patients"), (OnlyThese, "Only patients with these needs, or none")];

    private const int MostDays = 1_000_000;

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public string TimeZone { get; set; } = "";

    public SortedSet<string> ServiceLines { get; init; } = [];

    public string LicensedStates { get; set; } = "";

    public string Languages { get; set; } = "";

    public string Interpreters { get; set; } = "";

    /// <summary>Whether access needs limit who is booked: <see cref="NotStated"/> or <see cref="OnlyThese"/>.</summary>
    public string AccessNeedsLimit { get; set; } = NotStated;

    /// <summary>Codes.</summary>
    public SortedSet<string> MeetsAccessNeeds { get; init; } = [];

    /// <summary>Address of the video room.</summary>
    public string JoinVideo { get; set; } = "";

    /// <summary>Kebab-case; empty for nothing.</summary>
    public string JoinPhone { get; set; } = "";

    public List<VisitDraft> VisitTypes { get; init; } = [];

    public string BufferMinutes { get; set; } = "0";

    public string MinAge { get; set; } = "";

    public string MaxAge { get; set; } = "";

    public string DailyLimit { get; set; } = "";

    public string WeeklyLimit { get; set; } = "";

    /// <summary>Minutes.</summary>
    public string Notice { get; set; } = "";

    /// <summary>Days.</summary>
    public string Horizon { get; set; } = "";

    /// <summary>Licences with a first or last day; <see cref="LicensedStates"/> has the others.</summary>
    public List<LicenceDraft> Licences { get; init; } = [];

    /// <summary>The draft of a saved clinician; of a new one for null.</summary>
    public static ClinicianDraft Of(ClinicianView? saved) => saved is null
        ? new ClinicianDraft { Languages = Named("en"), VisitTypes = { new VisitDraft(), VisitDraft.Phone() } }
        : new ClinicianDraft
        {
            Id = saved.Id, Name = saved.Name, TimeZone = saved.TimeZone, ServiceLines = [.. saved.ServiceLines],
            LicensedStates = TypedText.OfEntries(saved.Licences?.Where(l => !LicenceDraft.HasDates(l))
                .Select(l => l.State) ?? saved.LicensedStates),
            Licences = [.. (saved.Licences ?? []).Where(LicenceDraft.HasDates).Select(LicenceDraft.Of)],
            Notice = TypedText.Of((int?)saved.Notice?.TotalMinutes),
            Horizon = TypedText.Of((int?)saved.Horizon?.TotalDays), WeeklyLimit = TypedText.Of(saved.WeeklyLimit),
            Languages = TypedText.OfEntries(saved.Languages.Select(Named)),
            Interpreters = TypedText.OfEntries(saved.Interpreters.Select(Named)),
            AccessNeedsLimit = saved.MeetsAccessNeeds is null ? NotStated : OnlyThese,
            MeetsAccessNeeds = [.. saved.MeetsAccessNeeds ?? []],
            JoinVideo = saved.Join?.Video ?? "", JoinPhone = saved.Join?.Phone?.WireName() ?? "",
            VisitTypes = [.. saved.VisitTypes.Select(VisitDraft.Of)],
            BufferMinutes = TypedText.Of(saved.BufferMinutes), MinAge = TypedText.Of(saved.MinAge),
            MaxAge = TypedText.Of(saved.MaxAge), DailyLimit = TypedText.Of(saved.DailyLimit),
        };

    /// <summary>The profile for the API.</summary>
    public ClinicianInput Build(FieldFaults faults) => new(Name.Trim(), TimeZone.Trim(), [.. ServiceLines],
        Licences.Count == 0 ? TypedText.Codes(LicensedStates) : [], TypedText.Entries(Languages),
        [.. VisitTypes.Select((v, i) => v.Build(FieldFaults.Element("/visitTypes", i), faults))],
        TypedText.Number(BufferMinutes, "/bufferMinutes", faults) ?? 0,
        TypedText.Number(MinAge, "/minAge", faults), TypedText.Number(MaxAge, "/maxAge", faults),
        TypedText.Number(DailyLimit, "/dailyLimit", faults), TypedText.Entries(Interpreters))
    {
        Licences = AllLicences(faults),
        Notice = TypedText.Number(Notice, "/notice", faults) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        // A TimeSpan does not hold every number of days; the API refuses what is clamped.
        Horizon = TypedText.Number(Horizon, "/horizon", faults) is { } days
            ? TimeSpan.FromDays(Math.Clamp(days, -1, MostDays)) : null,
        WeeklyLimit = TypedText.Number(WeeklyLimit, "/weeklyLimit", faults),
        Join = TypedText.Optional(JoinVideo) is null && JoinPhone.Length == 0 ? null
            : new JoinDetails(TypedText.Optional(JoinVideo),
                ContractsJson.TryParseWireName<JoinByPhone>(JoinPhone, out var caller) ? caller : null),
        MeetsAccessNeeds = AccessNeedsLimit == OnlyThese ? [.. MeetsAccessNeeds] : null,
    };

    /// <summary>The dated licences first, so that a message of the API is about the line that was typed; null when
    /// there is none.</summary>
    private IReadOnlyList<LicenceDates>? AllLicences(FieldFaults faults)
    {
        if (Licences.Count == 0) return null;
        var always = TypedText.Codes(LicensedStates);
        foreach (var (i, licence) in Licences.Index())
            if (always.Contains(licence.Code))
                faults.Add(FieldFaults.Element("/licences", i) + "/state",
                    "This state is also listed without dates. Remove it there.");
        return [.. Licences.Select(l => l.Build()), .. always.Select(s => new LicenceDates(s))];
    }

    /// <summary>The name of a language where it leads back to the same tag; otherwise the tag.</summary>
    private static string Named(string tag) =>
        Contracts.Languages.Name(tag) is var name && Contracts.Languages.Canonical(name) == tag ? name : tag;
}

/// <summary>A typed visit type and its length.</summary>
public sealed class VisitDraft
{
    /// <summary>Kebab-case.</summary>
    public string VisitType { get; set; } = Contracts.VisitType.Video.WireName();

    public string Minutes { get; set; } = "30";

    /// <summary>Minutes; empty for none.</summary>
    public string BufferBefore { get; set; } = "";

    /// <summary>Minutes; empty for those of the clinician.</summary>
    public string BufferAfter { get; set; } = "";

    public static VisitDraft Of(VisitLength saved) => new()
    {
        VisitType = saved.VisitType.WireName(), Minutes = TypedText.Of(saved.Minutes),
        BufferBefore = TypedText.Of((int?)saved.BufferBefore?.TotalMinutes),
        BufferAfter = TypedText.Of((int?)saved.BufferAfter?.TotalMinutes),
    };

    public static VisitDraft Phone() => new() { VisitType = Contracts.VisitType.Phone.WireName() };

    public VisitLength Build(string pointer, FieldFaults faults) => new(
        ContractsJson.TryParseWireName<VisitType>(VisitType, out var type) ? type : Contracts.VisitType.Video,
        TypedText.Required(Minutes, pointer + "/minutes", faults))
    {
        BufferBefore = Buffer(BufferBefore, pointer + "/bufferBefore", faults),
        BufferAfter = Buffer(BufferAfter, pointer + "/bufferAfter", faults),
    };

    private static TimeSpan? Buffer(string text, string pointer, FieldFaults faults) =>
        TypedText.Number(text, pointer, faults) is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
}

/// <summary>A typed licence with dates.</summary>
public sealed class LicenceDraft
{
    public string State { get; set; } = "";

    /// <summary>First civil day; empty for no limit.</summary>
    public string From { get; set; } = "";

    /// <summary>Civil day after the last one; empty for no limit.</summary>
    public string To { get; set; } = "";

    public string Code => State.Trim().ToUpperInvariant();

    public static bool HasDates(LicenceDates saved) => saved.From is not null || saved.To is not null;

    public static LicenceDraft Of(LicenceDates saved) =>
        new() { State = saved.State, From = saved.From ?? "", To = saved.To ?? "" };

    public LicenceDates Build() => new(Code, TypedText.Optional(From), TypedText.Optional(To));
}
