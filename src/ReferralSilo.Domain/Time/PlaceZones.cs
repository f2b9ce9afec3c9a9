using System.Collections.Frozen;
using NodaTime.TimeZones;

namespace ReferralSilo.Domain.Time;

/// <summary>Guesses the time zone of a place, for a civil day without a zone. The patient did not state it.</summary>
public static class PlaceZones
{
    // For a state with two zones: the zone of most of its people.
    private static readonly FrozenDictionary<string, string> States = """
        America/New_York CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV
        America/Chicago AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI
        America/Denver CO MT NM UT WY
        America/Boise ID
        America/Phoenix AZ
        America/Los_Angeles CA NV OR WA
        America/Anchorage AK
        Pacific/Honolulu HI
        America/Puerto_Rico PR VI
        Pacific/Guam GU MP
        Pacific/Pago_Pago AS
        """.Split('\n').Select(line => line.Trim().Split(' '))
        .SelectMany(line => line[1..], (line, state) => KeyValuePair.Create(state, line[0])).ToFrozenDictionary();

    // The second zone of a state (49 CFR part 71; for Arizona the Navajo Nation).
    private static readonly FrozenDictionary<string, string> SecondZones = """
        America/New_York TN
        America/Chicago FL IN KY MI
        America/Denver AZ KS ND NE NV OR SD TX
        America/Los_Angeles ID
        America/Adak AK
        """.Split('\n').Select(line => line.Trim().Split(' '))
        .SelectMany(line => line[1..], (line, state) => KeyValuePair.Create(state, line[0])).ToFrozenDictionary();

    private static readonly Lazy<FrozenDictionary<string, string[]>> Countries = new(() =>
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).GroupBy(location => location.CountryCode)
            .ToFrozenDictionary(country => country.Key, country => country.Select(l => l.ZoneId).ToArray()));

    /// <summary>The IANA ids of all zones of the United States with its territories.</summary>
    public static IReadOnlyList<string> UnitedStates { get; } =
        [.. States.Values.Concat(SecondZones.Values).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The IANA id; null when country and state do not determine it.</summary>
    /// <param name="country">ISO 3166-1 alpha-2, upper case.</param>
    /// <param name="state">Two letters, in the US.</param>
    public static string? Find(string? country, string? state) => country switch
    {
        null => null,
        "US" => state is null ? null : States.GetValueOrDefault(state),
        // A country with several zones does not determine the day.
        _ => Countries.Value.GetValueOrDefault(country) is [var only] ? only : null,
    };

    /// <summary>The IANA ids of all zones of a place: both of a state in two zones, all of another country; empty for
    /// the US without a state, which says nothing about the zone.</summary>
    /// <param name="country">ISO 3166-1 alpha-2, upper case.</param>
    /// <param name="state">Two letters, in the US.</param>
    public static IReadOnlyList<string> All(string? country, string? state)
    {
        if (country is null)
            return [];
        if (country != "US")
            return Countries.Value.GetValueOrDefault(country) ?? [];
        if (state is null || !States.TryGetValue(state, out var first))
            return [];
        return SecondZones.TryGetValue(state, out var second) ? [first, second] : [first];
    }
}
