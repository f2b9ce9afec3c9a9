using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Time that is held or booked at an instant. Expired holds do not count, even without an event.</summary>
public static class BusyTime
{
    /// <summary>Slots of live holds and of bookings, without those that a need gives up.</summary>
    public static IEnumerable<SlotId> Slots(Schedule schedule, Instant now, SlotNeed? need = null) =>
        schedule.Bookings.Where(b => need?.IsGivenUp(b.Id.Value, b.Referral) != true).Select(b => b.Slot)
            .Concat(schedule.LiveHolds(now).Where(h => need?.IsGivenUp(h.Id.Value, h.Referral) != true)
                .Select(h => h.Slot));

    /// <summary>Whether two slots overlap when each has the buffer after it.</summary>
    public static bool Clash(SlotId slot, SlotId other, Duration buffer) =>
        CivilTime.Overlap(slot.Start, slot.End + buffer, other.Start, other.End + buffer);

    /// <summary>Whether a slot is held or booked, or too close to such a slot.</summary>
    public static bool IsTaken(Schedule schedule, SlotId slot, Instant now, SlotNeed? need = null) =>
        Slots(schedule, now, need).Any(busy => Clash(slot, busy, schedule.Profile.Buffer));

    /// <summary>Number of held or booked visits that start on a civil day of the clinician.</summary>
    public static int CountOn(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        Slots(schedule, now, need).Count(s => CivilTime.DayOf(s.Start, schedule.Profile.Zone) == day);

    /// <summary>Whether the clinician's own week, Monday to Sunday, has reached its limit of visits.</summary>
    public static bool IsWeekFull(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        schedule.Profile.WeeklyLimit is { } limit && CountInWeek(schedule, day, now, need) >= limit;

    /// <summary>Number of held or booked visits that start in the week of a civil day of the clinician.</summary>
    public static int CountInWeek(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        Slots(schedule, now, need)
            .Count(s => MondayOf(CivilTime.DayOf(s.Start, schedule.Profile.Zone)) == MondayOf(day));

    /// <summary>The Monday of the week of a day.</summary>
    public static LocalDate MondayOf(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);

    /// <summary>Whether the clinician's own day has reached its limit of visits.</summary>
    public static bool IsFull(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        schedule.Profile.DailyLimit is { } limit && CountOn(schedule, day, now, need) >= limit;
}
