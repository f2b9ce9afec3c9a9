using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Messages.Hours;

/// <summary>Finds the moment at which a message may leave: it must be permitted time in every zone in which the
/// recipient may be (decision 0107).</summary>
public static class QuietHours
{
    /// <summary>How far the search looks, days: the hours of zones repeat each day, but for a change of daylight-saving
    /// time.</summary>
    public const int SearchDays = 8;

    /// <summary>The first instant from <paramref name="at"/> on at which it is permitted time in every zone;
    /// <paramref name="at"/> itself when that is now. Null when the hours of the zones do not overlap within
    /// <see cref="SearchDays"/>: then no moment is right, and a person has to call.</summary>
    /// <param name="zones">At least one, see <see cref="CandidateZones"/>.</param>
    public static Instant? FirstPermitted(SendingHours hours, IReadOnlyCollection<DateTimeZone> zones, Instant at)
    {
        if (zones.Count == 0)
            throw new ArgumentException("At least one zone is required.", nameof(zones));
        var last = at + Duration.FromDays(SearchDays);
        for (var reached = at; reached <= last;)
        {
            // Each zone moves the moment to its own next permitted one; when no zone moves it, all permit it.
            var next = zones.Aggregate(reached, (moment, zone) => NextIn(hours, zone, moment));
            if (next == reached)
                return reached;
            reached = next;
        }
        return null;
    }

    /// <summary>Like <see cref="FirstPermitted(SendingHours, IReadOnlyCollection{DateTimeZone}, Instant)"/>, but it is
    /// still permitted time <paramref name="lasts"/> later: a message that may leave needs some time until it does.
    /// </summary>
    public static Instant? FirstPermitted(SendingHours hours, IReadOnlyCollection<DateTimeZone> zones, Instant at,
        Duration lasts)
    {
        var last = at + Duration.FromDays(SearchDays);
        for (var reached = at; reached <= last;)
        {
            if (FirstPermitted(hours, zones, reached) is not { } start) return null;
            if (IsPermitted(hours, zones, start + lasts)) return start;
            reached = start + lasts;
        }
        return null;
    }

    /// <summary>Whether it is permitted time in every zone.</summary>
    public static bool IsPermitted(SendingHours hours, IReadOnlyCollection<DateTimeZone> zones, Instant at) =>
        FirstPermitted(hours, zones, at) == at;

    /// <summary>The instant of a civil time some calendar days before a visit: "3 days before at 10:00". Not a count
    /// of hours: across a change of daylight-saving time the time of day stays.</summary>
    /// <param name="visit">Start of the visit.</param>
    /// <param name="zone">The recipient's zone, whose calendar counts.</param>
    /// <param name="days">Calendar days; 0 is the day of the visit.</param>
    /// <param name="time">Time of day.</param>
    public static Instant DaysBefore(Instant visit, DateTimeZone zone, int days, LocalTime time) =>
        CivilTime.At(CivilTime.DayOf(visit, zone).PlusDays(-days) + time, zone);

    private static Instant NextIn(SendingHours hours, DateTimeZone zone, Instant at)
    {
        // A day without the hours (they fall into a gap) is followed by one with them.
        for (var day = CivilTime.DayOf(at, zone); ; day = day.PlusDays(1))
            if (hours.On(day, zone) is { } open && at < open.End)
                return Instant.Max(at, open.Start);
    }
}
