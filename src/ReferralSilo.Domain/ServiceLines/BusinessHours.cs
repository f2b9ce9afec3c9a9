using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Weekly hours in which work is done, civil time of the service line's zone; no windows means around the
/// clock.</summary>
public sealed record BusinessHours(IReadOnlyList<WeeklyWindow> Windows)
{
    /// <summary>
    /// Furthest a deadline counted in business hours is looked for, civil days. Hours so short that a target needs
    /// longer give the end of this span, so that every clock has an end.
    /// </summary>
    public const int MostDays = 3660;

    /// <summary>Every minute counts.</summary>
    public static BusinessHours AroundTheClock { get; } = new([]);

    /// <summary>
    /// The moment at which <paramref name="span"/> of business time has passed since <paramref name="from"/>. Real
    /// minutes are counted, so a day with a daylight-saving change counts what it really has. Used-up exactly at the
    /// end of a window, the answer is that end. Rises with <paramref name="from"/>.
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

    /// <summary>Whether a moment lies in business hours.</summary>
    public bool IsOpen(Instant at, DateTimeZone zone) =>
        Windows.Count == 0 || OpenOn(CivilTime.DayOf(at, zone), zone).Any(o => o.Contains(at));

    // Windows may overlap; a minute must count once.
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
