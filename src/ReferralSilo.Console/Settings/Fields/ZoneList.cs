using NodaTime.TimeZones;
using ReferralSilo.Console.Words;

namespace ReferralSilo.Console.Settings.Fields;

/// <summary>The time zones that a form proposes: those of places, the ones of the United States first.</summary>
public static class ZoneList
{
    /// <summary>IANA name and display text.</summary>
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        .. (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).Select(l => (l.ZoneId, Country: l.CountryName))
            .Append((ZoneId: "UTC", Country: "")).DistinctBy(l => l.ZoneId)
            .OrderBy(l => l.Country == UnitedStates ? 0 : 1).ThenBy(l => l.ZoneId, StringComparer.Ordinal)
            .Select(l => (l.ZoneId, l.Country.Length == 0 ? PlaceNames.Zone(l.ZoneId)
                : $"{PlaceNames.Zone(l.ZoneId)}, {l.Country}")),
    ];

    private const string UnitedStates = "United States";

    /// <summary>The zone that a person means: its name in any case, or a city or display name that only one zone has.
    /// Null when there is none or several.</summary>
    public static string? Find(string typed)
    {
        var text = typed.Trim().Replace(' ', '_');
        if (text.Length == 0) return null;
        if (All.FirstOrDefault(z => Same(z.Name, text)) is { Name: { } named }) return named;
        var display = typed.Trim();
        var found = All.Where(z => Same(z.Name[(z.Name.LastIndexOf('/') + 1)..], text)
            || Same(PlaceNames.Zone(z.Name), display) || Same(PlaceNames.Zone(z.Name), display + " time")).ToList();
        return found is [var only] ? only.Name : null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
