using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>A free slot with the data for its score, computed once.</summary>
/// <param name="Slot">Its id.</param>
/// <param name="VisitTypes">Possible visit types, at least one.</param>
/// <param name="Day">The clinician's civil day.</param>
/// <param name="Busy">Held and booked visits on that day.</param>
/// <param name="Open">Visits that still fit on that day.</param>
/// <param name="Neighbours">0–2: number of sides where a visit or the edge of the open time follows without a usable
/// gap.</param>
public sealed record FreeSlot(SlotId Slot, IReadOnlyList<VisitType> VisitTypes, LocalDate Day, int Busy, int Open,
    int Neighbours);

/// <summary>One clinician's free slots within a horizon, by start.</summary>
public sealed record ClinicianCapacity(ClinicianProfile Profile, IReadOnlyList<FreeSlot> Free);

/// <summary>Free slots of many clinicians at an instant: built once, matched against many needs.</summary>
public sealed record CapacityIndex(IReadOnlyList<ClinicianCapacity> Clinicians)
{
    /// <summary>Finds the free slots of each schedule in the horizon; clinicians by id.</summary>
    public static CapacityIndex Build(IEnumerable<Schedule> schedules, Interval horizon, Instant now,
        SlotNeed? need = null) =>
        new([.. schedules.OrderBy(s => s.Clinician.Value, StringComparer.Ordinal)
            .Select(s => Build(s, horizon, now, need))]);

    /// <summary>One clinician's part of the index, which is replaced alone when a schedule changes. What the need gives
    /// up counts as free.</summary>
    public static ClinicianCapacity Build(Schedule schedule, Interval horizon, Instant now, SlotNeed? need = null)
    {
        var zone = schedule.Profile.Zone;
        var busy = BusyTime.Visits(schedule, now, need).ToList();
        var busyByDay = busy.CountBy(b => CivilTime.DayOf(b.Slot.Start, zone)).ToDictionary();
        var free = SlotGrid.Free(schedule, horizon, now, need);
        if (free.Count == 0)
            return new ClinicianCapacity(schedule.Profile, []);
        var days = free.GroupBy(f => CivilTime.DayOf(f.Start, zone));
        var edges = Edges(schedule, CivilTime.DayOf(free[0].Start, zone), CivilTime.DayOf(free[^1].Start, zone), busy);
        return new ClinicianCapacity(schedule.Profile, [.. days.SelectMany(day =>
        {
            var open = CapacityCounter.Fitting([.. day], schedule.Profile);
            var taken = busyByDay.GetValueOrDefault(day.Key);
            return day.Select(f =>
                new FreeSlot(f.Slot!.Value, f.VisitTypes, day.Key, taken, open,
                    Neighbours(schedule.Profile, f, edges)));
        })]);
    }

    private static (HashSet<Instant> Starts, HashSet<Instant> Ends) Edges(
        Schedule schedule, LocalDate first, LocalDate last, List<TakenTime> busy)
    {
        // A visit may end on the next day.
        var windows = OpenTime.Windows(schedule, first, last.PlusDays(1));
        return ([.. busy.Select(b => b.From), .. windows.Select(w => w.Until)],
            [.. busy.Select(b => b.To), .. windows.Select(w => w.Since)]);
    }

    private static int Neighbours(ClinicianProfile clinician, GridSlot slot,
        (HashSet<Instant> Starts, HashSet<Instant> Ends) edges)
    {
        var (before, after) = (edges.Ends.Contains(slot.Start), edges.Starts.Contains(slot.End));
        foreach (var visit in clinician.VisitTypes)
        {
            if (Duration.FromMinutes(visit.Minutes) != slot.End - slot.Start) continue;
            var buffers = clinician.BuffersOf(visit);
            before |= edges.Ends.Contains(slot.Start - buffers.Before);
            after |= edges.Starts.Contains(slot.End + buffers.After);
        }

        return (before ? 1 : 0) + (after ? 1 : 0);
    }
}
