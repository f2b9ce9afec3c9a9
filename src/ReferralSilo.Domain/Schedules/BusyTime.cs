using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>What is held or booked at a moment; expired holds do not count, recorded or not.</summary>
public static class BusyTime
{
    /// <summary>Slots of live holds and of bookings, less what a need gives up in exchange.</summary>
    public static IEnumerable<SlotId> Slots(Schedule schedule, Instant now, SlotNeed? need = null) =>
        schedule.Bookings.Where(b => need?.IsGivenUp(b.Id.Value, b.Referral) != true).Select(b => b.Slot)
            .Concat(schedule.LiveHolds(now).Where(h => need?.IsGivenUp(h.Id.Value, h.Referral) != true)
                .Select(h => h.Slot));

    /// <summary>Whether a slot with the buffer after it touches another with the buffer after that.</summary>
    public static bool Clash(SlotId slot, SlotId other, Duration buffer) =>
        CivilTime.Overlap(slot.Start, slot.End + buffer, other.Start, other.End + buffer);

    /// <summary>Whether a slot is held or booked, or too close to what is.</summary>
    public static bool IsTaken(Schedule schedule, SlotId slot, Instant now, SlotNeed? need = null) =>
        Slots(schedule, now, need).Any(busy => Clash(slot, busy, schedule.Profile.Buffer));

    /// <summary>How many visits are held or booked to start on a civil day of the clinician.</summary>
    public static int CountOn(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        Slots(schedule, now, need).Count(s => CivilTime.DayOf(s.Start, schedule.Profile.Zone) == day);

    /// <summary>Whether the clinician's own day has as many visits as it may.</summary>
    public static bool IsFull(Schedule schedule, LocalDate day, Instant now, SlotNeed? need = null) =>
        schedule.Profile.DailyLimit is { } limit && CountOn(schedule, day, now, need) >= limit;
}
