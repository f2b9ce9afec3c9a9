using NodaTime;

namespace ReferralSilo.Domain.Time;

/// <summary>Days of the week as a set.</summary>
[Flags]
public enum Weekdays
{
    /// <summary>No day.</summary>
    None = 0,
    /// <summary>Monday.</summary>
    Mon = 1,
    /// <summary>Tuesday.</summary>
    Tue = 2,
    /// <summary>Wednesday.</summary>
    Wed = 4,
    /// <summary>Thursday.</summary>
    Thu = 8,
    /// <summary>Friday.</summary>
    Fri = 16,
    /// <summary>Saturday.</summary>
    Sat = 32,
    /// <summary>Sunday.</summary>
    Sun = 64,
}

/// <summary>Civil hours on some days of the week, half-open, in a zone that its owner knows.</summary>
/// <param name="Days">On which days.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; midnight means the end of the day. Never crosses midnight.</param>
public readonly record struct WeeklyWindow(Weekdays Days, LocalTime From, LocalTime To)
{
    /// <summary>Whether the window exists on that day of the week.</summary>
    public bool IsOn(LocalDate day) => (Days & (Weekdays)(1 << ((int)day.DayOfWeek - 1))) != 0;

    /// <summary>The window on one day as moments; null when it is not on that day or a daylight-saving gap swallows
    /// it.</summary>
    public Interval? On(LocalDate day, DateTimeZone zone)
    {
        if (!IsOn(day))
            return null;
        var start = CivilTime.At(day + From, zone);
        var end = CivilTime.At(To == LocalTime.Midnight ? day.PlusDays(1).AtMidnight() : day + To, zone);
        return start < end ? new Interval(start, end) : null;
    }

    /// <summary>
    /// Whether the half-open interval lies within the windows together, read in the zone's civil time: those that touch
    /// or overlap are one, so that Monday 22:30–24:00 and Tuesday 00:00–01:30 cover a visit across midnight.
    /// </summary>
    public static bool Cover(IReadOnlyList<WeeklyWindow> windows, Instant start, Instant end, DateTimeZone zone)
    {
        for (var reached = start; reached < end;)
        {
            var (day, furthest) = (CivilTime.DayOf(reached, zone), reached);
            foreach (var window in windows)
                if (window.On(day, zone) is { } open && open.Start <= reached && open.End > furthest)
                    furthest = open.End;
            if (furthest == reached)
                return false;
            reached = furthest;
        }
        return true;
    }
}
