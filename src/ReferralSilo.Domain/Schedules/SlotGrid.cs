using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>One interval of a schedule as seen at a moment.</summary>
/// <param name="Slot">Its slot id; null for time off.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Status">Free, held, booked, or time off.</param>
/// <param name="VisitTypes">Possible when free, chosen when held or booked.</param>
/// <param name="Referral">For whom it is held or booked.</param>
/// <param name="ExpiresAt">End of a hold.</param>
public sealed record GridSlot(
    SlotId? Slot, Instant Start, Instant End, SlotStatus Status, IReadOnlyList<VisitType> VisitTypes,
    ReferralId? Referral = null, Instant? ExpiresAt = null);

/// <summary>
/// Derives slots from availability. Each open window is cut from its own start in steps of visit length plus buffer,
/// once per length offered, so a slot's id does not depend on what else is booked. Slots of different lengths may
/// overlap each other: taking one removes the others.
/// </summary>
public static class SlotGrid
{
    /// <summary>
    /// What starts in the interval (held, booked and time off: what touches it), by start. Free slots in the past, taken,
    /// in time off or on a full day are left out; held and booked ones always appear, also where availability changed.
    /// At most <see cref="ScheduleLimits.GridDays"/> days are looked at.
    /// </summary>
    public static IReadOnlyList<GridSlot> Slots(Schedule schedule, Interval interval, Instant now)
    {
        bool Touches(Instant start, Instant end) => CivilTime.Overlap(start, end, interval.Start, interval.End);
        var timeOff = schedule.Exceptions.Where(e => !e.Available && Touches(e.From, e.To))
            .Select(e => new GridSlot(null, e.From, e.To, SlotStatus.BusyUnavailable, []));
        var held = schedule.LiveHolds(now).Where(h => Touches(h.Slot.Start, h.Slot.End))
            .Select(h => new GridSlot(h.Slot, h.Slot.Start, h.Slot.End, SlotStatus.BusyTentative, [h.VisitType], h.Referral, h.Until));
        var booked = schedule.Bookings.Where(b => Touches(b.Slot.Start, b.Slot.End))
            .Select(b => new GridSlot(b.Slot, b.Slot.Start, b.Slot.End, SlotStatus.Busy, [b.VisitType], b.Referral));
        return [.. Free(schedule, interval, now).Concat(timeOff).Concat(held).Concat(booked)
            .OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.Status)];
    }

    /// <summary>Only the free slots that start in the interval, by start, then end.</summary>
    public static IReadOnlyList<GridSlot> Free(Schedule schedule, Interval interval, Instant now)
    {
        var from = Instant.Max(interval.Start, now);
        if (from >= interval.End || from >= now + Duration.FromDays(ScheduleLimits.HorizonDays))
            return [];
        var to = Instant.Min(interval.End, from + Duration.FromDays(ScheduleLimits.GridDays));
        var zone = schedule.Profile.Zone;
        var found = new Dictionary<SlotId, HashSet<VisitType>>();
        foreach (var window in OpenTime.Windows(schedule, CivilTime.DayOf(from, zone), CivilTime.DayOf(to, zone)))
            foreach (var length in schedule.Profile.VisitTypes.Select(v => Duration.FromMinutes(v.Minutes)).Distinct())
                Cut(schedule, window, length, from, to, found);

        var all = BusyTime.Slots(schedule, now).ToList();
        var full = FullDays(schedule, all);
        var busy = all.Where(b => b.End + schedule.Profile.Buffer > from && b.Start < to + Longest).ToList();
        return [.. found
            .Where(f => !busy.Any(b => BusyTime.Clash(f.Key, b, schedule.Profile.Buffer))
                && !OpenTime.IsTimeOff(schedule, f.Key.Start, f.Key.End)
                && (full.Count == 0 || !full.Contains(CivilTime.DayOf(f.Key.Start, zone))))
            .OrderBy(f => f.Key.Start).ThenBy(f => f.Key.End)
            .Select(f => new GridSlot(f.Key, f.Key.Start, f.Key.End, SlotStatus.Free,
                [.. schedule.Profile.OfLength(f.Key.Length).Where(f.Value.Contains)]))];
    }

    // A slot that starts just before the end reaches this far beyond it, buffer included.
    private static readonly Duration Longest =
        Duration.FromMinutes(ScheduleLimits.VisitMinutesMost + ScheduleLimits.BufferMinutes);

    private static void Cut(
        Schedule schedule, OpenWindow window, Duration length, Instant from, Instant to, Dictionary<SlotId, HashSet<VisitType>> found)
    {
        var types = window.Admits(schedule.Profile, length);
        if (types.Count == 0)
            return;
        var step = length + schedule.Profile.Buffer;
        var first = WholeMinute(window.Start);
        if (first < from)
            first += step * (int)Math.Ceiling((from - first) / step);
        for (var start = first; start + length <= window.End && start < to; start += step)
        {
            var slot = SlotId.Of(schedule.Clinician, start, start + length);
            if (found.TryGetValue(slot, out var known))
                known.UnionWith(types);
            else
                found[slot] = [.. types];
        }
    }

    private static HashSet<LocalDate> FullDays(Schedule schedule, List<SlotId> busy) =>
        schedule.Profile.DailyLimit is not { } limit
            ? []
            : [.. busy.CountBy(b => CivilTime.DayOf(b.Start, schedule.Profile.Zone)).Where(d => d.Value >= limit).Select(d => d.Key)];

    private static Instant WholeMinute(Instant at)
    {
        var past = at.ToUnixTimeTicks() % NodaConstants.TicksPerMinute;
        return past == 0 ? at : at + Duration.FromTicks(NodaConstants.TicksPerMinute - past);
    }
}
