using System.Globalization;
using NodaTime;

namespace ReferralSilo.Console.Words;

/// <summary>
/// Converts moments to an IANA time zone. Uses NodaTime's time zone database, like the
/// rest of the product. An unknown zone falls back to UTC, which then is its name.
/// </summary>
public sealed class Zone
{
    private readonly DateTimeZone _zone;

    private Zone(string name, DateTimeZone zone) => (Name, _zone) = (name, zone);

    public static Zone Utc { get; } = new("UTC", DateTimeZone.Utc);

    /// <summary>IANA name, e.g. <c>America/Denver</c>.</summary>
    public string Name { get; }

    public static Zone Find(string? iana) => Find(iana, Utc);

    /// <summary>The zone, or another one when it is unknown.</summary>
    public static Zone Find(string? iana, Zone otherwise) =>
        iana is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(iana) is { } zone ? new(iana, zone) : otherwise;

    /// <summary>The instant of a civil time. A time that the clock skips is after the jump; of one that it repeats, the
    /// first counts.</summary>
    public DateTimeOffset At(DateTime local) =>
        _zone.AtLeniently(LocalDateTime.FromDateTime(local)).ToInstant().ToDateTimeOffset();

    public DateTimeOffset Local(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(_zone).ToDateTimeOffset();

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>The instant of a civil time; a time that a clock change skips counts as the first one after
    /// it.</summary>
    /// <param name="minute">Minutes since midnight.</param>
    public DateTimeOffset At(DateOnly day, int minute) =>
        _zone.AtLeniently(LocalDate.FromDateOnly(day).AtMidnight().PlusMinutes(minute)).ToDateTimeOffset();

    /// <summary>Minutes since midnight, in civil time.</summary>
    public int MinuteOfDay(DateTimeOffset at) => (int)Local(at).TimeOfDay.TotalMinutes;

    public string Clock(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>For example <c>6 Mar 16:00</c>.</summary>
    public string DateAndClock(DateTimeOffset at) => Local(at).ToString("d MMM HH:mm", CultureInfo.InvariantCulture);

    public string DayAndClock(DateTimeOffset at) => Local(at).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>For a tooltip: <c>Thu 6 Mar 2031 16:00:00, Mountain time, UTC−07:00</c>.</summary>
    public string Exactly(DateTimeOffset at) =>
        $"{Local(at).ToString("ddd d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)}, {Stated(at)}";

    /// <summary>
    /// For example <c>Mountain time, UTC−07:00</c>. Zone abbreviations are ambiguous, so they are not used.
    /// </summary>
    public string Stated(DateTimeOffset at)
    {
        var offset = Local(at).Offset;
        return offset == TimeSpan.Zero && Name == "UTC" ? "UTC"
            : $"{PlaceNames.Zone(Name)}, UTC{(offset < TimeSpan.Zero ? '−' : '+')}{offset.Duration():hh\\:mm}";
    }
}
