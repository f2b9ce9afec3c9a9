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

    /// <summary>The moment of a civil time in a zone; never earlier than that of an earlier civil time.</summary>
    public static Instant At(LocalDateTime civil, DateTimeZone zone) => zone.ResolveLocal(civil, OrderKeeping).ToInstant();

    /// <summary>The first moment of a civil day.</summary>
    public static Instant StartOf(LocalDate day, DateTimeZone zone) => zone.AtStartOfDay(day).ToInstant();

    /// <summary>The civil day of a moment.</summary>
    public static LocalDate DayOf(Instant at, DateTimeZone zone) => at.InZone(zone).Date;

    /// <summary>The zone of an IANA id; null when the zone database does not know it.</summary>
    public static DateTimeZone? FindZone(string? id) =>
        string.IsNullOrEmpty(id) ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Whether two half-open intervals share a moment.</summary>
    public static bool Overlap(Instant start, Instant end, Instant otherStart, Instant otherEnd) =>
        start < otherEnd && otherStart < end;
}
