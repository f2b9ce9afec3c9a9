using System.Globalization;

namespace ReferralSilo.Contracts.Json;

/// <summary>Parses instants in bodies and queries. A text without <c>Z</c> or an offset is refused: the server's time
/// zone would decide, and that is not the zone of the sender, the patient or the clinician.</summary>
public static class Instants
{
    /// <summary>The error message for a text that is not an instant.</summary>
    public const string ErrorText =
        "Must be an instant with Z or an offset, such as 2031-03-03T09:00:00Z or 2031-03-03T02:00:00-07:00.";

    private const int DateLength = 10, SecondsLength = 19, MostFraction = 7;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>
    /// Parses <c>YYYY-MM-DDTHH:mm[:ss[.fraction]]</c> followed by <c>Z</c> or <c>±HH:mm</c>, as UTC. False for anything
    /// else, such as a bare date, and for an instant before the year 1 or after 9999. Digits beyond 100 ns are cut off.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset utc)
    {
        utc = default;
        if (text is null || text.Length <= DateLength || text[DateLength] != 'T') return false;
        var zone = text.AsSpan(DateLength).IndexOfAny('Z', '+', '-');
        if (zone < 0) return false;
        zone += DateLength;
        var clock = text.AsSpan(0, Math.Min(zone, SecondsLength + 1 + MostFraction));
        return IsDigits(text.AsSpan()[Math.Min(zone, SecondsLength + 1)..zone])
            && DateTimeOffset.TryParseExact($"{clock}{text.AsSpan(zone)}", Formats, CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal, out utc);
    }

    private static bool IsDigits(ReadOnlySpan<char> fraction) => fraction.ContainsAnyExceptInRange('0', '9') is false;
}
