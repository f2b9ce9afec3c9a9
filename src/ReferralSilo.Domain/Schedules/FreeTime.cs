using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Whether a slot may be held or booked as far as the clinician's own time goes: open, not taken, within the
/// limits.</summary>
public static class FreeTime
{
    /// <summary>Why a slot is not to be had; null when it is. What the need gives up in the same step counts as
    /// free.</summary>
    /// <param name="schedule">Of the clinician.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="wanted">Must be possible in it; null for any.</param>
    /// <param name="now">Holds that are over by then do not count.</param>
    /// <param name="need">For whom; null for nobody in particular.</param>
    public static Refusal? FindRefusal(Schedule schedule, SlotId slot, VisitType? wanted, Instant now,
        SlotNeed? need = null)
    {
        if (slot.Clinician != schedule.Clinician || slot.Start < now
            || slot.Start >= now + Duration.FromDays(ScheduleLimits.HorizonDays))
            return ScheduleRefusals.SlotUnavailable;
        if (BusyTime.IsTaken(schedule, slot, now, need))
            return ScheduleRefusals.SlotTaken;
        if (OpenTime.VisitTypesOf(schedule, slot) is not { } possible)
            return ScheduleRefusals.SlotUnavailable;
        if (possible.Count == 0 || (wanted is { } type && !possible.Contains(type)))
            return ScheduleRefusals.VisitTypeNotOffered;
        return BusyTime.IsFull(schedule, CivilTime.DayOf(slot.Start, schedule.Profile.Zone), now, need)
            ? ScheduleRefusals.DailyLimitReached : null;
    }
}
