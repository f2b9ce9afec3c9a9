using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>An interval in which a clinician sees patients: for some visit types or (null) all.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
/// <param name="VisitTypes">Only these; null for all of the clinician's.</param>
/// <param name="Since">Start of the open time this is a part of: windows for the same visit types that touch are
/// one.</param>
/// <param name="Until">End of that open time; a visit may run on until then.</param>
public readonly record struct OpenWindow(Instant Start, Instant End, IReadOnlyList<VisitType>? VisitTypes,
    Instant Since, Instant Until)
{
    // Open time that never ends has no first slot to count from.
    private static readonly Duration LongestGrid = Duration.FromDays(1);

    /// <summary>From where its slots are cut: the start of its open time, or its own when that lies more than a day
    /// back.</summary>
    public Instant GridStart => Start - Since <= LongestGrid ? Since : Start;

    /// <summary>The clinician's visit types of a length that the window admits.</summary>
    public IReadOnlyList<VisitType> Admits(ClinicianProfile profile, Duration length)
    {
        var types = profile.OfLength(length);
        return VisitTypes is { } only ? [.. types.Where(only.Contains)] : types;
    }
}

/// <summary>When a clinician sees patients, whatever is held or booked: availability, extra time and on demand, less
/// time off.</summary>
public static class OpenTime
{
    /// <summary>Weekly windows on the civil days from first to last (inclusive), and extra time and the on-demand pool
    /// where they touch them. Time off is not taken out.</summary>
    public static IReadOnlyList<OpenWindow> Windows(Schedule schedule, LocalDate first, LocalDate last)
    {
        var zone = schedule.Profile.Zone;
        var (start, end) = (CivilTime.StartOf(first, zone), CivilTime.StartOf(last.PlusDays(1), zone));
        // What begins or ends at midnight may be joined to the days around: two back, because slots are counted from
        // there.
        var windows = SeparateWindows(schedule, first.PlusDays(-2), last.PlusDays(1), zone);
        if (windows.Count > 1)
            JoinTouching(windows, schedule.Profile);
        return windows.FindAll(w => CivilTime.Overlap(w.Start, w.End, start, end));
    }

    private static List<OpenWindow> SeparateWindows(Schedule schedule, LocalDate first, LocalDate last,
        DateTimeZone zone)
    {
        var windows = new List<OpenWindow>();
        for (var day = first; day <= last; day = day.PlusDays(1))
            foreach (var period in schedule.Availability)
                if (period.On(day, zone) is { } open)
                    windows.Add(new OpenWindow(open.Start, open.End, period.VisitTypes, open.Start, open.End));
        foreach (var extra in schedule.Exceptions)
            if (extra.Available)
                windows.Add(new OpenWindow(extra.From, extra.To, null, extra.From, extra.To));
        if (schedule.OnDemand is { } pool)
            windows.Add(new OpenWindow(pool.From, pool.Until, null, pool.From, pool.Until));
        return windows;
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

    /// <summary>The visit types as a set of bits: "all" and a list of all are the same.</summary>
    private static int Types(OpenWindow window, ClinicianProfile profile)
    {
        var all = profile.VisitTypes.Aggregate(0, (set, v) => set | (1 << (int)v.VisitType));
        return window.VisitTypes is { } only ? only.Aggregate(0, (set, t) => set | (1 << (int)t)) & all : all;
    }

    /// <summary>Whether time off takes any moment of the interval away.</summary>
    public static bool IsTimeOff(Schedule schedule, Instant start, Instant end) =>
        schedule.Exceptions.Any(e => e.BlocksAny(start, end));

    /// <summary>
    /// The visit types possible in a slot, in the clinician's order: null when it lies in no open window or touches
    /// time off; empty when the window admits no visit of this length.
    /// </summary>
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
