using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>One interval of a schedule at an instant.</summary>
/// <param name="Slot">Its slot id; null for time off.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Status">Free, held, booked, or time off.</param>
/// <param name="VisitTypes">Possible types of a free slot, the chosen type of a held or booked slot.</param>
/// <param name="Referral">The referral that holds or booked it.</param>
/// <param name="ExpiresAt">End of a hold.</param>
public sealed record GridSlot(
    SlotId? Slot, Instant Start, Instant End, SlotStatus Status, IReadOnlyList<VisitType> VisitTypes,
    ReferralId? Referral = null, Instant? ExpiresAt = null);

/// <summary>
/// Derives slots from availability. Windows that touch are one open time, which is divided from its start in steps of
/// visit length plus buffers, once per offered length and buffers. So a slot's id does not depend on other bookings.
/// Slots of different lengths may overlap: taking one removes the others.
/// </summary>
public static class SlotGrid
{
    /// <summary>
    /// The intervals by start. Free slots start in the given interval; held, booked and time-off intervals overlap it.
    /// Free slots in the past, busy slots, slots in time off or on a full day are left out. Held and booked slots
    /// always appear, also after a change of availability. Covers at most <see cref="ScheduleLimits.GridDays"/> days.
    /// </summary>
    public static IReadOnlyList<GridSlot> Slots(Schedule schedule, Interval interval, Instant now)
    {
        bool Touches(Instant start, Instant end) => CivilTime.Overlap(start, end, interval.Start, interval.End);
        var timeOff = schedule.Exceptions.Where(e => !e.Available && Touches(e.From, e.To))
            .Select(e => new GridSlot(null, e.From, e.To, SlotStatus.BusyUnavailable, []));
        var held = schedule.LiveHolds(now).Where(h => Touches(h.Slot.Start, h.Slot.End))
            .Select(h =>
                new GridSlot(h.Slot, h.Slot.Start, h.Slot.End, SlotStatus.BusyTentative, [h.VisitType], h.Referral,
                h.Until));
        var booked = schedule.Bookings.Where(b => Touches(b.Slot.Start, b.Slot.End))
            .Select(b => new GridSlot(b.Slot, b.Slot.Start, b.Slot.End, SlotStatus.Busy, [b.VisitType], b.Referral));
        return [.. Free(schedule, interval, now).Concat(timeOff).Concat(held).Concat(booked)
            .OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.Status)];
    }

    /// <summary>Only the free slots that start in the interval, by start, then end.</summary>
    /// <param name="schedule">The clinician's schedule.</param>
    /// <param name="interval">Half-open.</param>
    /// <param name="now">Nothing before it is free.</param>
    /// <param name="need">The referral's need: what it gives up counts as free.</param>
    public static IReadOnlyList<GridSlot> Free(Schedule schedule, Interval interval, Instant now, SlotNeed? need = null)
    {
        var from = Instant.Max(interval.Start, now);
        if (from >= interval.End || from >= now + Duration.FromDays(ScheduleLimits.HorizonDays))
            return [];
        var to = Instant.Min(interval.End, from + Duration.FromDays(ScheduleLimits.GridDays));
        var candidates = Candidates(schedule, from, to);
        var busy = BusyTime.Visits(schedule, now, need).ToList();
        var full = FullDays(schedule, busy);
        var busyIndex = new BusyTimeIndex(busy);
        var weeks = FullWeeks(schedule, busy);
        var timeOff = schedule.Exceptions.Any(e => !e.Available);
        var free = new List<GridSlot>(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            var (start, end, types) = candidates[i];
            // Overlapping windows give the same slot several times, each with its own visit types.
            for (; i + 1 < candidates.Count && candidates[i + 1].Start == start && candidates[i + 1].End == end; i++)
                types = [.. schedule.Profile.OfLength(end - start)
                    .Where(types.Concat(candidates[i + 1].VisitTypes).Contains)];
            types = NotTaken(schedule.Profile, start, end, types, busyIndex);
            if (types.Count > 0
                && !(timeOff && OpenTime.IsTimeOff(schedule, start, end))
                && !FreeTime.IsTooSoon(schedule, start, end, now) && !FreeTime.IsTooFar(schedule.Profile, start, now)
                && (full.Count == 0 || !full.Contains(CivilTime.DayOf(start, schedule.Profile.Zone)))
                && (weeks.Count == 0
                    || !weeks.Contains(BusyTime.MondayOf(CivilTime.DayOf(start, schedule.Profile.Zone)))))
            {
                var slot = SlotId.Create(schedule.Clinician, start, end);
                free.Add(new GridSlot(slot, start, end, SlotStatus.Free, types));
            }
        }
        return free;
    }

    private static IReadOnlyList<VisitType> NotTaken(ClinicianProfile profile, Instant start, Instant end,
        IReadOnlyList<VisitType> types, BusyTimeIndex busy)
    {
        bool IsTaken(VisitType type)
        {
            var (before, after) = profile.BuffersOf(type, end - start);
            return busy.Clashes(start - before, end + after);
        }

        return types.Any(IsTaken) ? [.. types.Where(t => !IsTaken(t))] : types;
    }

    /// <summary>Every slot of the open windows, busy or not, by start, then end.</summary>
    private static List<CandidateSlot> Candidates(Schedule schedule, Instant from, Instant to)
    {
        var zone = schedule.Profile.Zone;
        (Duration Length, Duration Step)[] steps = [.. schedule.Profile.Steps().Select(s =>
            (Duration.FromMinutes(s.Length), Duration.FromMinutes(s.Step)))];
        var candidates = new List<CandidateSlot>();
        foreach (var window in OpenTime.Windows(schedule, CivilTime.DayOf(from, zone), CivilTime.DayOf(to, zone)))
            foreach (var (length, step) in steps)
                AddCandidates(schedule, window, length, step, from, to, candidates);
        candidates.Sort(static (a, b) =>
            a.Start.CompareTo(b.Start) is var order and not 0 ? order : a.End.CompareTo(b.End));
        return candidates;
    }

    private static void AddCandidates(Schedule schedule, OpenWindow window, Duration length, Duration step,
        Instant from, Instant to, List<CandidateSlot> candidates)
    {
        var types = window.Admits(schedule.Profile, length);
        if (types.Count == 0)
            return;
        var first = WholeMinute(window.GridStart);
        var open = Instant.Max(from, window.Start);
        if (first < open)
            first += step * (int)Math.Ceiling((open - first) / step);
        for (var start = first; start < window.End && start + length <= window.Until && start < to; start += step)
            candidates.Add(new CandidateSlot(start, start + length, types));
    }

    private static HashSet<LocalDate> FullDays(Schedule schedule, List<TakenTime> busy) =>
        schedule.Profile.DailyLimit is not { } limit
            ? []
            : [.. busy.CountBy(b => CivilTime.DayOf(b.Slot.Start, schedule.Profile.Zone)).Where(d => d.Value >= limit)
                .Select(d => d.Key)];

    private static HashSet<LocalDate> FullWeeks(Schedule schedule, List<TakenTime> busy) =>
        schedule.Profile.WeeklyLimit is not { } limit
            ? []
            : [.. busy.CountBy(b => BusyTime.MondayOf(CivilTime.DayOf(b.Slot.Start, schedule.Profile.Zone)))
                .Where(w => w.Value >= limit).Select(w => w.Key)];

    private static Instant WholeMinute(Instant at)
    {
        var past = at.ToUnixTimeTicks() % NodaConstants.TicksPerMinute;
        return past == 0 ? at : at + Duration.FromTicks(NodaConstants.TicksPerMinute - past);
    }

    private readonly record struct CandidateSlot(Instant Start, Instant End, IReadOnlyList<VisitType> VisitTypes);
}
