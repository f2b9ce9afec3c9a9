using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Weekly working hours in civil time of the service line's zone; no windows means around the clock.</summary>
public sealed record BusinessHours(IReadOnlyList<WeeklyWindow> Windows)
{
    /// <summary>Maximum number of civil days in which a deadline in business hours is searched. When the hours are too
    /// short for a target, the deadline is the end of this span, so that every clock has an end.</summary>
    public const int MostDays = 3660;

    /// <summary>Every minute counts.</summary>
    public static BusinessHours AroundTheClock { get; } = new([]);

    /// <summary>
    /// The instant at which <paramref name="span"/> of business time has passed since <paramref name="from"/>. Counts
    /// real minutes, so a day with a daylight-saving change has its real length. When the time ends exactly with a
    /// window, the result is the end of that window. A later <paramref name="from"/> never gives an earlier result.
    /// </summary>
    public Instant After(Instant from, Duration span, DateTimeZone zone)
    {
        if (Windows.Count == 0)
            return from + span;

        var first = CivilTime.DayOf(from, zone);
        var left = span;
        for (var day = 0; day < MostDays; day++)
        {
            foreach (var open in OpenOn(first.PlusDays(day), zone))
            {
                var start = Instant.Max(open.Start, from);
                if (start >= open.End)
                    continue;
                if (left <= open.End - start)
                    return start + left;
                left -= open.End - start;
            }
        }
        return CivilTime.StartOf(first.PlusDays(MostDays), zone);
    }

    /// <summary>Whether an instant is in business hours.</summary>
    public bool IsOpen(Instant at, DateTimeZone zone) =>
        Windows.Count == 0 || OpenOn(CivilTime.DayOf(at, zone), zone).Any(o => o.Contains(at));

    // Windows may overlap; each minute must count once.
    private List<Interval> OpenOn(LocalDate day, DateTimeZone zone)
    {
        var merged = new List<Interval>();
        foreach (var next in Windows.Select(w => w.On(day, zone)).OfType<Interval>().OrderBy(i => i.Start))
        {
            if (merged.Count > 0 && next.Start <= merged[^1].End)
                merged[^1] = new Interval(merged[^1].Start, Instant.Max(merged[^1].End, next.End));
            else
                merged.Add(next);
        }
        return merged;
    }
}
