using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Settings.Clinicians;

/// <summary>The typed weekly availability of a clinician.</summary>
public sealed class AvailabilityDraft
{
    /// <summary>Zone of the windows, which the profile sets: in another zone the same hours are other times.</summary>
    public string TimeZone { get; init; } = "";

    public List<AvailabilityWindowDraft> Windows { get; init; } = [];

    /// <summary>The draft of a saved clinician.</summary>
    public static AvailabilityDraft Of(ClinicianView? saved) => new()
    {
        TimeZone = saved?.TimeZone ?? "",
        Windows = [.. (saved?.Availability ?? []).Select(AvailabilityWindowDraft.Of)],
    };

    public AvailabilityInput Build() => new([.. Windows.Select(w => w.Build())]);
}

/// <summary>A typed weekly window of availability.</summary>
public sealed class AvailabilityWindowDraft : WindowDraft
{
    /// <summary>First civil date; empty for no limit.</summary>
    public string ValidFrom { get; set; } = "";

    /// <summary>Civil date after the last one; empty for no limit.</summary>
    public string ValidTo { get; set; } = "";

    /// <summary>Kebab-case; empty for all of the clinician.</summary>
    public SortedSet<string> VisitTypes { get; init; } = [];

    /// <summary>Monday to Friday, 9 to 17.</summary>
    public static new AvailabilityWindowDraft Usual() => Fill(new AvailabilityWindowDraft());

    public static AvailabilityWindowDraft Of(AvailabilityWindow saved) => new()
    {
        Days = [.. saved.Days], From = saved.From, To = saved.To, ValidFrom = saved.ValidFrom ?? "",
        ValidTo = saved.ValidTo ?? "", VisitTypes = [.. (saved.VisitTypes ?? []).Select(t => t.WireName())],
    };

    public AvailabilityWindow Build() => new(DayList(), FromTime(), ToTime(), TypedText.Optional(ValidFrom),
        TypedText.Optional(ValidTo), VisitTypes.Count == 0 ? null
            : [.. Enum.GetValues<VisitType>().Where(t => VisitTypes.Contains(t.WireName()))]);
}
