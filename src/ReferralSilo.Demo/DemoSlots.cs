using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Demo;

/// <summary>
/// Free slots of all clinicians. Each slot is given out once, so that parallel walks do not request the same slot. This
/// only helps to choose a slot; the schedule decides.
/// </summary>
public sealed class DemoSlots(IEnumerable<Schedule> schedules, Instant now)
{
    /// <summary>How far into the future slots are considered.</summary>
    private static readonly Duration Horizon = Duration.FromDays(14);

    private readonly Lock _gate = new();
    private readonly List<(ClinicianProfile Clinician, List<GridSlot> Free)> _open =
        [.. schedules.Select(s => (s.Profile, SlotGrid.Free(s, new Interval(now, now + Horizon), now).ToList()))];

    /// <summary>Takes a random suitable slot that starts in the given time range. Null when none is left.</summary>
    public SlotId? Take(SlotNeed need, Instant from, Instant to, DemoDice dice)
    {
        lock (_gate)
        {
            var suits = _open
                .SelectMany(c => c.Free
                    .Where(s => s.Start >= from && s.Start < to && Admits(s, need)
                        && SlotRules.FirstBrokenRule(c.Clinician, need, s.Start) is null)
                    .Select(s => (c, Slot: s)))
                .ToList();
            if (suits.Count == 0) return null;
            var ((clinician, free), chosen) = dice.Of("slot", suits);
            var (slot, taken) = (chosen.Slot!.Value,
                clinician.TimeOf(chosen.Slot!.Value, need.VisitType ?? chosen.VisitTypes[0]));
            free.RemoveAll(other => other.VisitTypes.Any(t => taken.Clashes(clinician.TimeOf(other.Slot!.Value, t))));
            return slot;
        }
    }

    /// <summary>Counts a line's free slots in a time range, for one state, or for all if it is null.</summary>
    public int Count(ServiceLineId line, string? state, Instant from, Instant to)
    {
        lock (_gate)
        {
            return _open.Where(c =>
                c.Clinician.ServiceLines.Contains(line)
                && (state is null || c.Clinician.LicensedStates.Contains(state)))
                .Sum(c => c.Free.Count(s => s.Start >= from && s.Start < to));
        }
    }

    private static bool Admits(GridSlot slot, SlotNeed need) =>
        need.VisitType is not { } type || slot.VisitTypes.Contains(type);
}
