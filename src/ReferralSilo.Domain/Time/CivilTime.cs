using NodaTime;
using NodaTime.TimeZones;

namespace ReferralSilo.Domain.Time;

/// <summary>Converts civil time (date, time of day, zone) to instants. No other code does this.</summary>
public static class CivilTime
{
    // Both resolvers keep the order of civil times: every time in a spring gap becomes the end of the gap; a time that
    // occurs twice in autumn becomes its first occurrence. So windows that touch in civil time also touch in real time,
    // no window ends before its start, and a window inside a gap is empty.
    private static readonly ZoneLocalMappingResolver OrderKeeping =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private static readonly DateTimeZone EastMost = DateTimeZone.ForOffset(Offset.FromHours(14));

    /// <summary>The instant of a civil time in a zone; never earlier than that of an earlier civil time.</summary>
    public static Instant At(LocalDateTime civil, DateTimeZone zone) =>
        zone.ResolveLocal(civil, OrderKeeping).ToInstant();

    /// <summary>The first instant of a civil day.</summary>
    public static Instant StartOf(LocalDate day, DateTimeZone zone) => zone.AtStartOfDay(day).ToInstant();

    /// <summary>The civil day of an instant.</summary>
    public static LocalDate DayOf(Instant at, DateTimeZone zone) => at.InZone(zone).Date;

    /// <summary>The latest civil day anywhere on Earth at an instant; a later date has not begun in any zone.</summary>
    public static LocalDate LatestDay(Instant at) => DayOf(at, EastMost);

    /// <summary>Completed years on a civil day; null when the person is not born yet. A person born on 29 February is a
    /// year older on 28 February. All ages are computed here; the caller chooses the day.</summary>
    public static int? AgeOn(LocalDate born, LocalDate day) =>
        born > day ? null
        : born.PlusYears(day.Year - born.Year) > day ? day.Year - born.Year - 1 : day.Year - born.Year;

    /// <summary>The zone with an IANA id; null when the zone database does not contain it.</summary>
    public static DateTimeZone? FindZone(string? id) =>
        string.IsNullOrEmpty(id) ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Whether two half-open intervals overlap.</summary>
    public static bool Overlap(Instant start, Instant end, Instant otherStart, Instant otherEnd) =>
        start < otherEnd && otherStart < end;
}
