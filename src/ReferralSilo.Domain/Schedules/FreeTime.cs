using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Checks whether the clinician's time allows a hold or booking: open, not busy, within the limits.</summary>
public static class FreeTime
{
    /// <summary>The refusal for a slot that is not free; null for a free one. What the need gives up in the same step
    /// counts as free.</summary>
    /// <param name="schedule">The clinician's schedule.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="wanted">Required visit type; null for any.</param>
    /// <param name="now">Holds that ended by then do not count.</param>
    /// <param name="need">The referral's need; null for no particular referral.</param>
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
