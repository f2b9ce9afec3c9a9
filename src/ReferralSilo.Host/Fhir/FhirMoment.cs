using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ReferralSilo.Host.Fhir;

/// <summary>FHIR dateTime to the last moment it covers: a day, month or year ends with its last second.</summary>
public static class FhirMoment
{
    /// <summary>Null for what is no FHIR dateTime. Dates are read in <paramref name="timeZone"/>, UTC when it is unknown.</summary>
    public static DateTimeOffset? End(string text, string? timeZone)
    {
        if (text.Contains('T', StringComparison.Ordinal))
            return OffsetDateTimePattern.ExtendedIso.Parse(text).TryGetValue(default, out var moment) && moment.Year is > 0 and <= 9999
                ? InRange(moment.ToInstant())
                : null;
        if (NextDay(text) is not { } next) return null;
        var zone = (timeZone is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone)) ?? DateTimeZone.Utc;
        return InRange(zone.AtStartOfDay(next).ToInstant() - NodaTime.Duration.FromSeconds(1));
    }

    private static LocalDate? NextDay(string text)
    {
        var parts = text.Split('-');
        if (parts.Length is < 1 or > 3 || parts.Any(part => !part.All(char.IsAsciiDigit)) || parts[0].Length != 4) return null;
        var year = int.Parse(parts[0], CultureInfo.InvariantCulture);
        if (year is < 1 or > 9998) return null;
        if (parts.Length == 1) return new LocalDate(year + 1, 1, 1);
        if (!YearMonthPattern.Iso.Parse($"{parts[0]}-{parts[1]}").TryGetValue(default, out var month)) return null;
        if (parts.Length == 2) return month.OnDayOfMonth(1).PlusMonths(1);
        return LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) ? day.PlusDays(1) : null;
    }

    private static DateTimeOffset? InRange(Instant instant) =>
        instant >= Instant.FromUtc(1, 1, 2, 0, 0) && instant < Instant.FromUtc(9999, 12, 31, 0, 0) ? instant.ToDateTimeOffset() : null;
}
