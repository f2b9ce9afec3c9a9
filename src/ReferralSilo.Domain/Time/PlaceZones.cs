using System.Collections.Frozen;
using NodaTime.TimeZones;

namespace ReferralSilo.Domain.Time;

/// <summary>The zone of a place, for a civil day that came without one. A good guess, never a statement of the
/// patient.</summary>
public static class PlaceZones
{
    // Of a state in two zones the one where most of its people live.
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

    // Countries with one zone only: elsewhere the country does not say which day it is.
    private static readonly Lazy<FrozenDictionary<string, string>> Countries = new(() =>
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).GroupBy(location => location.CountryCode)
        .Where(country => country.Count() == 1)
            .ToFrozenDictionary(country => country.Key, country => country.Single().ZoneId));

    /// <summary>IANA id; null when country and state do not say it.</summary>
    /// <param name="country">ISO 3166-1 alpha-2, upper case.</param>
    /// <param name="state">Two letters, in the US.</param>
    public static string? Find(string? country, string? state) => country switch
    {
        null => null,
        "US" => state is null ? null : States.GetValueOrDefault(state),
        _ => Countries.Value.GetValueOrDefault(country),
    };
}
