using NodaTime;

namespace ReferralSilo.Domain.Time;

/// <summary>A set of weekdays.</summary>
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

/// <summary>Civil hours on some weekdays, half-open, in the zone of the owner.</summary>
/// <param name="Days">Weekdays of the window.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; midnight means the end of the day. Never crosses midnight.</param>
public readonly record struct WeeklyWindow(Weekdays Days, LocalTime From, LocalTime To)
{
    /// <summary>Whether the window exists on that day of the week.</summary>
    public bool IsOn(LocalDate day) => (Days & (Weekdays)(1 << ((int)day.DayOfWeek - 1))) != 0;

    /// <summary>The window on one day as instants; null on other days and inside a daylight-saving gap.</summary>
    public Interval? On(LocalDate day, DateTimeZone zone)
    {
        if (!IsOn(day))
            return null;
        var start = CivilTime.At(day + From, zone);
        var end = CivilTime.At(To == LocalTime.Midnight ? day.PlusDays(1).AtMidnight() : day + To, zone);
        return start < end ? new Interval(start, end) : null;
    }

    /// <summary>Whether the windows together cover the half-open interval, in the zone's civil time. Windows that touch
    /// or overlap count as one: Monday 22:30–24:00 and Tuesday 00:00–01:30 cover a visit across midnight.</summary>
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
