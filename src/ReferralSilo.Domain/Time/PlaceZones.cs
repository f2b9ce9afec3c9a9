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

    // Only countries with one zone; for the others the country does not determine the day.
    private static readonly Lazy<FrozenDictionary<string, string>> Countries = new(() =>
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).GroupBy(location => location.CountryCode)
        .Where(country => country.Count() == 1)
            .ToFrozenDictionary(country => country.Key, country => country.Single().ZoneId));

    /// <summary>The IANA id; null when country and state do not determine it.</summary>
    /// <param name="country">ISO 3166-1 alpha-2, upper case.</param>
    /// <param name="state">Two letters, in the US.</param>
    public static string? Find(string? country, string? state) => country switch
    {
        null => null,
        "US" => state is null ? null : States.GetValueOrDefault(state),
        _ => Countries.Value.GetValueOrDefault(country),
    };
}
