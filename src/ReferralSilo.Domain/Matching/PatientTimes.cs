using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>The patient's weekly hours as intervals of the searched time, computed once for a search. They cover the
/// same visits as <see cref="WeeklyWindow.Cover"/>.</summary>
internal sealed class PatientTimes
{
    private readonly List<(int From, int To)> _intervals = [];

    /// <summary>Computes the intervals that touch the minutes from first to last.</summary>
    public void Read(IReadOnlyList<WeeklyWindow> windows, ZoneDays zone, int first, int last)
    {
        _intervals.Clear();
        for (int day = zone.DayOf(first), end = zone.DayOf(last) + 1; day <= end && zone.Has(day); day++)
            for (var i = 0; i < windows.Count; i++)
                if (Interval(windows[i], day, zone) is var (from, to) && from < to) _intervals.Add((from, to));
        _intervals.Sort(static (a, b) => a.From != b.From ? a.From.CompareTo(b.From) : a.To.CompareTo(b.To));
        var kept = 0;
        for (var i = 1; i < _intervals.Count; i++)
        {
            if (_intervals[i].From <= _intervals[kept].To)
                _intervals[kept] = (_intervals[kept].From, Math.Max(_intervals[kept].To, _intervals[i].To));
            else _intervals[++kept] = _intervals[i];
        }

        if (_intervals.Count > 0) _intervals.RemoveRange(kept + 1, _intervals.Count - kept - 1);
    }

    /// <summary>The first minute at or after another that lies in the hours; <see cref="int.MaxValue"/> for
    /// none.</summary>
    public int NextInside(int minute)
    {
        foreach (var (from, to) in _intervals)
            if (minute < to) return Math.Max(minute, from);
        return int.MaxValue;
    }

    /// <summary>Sets the bits of the visits that lie wholly in the hours.</summary>
    public void Read(SlotPlane plane, Span<ulong> bits)
    {
        bits.Clear();
        var latest = plane.Start(plane.Offsets.Length - 1);
        foreach (var (from, to) in _intervals)
        {
            if (to <= plane.DayStart) continue;
            if (from > latest) return;
            var (first, last) = (plane.FirstAt(from), plane.FirstAt(to - plane.Length + 1));
            for (var word = first >> 6; word < bits.Length && word << 6 < last; word++)
                bits[word] |= SlotPlane.Mask(word, first, last);
        }
    }

    private static (int From, int To) Interval(WeeklyWindow window, int day, ZoneDays zone)
    {
        var start = zone.StartOf(day);
        // On a day of 24 hours the clocks do not change.
        if (zone.StartOf(day + 1) - start == 1440)
        {
            return !window.IsOn(ZoneDays.DateOf(day)) ? default
                : (start + Up(window.From),
                    start + (window.To == LocalTime.Midnight ? 1440 : (window.To.Hour * 60) + window.To.Minute));
        }

        return window.On(ZoneDays.DateOf(day), zone.Zone) is { } open
            ? (Minutes.Ceiling(open.Start), Minutes.Floor(open.End)) : default;
    }

    private static int Up(LocalTime time) =>
        (time.Hour * 60) + time.Minute + (time.TickOfSecond > 0 || time.Second > 0 ? 1 : 0);
}
