using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Settings.Clinicians;

/// <summary>The typed profile of a clinician.</summary>
public sealed class ClinicianDraft
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public string TimeZone { get; set; } = "";

    public SortedSet<string> ServiceLines { get; init; } = [];

    public string LicensedStates { get; set; } = "";

    public string Languages { get; set; } = "";

    public string Interpreters { get; set; } = "";

    public List<VisitDraft> VisitTypes { get; init; } = [];

    public string BufferMinutes { get; set; } = "0";

    public string MinAge { get; set; } = "";

    public string MaxAge { get; set; } = "";

    public string DailyLimit { get; set; } = "";

    /// <summary>The draft of a saved clinician; of a new one for null.</summary>
    public static ClinicianDraft Of(ClinicianView? saved) => saved is null
        ? new ClinicianDraft { Languages = Named("en"), VisitTypes = { new VisitDraft(), VisitDraft.Phone() } }
        : new ClinicianDraft
        {
            Id = saved.Id, Name = saved.Name, TimeZone = saved.TimeZone, ServiceLines = [.. saved.ServiceLines],
            LicensedStates = TypedText.OfEntries(saved.LicensedStates),
            Languages = TypedText.OfEntries(saved.Languages.Select(Named)),
            Interpreters = TypedText.OfEntries(saved.Interpreters.Select(Named)),
            VisitTypes = [.. saved.VisitTypes.Select(v => new VisitDraft
                { VisitType = v.VisitType.WireName(), Minutes = TypedText.Of(v.Minutes) })],
            BufferMinutes = TypedText.Of(saved.BufferMinutes), MinAge = TypedText.Of(saved.MinAge),
            MaxAge = TypedText.Of(saved.MaxAge), DailyLimit = TypedText.Of(saved.DailyLimit),
        };

    /// <summary>The profile for the API.</summary>
    public ClinicianInput Build(FieldFaults faults) => new(Name.Trim(), TimeZone.Trim(), [.. ServiceLines],
        TypedText.Codes(LicensedStates), TypedText.Entries(Languages),
        [.. VisitTypes.Select((v, i) => v.Build(FieldFaults.Element("/visitTypes", i), faults))],
        TypedText.Number(BufferMinutes, "/bufferMinutes", faults) ?? 0,
        TypedText.Number(MinAge, "/minAge", faults), TypedText.Number(MaxAge, "/maxAge", faults),
        TypedText.Number(DailyLimit, "/dailyLimit", faults), TypedText.Entries(Interpreters));

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

    public static VisitDraft Phone() => new() { VisitType = Contracts.VisitType.Phone.WireName() };

    public VisitLength Build(string pointer, FieldFaults faults) => new(
        ContractsJson.TryParseWireName<VisitType>(VisitType, out var type) ? type : Contracts.VisitType.Video,
        TypedText.Required(Minutes, pointer + "/minutes", faults));
}
