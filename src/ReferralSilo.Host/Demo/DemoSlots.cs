using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Host.Demo;

/// <summary>
/// Free slots of the whole program, handed out so that walks side by side do not run into each other. Only a hint where
/// to ask: the schedule itself decides.
/// </summary>
public sealed class DemoSlots(IEnumerable<Schedule> schedules, Instant now)
{
    /// <summary>How far ahead slots are looked at.</summary>
    private static readonly Duration Horizon = Duration.FromDays(14);

    private readonly Lock _gate = new();
    private readonly List<(ClinicianProfile Clinician, List<GridSlot> Free)> _open =
        [.. schedules.Select(s => (s.Profile, SlotGrid.Free(s, new Interval(now, now + Horizon), now).ToList()))];

    /// <summary>A slot that suits and starts between two moments, by chance; null when none is left there.</summary>
    public SlotId? Take(SlotNeed need, Instant from, Instant to, DemoDice dice)
    {
        lock (_gate)
        {
            var suits = _open
                .SelectMany(c => c.Free
                    .Where(s => s.Start >= from && s.Start < to && Admits(s, need)
                        && SlotRules.FirstBrokenRule(c.Clinician, need, s.Start) is null)
                    .Select(s => (c, Slot: s.Slot!.Value)))
                .ToList();
            if (suits.Count == 0) return null;
            var ((clinician, free), slot) = dice.Of("slot", suits);
            free.RemoveAll(other => BusyTime.Clash(slot, other.Slot!.Value, clinician.Buffer));
            return slot;
        }
    }

    /// <summary>How many slots of a line are free between two moments, for patients of one state or of any.</summary>
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
