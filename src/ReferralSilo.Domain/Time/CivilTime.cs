using NodaTime;
using NodaTime.TimeZones;

namespace ReferralSilo.Domain.Time;

/// <summary>The one place where civil time (date, time of day, zone) becomes a moment.</summary>
public static class CivilTime
{
    // Both choices keep the order of civil times: a time in a spring gap becomes the moment the gap ends (all of
    // them the same one), a time that occurs twice in autumn becomes its first occurrence. So windows that touch in
    // civil time touch in real time, none turns inside out, and one that lies in a gap is empty.
    private static readonly ZoneLocalMappingResolver OrderKeeping =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private static readonly DateTimeZone EastMost = DateTimeZone.ForOffset(Offset.FromHours(14));

    /// <summary>The moment of a civil time in a zone; never earlier than that of an earlier civil time.</summary>
    public static Instant At(LocalDateTime civil, DateTimeZone zone) =>
        zone.ResolveLocal(civil, OrderKeeping).ToInstant();

    /// <summary>The first moment of a civil day.</summary>
    public static Instant StartOf(LocalDate day, DateTimeZone zone) => zone.AtStartOfDay(day).ToInstant();

    /// <summary>The civil day of a moment.</summary>
    public static LocalDate DayOf(Instant at, DateTimeZone zone) => at.InZone(zone).Date;

    /// <summary>The latest civil day that it is anywhere at a moment: a date after it has not begun for
    /// anybody.</summary>
    public static LocalDate LatestDay(Instant at) => DayOf(at, EastMost);

    /// <summary>
    /// Completed years on a civil day; null when the person is not born by then. Born on 29 February: a year older on
    /// 28 February. The one way in which an age is worked out: which day counts is for the caller to say.
    /// </summary>
    public static int? AgeOn(LocalDate born, LocalDate day) =>
        born <= day ? Period.Between(born, day, PeriodUnits.Years).Years : null;

    /// <summary>The zone of an IANA id; null when the zone database does not know it.</summary>
    public static DateTimeZone? FindZone(string? id) =>
        string.IsNullOrEmpty(id) ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Whether two half-open intervals share a moment.</summary>
    public static bool Overlap(Instant start, Instant end, Instant otherStart, Instant otherEnd) =>
        start < otherEnd && otherStart < end;
}
