using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>Computes the open time of a clinician's days, as <see cref="SlotGrid"/> does. The windows of all days are
/// computed once.</summary>
internal sealed class PlaneBuilder(Schedule schedule, ZoneDays zone, int first, int last)
{
    // A visit may end on the next day.
    private readonly IReadOnlyList<OpenWindow> _windows =
        OpenTime.Windows(schedule, ZoneDays.DateOf(first), ZoneDays.DateOf(last + 1));

    // The visit types of each minute of the day that is built.
    private byte[] _types = [];

    private readonly (int Length, VisitBuffers Buffers)[] _lengths = [.. schedule.Profile.VisitTypes
        .Select(v => v.Minutes).Distinct().Select(length => (length, new VisitBuffers(schedule.Profile, length)))];

    private readonly (int Length, int Step)[] _steps = [.. schedule.Profile.Steps()];

    /// <summary>A day without taken time.</summary>
    /// <param name="day">The civil day.</param>
    /// <param name="like">A day that often has the same starts; null for none.</param>
    public ClinicianDay Build(int day, ClinicianDay? like)
    {
        var planes = new List<SlotPlane>(_lengths.Length);
        foreach (var (length, buffers) in _lengths)
            if (Build(day, length, buffers, like?.Planes.FirstOrDefault(p => p.Length == length)) is { } plane)
                planes.Add(plane);
        return new ClinicianDay(day, [.. planes]);
    }

    /// <summary>The civil days whose open time is different in a newer schedule; null for all.</summary>
    public static IEnumerable<int>? ChangedDays(Schedule before, Schedule after, ZoneDays zone)
    {
        if (!ReferenceEquals(before.Profile, after.Profile) && !before.Profile.Equals(after.Profile)) return null;
        if (!ReferenceEquals(before.Availability, after.Availability)
            && !before.Availability.SequenceEqual(after.Availability)) return null;
        var changed = ReferenceEquals(before.Exceptions, after.Exceptions) ? []
            : before.Exceptions.Except(after.Exceptions).Concat(after.Exceptions.Except(before.Exceptions)).ToList();
        var spans = changed.Select(e => (e.From, e.To)).ToList();
        if (before.OnDemand != after.OnDemand)
            spans.AddRange(new[] { before.OnDemand, after.OnDemand }.OfType<OnDemand>().Select(p => (p.From, p.Until)));
        // The grid of an extra time of several days may begin with a window that touches it.
        var isOpened = before.OnDemand != after.OnDemand || changed.Any(e => e.Available);
        if (isOpened && before.Exceptions.Concat(after.Exceptions)
            .Any(e => e.Available && e.To - e.From > Duration.FromDays(1))) return null;
        return spans.SelectMany(s => Around(zone.DayOf(Minutes.Floor(s.From)), zone.DayOf(Minutes.Ceiling(s.To))));
    }

    // Windows that touch are one: a change reaches the day after the next, and visits that began the day before.
    private static IEnumerable<int> Around(int first, int last) => Enumerable.Range(first - 3, last - first + 7);

    private SlotPlane? Build(int day, int length, VisitBuffers buffers, SlotPlane? like)
    {
        var (dayStart, dayEnd) = (zone.StartOf(day), zone.StartOf(day + 1));
        if (_types.Length < dayEnd - dayStart) _types = new byte[dayEnd - dayStart];
        var types = _types.AsSpan(0, dayEnd - dayStart);
        types.Clear();
        var offered = 0;
        foreach (var visit in schedule.Profile.VisitTypes)
            if (visit.Minutes == length) offered |= 1 << (int)visit.VisitType;
        foreach (var window in _windows)
        {
            if (Admitted(window, offered) is not (> 0 and var admitted)) continue;
            foreach (var (steps, step) in _steps)
            {
                if (steps != length) continue;
                var start = Minutes.Ceiling(window.GridStart);
                var open = Math.Max(Minutes.Ceiling(window.Start), dayStart);
                if (start < open) start += step * ((open - start + step - 1) / step);
                var end = Math.Min(Minutes.Ceiling(window.End), dayEnd);
                for (var until = Minutes.Floor(window.Until); start < end && start + length <= until; start += step)
                    types[start - dayStart] |= (byte)admitted;
            }
        }

        var starts = types.Length - types.Count((byte)0);
        if (starts == 0) return null;
        var offsets = new ushort[starts];
        var next = 0;
        for (var minute = 0; minute < types.Length; minute++)
            if (types[minute] != 0) offsets[next++] = (ushort)minute;
        if (like is not null && like.Offsets.AsSpan().SequenceEqual(offsets)) offsets = like.Offsets;
        var plane = new SlotPlane(length, buffers, dayStart, offsets);
        for (var i = 0; i < offsets.Length; i++)
        {
            plane[SlotBit.Open][i >> 6] |= 1UL << (i & 63);
            for (var type = 0; type < SlotPlane.TypesCount; type++)
                if ((types[offsets[i]] & (1 << type)) != 0) plane.Open((VisitType)type)[i >> 6] |= 1UL << (i & 63);
        }

        foreach (var off in schedule.Exceptions)
            if (!off.Available)
                plane.Clear(SlotBit.Open, Minutes.Floor(off.From) - length + 1, Minutes.Ceiling(off.To));
        AddEdges(plane);
        return plane;
    }

    private void AddEdges(SlotPlane plane)
    {
        foreach (var window in _windows)
        {
            if (IsWhole(window.Since))
                plane.SetEdges(SlotBit.OpensBefore, Minutes.Floor(window.Since), b => b.Before);
            if (IsWhole(window.Until))
                plane.SetEdges(SlotBit.ClosesAfter, Minutes.Floor(window.Until) - plane.Length, b => -b.After);
        }
    }

    private static int Admitted(OpenWindow window, int offered)
    {
        if (window.VisitTypes is not { } only) return offered;
        var admitted = 0;
        foreach (var type in only) admitted |= 1 << (int)type;
        return admitted & offered;
    }

    private static bool IsWhole(Instant at) => at.ToUnixTimeTicks() % NodaConstants.TicksPerMinute == 0;
}
