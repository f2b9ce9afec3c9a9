using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>An interval in which a clinician sees patients.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
/// <param name="VisitTypes">Allowed visit types; null for all of the clinician's.</param>
/// <param name="Since">Start of the whole open time: windows for the same visit types that touch count as one.</param>
/// <param name="Until">End of the whole open time; a visit may last until then.</param>
public readonly record struct OpenWindow(Instant Start, Instant End, IReadOnlyList<VisitType>? VisitTypes,
    Instant Since, Instant Until)
{
    // Continuous open time has no first slot to count from.
    private static readonly Duration LongestGrid = Duration.FromDays(1);

    /// <summary>The start of the slot grid: the start of the open time, or of this window when the open time began more
    /// than a day earlier.</summary>
    public Instant GridStart => Start - Since <= LongestGrid ? Since : Start;

    /// <summary>The clinician's visit types of a length that the window allows.</summary>
    public IReadOnlyList<VisitType> Admits(ClinicianProfile profile, Duration length)
    {
        var types = profile.OfLength(length);
        return VisitTypes is { } only ? [.. types.Where(only.Contains)] : types;
    }
}

/// <summary>A clinician's open time, without regard to holds and bookings: availability, extra time and on-demand time,
/// minus time off.</summary>
public static class OpenTime
{
    /// <summary>Weekly windows on the civil days from first to last (inclusive), and the extra time and on-demand time
    /// that overlap these days. Time off is not removed.</summary>
    public static IReadOnlyList<OpenWindow> Windows(Schedule schedule, LocalDate first, LocalDate last)
    {
        var zone = schedule.Profile.Zone;
        var (start, end) = (CivilTime.StartOf(first, zone), CivilTime.StartOf(last.PlusDays(1), zone));
        // A window may touch one across midnight. Two days back, because the slot grid starts there.
        var windows = SeparateWindows(schedule, first.PlusDays(-2), last.PlusDays(1), zone);
        if (windows.Count > 1)
            JoinTouching(windows, schedule.Profile);
        return windows.FindAll(w => CivilTime.Overlap(w.Start, w.End, start, end));
    }

    private static List<OpenWindow> SeparateWindows(Schedule schedule, LocalDate first, LocalDate last,
        DateTimeZone zone)
    {
        var windows = new List<OpenWindow>();
        var earlier = new HashSet<LocalDate>();
        var end = CivilTime.StartOf(last.PlusDays(1), zone);
        foreach (var extra in schedule.Exceptions)
            if (extra.Available)
                AddExtra(extra.From, extra.To);
        if (schedule.OnDemand is { } pool)
            AddExtra(pool.From, pool.Until);
        for (var day = first; day <= last; day = day.PlusDays(1))
            AddDay(day);
        foreach (var day in earlier)
            AddDay(day);
        return windows;

        void AddDay(LocalDate day)
        {
            foreach (var period in schedule.Availability)
                if (period.On(day, zone) is { } open)
                    windows.Add(new OpenWindow(open.Start, open.End, period.VisitTypes, open.Start, open.End));
        }

        // A weekly window may touch the start of an extra time that began long ago. Without it, the grid would depend
        // on the days that are asked for, and slots would change their ids with time.
        void AddExtra(Instant from, Instant to)
        {
            windows.Add(new OpenWindow(from, to, null, from, to));
            // A later one changes no slot of these days.
            if (from >= end) return;
            var start = CivilTime.DayOf(from, zone);
            for (var day = start.PlusDays(-2); day <= start; day = day.PlusDays(1))
                if (day < first || day > last)
                    earlier.Add(day);
        }
    }

    private static void JoinTouching(List<OpenWindow> windows, ClinicianProfile profile)
    {
        windows.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var since = new Dictionary<(Instant End, int Types), Instant>();
        for (var i = 0; i < windows.Count; i++)
        {
            var (window, types) = (windows[i], Types(windows[i], profile));
            if (since.TryGetValue((window.Start, types), out var before))
                windows[i] = window = window with { Since = before };
            var end = (window.End, types);
            since[end] = since.TryGetValue(end, out var other) ? Instant.Min(other, window.Since) : window.Since;
        }
        var until = new Dictionary<(Instant Start, int Types), Instant>();
        for (var i = windows.Count - 1; i >= 0; i--)
        {
            var (window, types) = (windows[i], Types(windows[i], profile));
            if (until.TryGetValue((window.End, types), out var after))
                windows[i] = window = window with { Until = after };
            var start = (window.Start, types);
            until[start] = until.TryGetValue(start, out var other) ? Instant.Max(other, window.Until) : window.Until;
        }
    }

    /// <summary>The visit types as a bit set: "all" and a list of all are equal.</summary>
    private static int Types(OpenWindow window, ClinicianProfile profile)
    {
        var all = profile.VisitTypes.Aggregate(0, (set, v) => set | (1 << (int)v.VisitType));
        return window.VisitTypes is { } only ? only.Aggregate(0, (set, t) => set | (1 << (int)t)) & all : all;
    }

    /// <summary>Whether time off overlaps the interval.</summary>
    public static bool IsTimeOff(Schedule schedule, Instant start, Instant end) =>
        schedule.Exceptions.Any(e => e.BlocksAny(start, end));

    /// <summary>The possible visit types of a slot, in the clinician's order. Null when the slot is outside every open
    /// window or overlaps time off; empty when the window allows no visit of this length.</summary>
    public static IReadOnlyList<VisitType>? VisitTypesOf(Schedule schedule, SlotId slot)
    {
        if (IsTimeOff(schedule, slot.Start, slot.End))
            return null;
        var day = CivilTime.DayOf(slot.Start, schedule.Profile.Zone);
        var within = Windows(schedule, day, day)
            .Where(w => w.Start <= slot.Start && slot.Start < w.End && slot.End <= w.Until).ToList();
        if (within.Count == 0)
            return null;
        var admitted = within.SelectMany(w => w.Admits(schedule.Profile, slot.Length)).ToHashSet();
        return [.. schedule.Profile.OfLength(slot.Length).Where(admitted.Contains)];
    }
}
