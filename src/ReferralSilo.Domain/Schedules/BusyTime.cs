using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Time that is held or booked at an instant. Expired holds do not count, even without an event.</summary>
public static class BusyTime
{
    /// <summary>The time of live holds and of bookings, without those that a need gives up.</summary>
    public static IEnumerable<TakenTime> Visits(Schedule schedule, Instant now, SlotNeed? need = null) =>
        schedule.Bookings.Where(b => need?.IsGivenUp(b.Id.Value, b.Referral) != true)
            .Select(b => schedule.Profile.TimeOf(b.Slot, b.VisitType))
            .Concat(schedule.LiveHolds(now).Where(h => need?.IsGivenUp(h.Id.Value, h.Referral) != true)
                .Select(h => schedule.Profile.TimeOf(h.Slot, h.VisitType)));

    /// <summary>Whether a visit of a type in a slot would overlap a held or booked one, or be too close to
    /// it.</summary>
    public static bool IsTaken(Schedule schedule, SlotId slot, VisitType type, Instant now, SlotNeed? need = null)
    {
        var wanted = schedule.Profile.TimeOf(slot, type);
        return Visits(schedule, now, need).Any(wanted.Clashes);
    }

    /// <summary>Number of held or booked visits that start on a civil day of the clinician.</summary>
    public static int CountOn(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        Visits(schedule, now, need).Count(v => CivilTime.DayOf(v.Slot.Start, schedule.Profile.Zone) == day);

    /// <summary>Whether the clinician's own week, Monday to Sunday, has reached its limit of visits.</summary>
    public static bool IsWeekFull(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        schedule.Profile.WeeklyLimit is { } limit && CountInWeek(schedule, day, now, need) >= limit;

    /// <summary>Number of held or booked visits that start in the week of a civil day of the clinician.</summary>
    public static int CountInWeek(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        Visits(schedule, now, need)
            .Count(v => MondayOf(CivilTime.DayOf(v.Slot.Start, schedule.Profile.Zone)) == MondayOf(day));

    /// <summary>The Monday of the week of a day.</summary>
    public static LocalDate MondayOf(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);

    /// <summary>Whether the clinician's own day has reached its limit of visits.</summary>
    public static bool IsFull(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        schedule.Profile.DailyLimit is { } limit && CountOn(schedule, day, now, need) >= limit;
}

/// <summary>The time that a visit takes.</summary>
/// <param name="Slot">The time of the visit itself.</param>
/// <param name="From">Start with the buffer before it.</param>
/// <param name="To">End with the buffer after it, exclusive.</param>
public readonly record struct TakenTime(SlotId Slot, Instant From, Instant To)
{
    /// <summary>Whether both overlap.</summary>
    public bool Clashes(TakenTime other) => CivilTime.Overlap(From, To, other.From, other.To);
}
