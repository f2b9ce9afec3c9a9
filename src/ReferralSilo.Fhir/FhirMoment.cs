using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Fhir;

/// <summary>The first and the last moment of a FHIR dateTime. A time needs its offset; seconds may be
/// missing.</summary>
public static class FhirMoment
{
    private static readonly OffsetDateTimePattern WithoutSeconds =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<Z+HH:mm>");

    /// <summary>The last second of the dateTime; null for text that is not a FHIR dateTime, or a time without
    /// offset.</summary>
    /// <param name="text">The dateTime as received.</param>
    /// <param name="timeZone">IANA id of the zone of a civil day, month or year; UTC when null or unknown.</param>
    public static DateTimeOffset? End(string text, string? timeZone) =>
        text.Contains('T', StringComparison.Ordinal) ? Time(text)
        : Days(text) is var (_, next)
            ? InRange(Zone(timeZone).AtStartOfDay(next).ToInstant() - NodaTime.Duration.FromSeconds(1)) : null;

    /// <summary>The first moment of the dateTime; otherwise as <see cref="End"/>.</summary>
    public static DateTimeOffset? Start(string text, string? timeZone) =>
        text.Contains('T', StringComparison.Ordinal) ? Time(text)
        : Days(text) is var (first, _) ? InRange(Zone(timeZone).AtStartOfDay(first).ToInstant()) : null;

    /// <summary>Whether the text is a civil day, month or year, whose moment depends on the zone.</summary>
    public static bool IsCivil(string text) => Days(text) is not null;

    private static DateTimeZone Zone(string? id) => CivilTime.FindZone(id) ?? DateTimeZone.Utc;

    private static DateTimeOffset? Time(string text) =>
        (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } whole ? whole : WithoutSeconds.Parse(text))
            .TryGetValue(default, out var moment) && moment.Year is > 0 and <= 9999 ? InRange(moment.ToInstant())
                : null;

    private static (LocalDate First, LocalDate Next)? Days(string text)
    {
        var parts = text.Split('-');
        if (parts.Length is < 1 or > 3 || parts.Any(part => !part.All(char.IsAsciiDigit)) || parts[0].Length != 4)
            return null;
        var year = int.Parse(parts[0], CultureInfo.InvariantCulture);
        if (year is < 1 or > 9998) return null;
        if (parts.Length == 1) return (new LocalDate(year, 1, 1), new LocalDate(year + 1, 1, 1));
        if (!YearMonthPattern.Iso.Parse($"{parts[0]}-{parts[1]}").TryGetValue(default, out var month)) return null;
        if (parts.Length == 2) return (month.OnDayOfMonth(1), month.OnDayOfMonth(1).PlusMonths(1));
        return LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) ? (day, day.PlusDays(1)) : null;
    }

    private static DateTimeOffset? InRange(Instant instant) =>
        instant >= Instant.FromUtc(1, 1, 2, 0, 0) && instant < Instant.FromUtc(9999, 12, 31, 0, 0)
            ? instant.ToDateTimeOffset() : null;
}
