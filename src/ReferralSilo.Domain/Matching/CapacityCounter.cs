using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Counts open, held and booked visits.</summary>
public static class CapacityCounter
{
    /// <summary>
    /// One row per civil day of the clinician in the interval that has any visit or slot. Open is the number of visits
    /// that fit next to each other within the daily limit: overlapping slots of different lengths count once.
    /// </summary>
    public static IReadOnlyList<CapacityDay> Days(Schedule schedule, Interval interval, Instant now) =>
        Days(schedule, SlotGrid.Slots(schedule, interval, now), interval, now);

    /// <summary>The same for given slots.</summary>
    public static IReadOnlyList<CapacityDay> Days(Schedule schedule, IReadOnlyList<GridSlot> slots, Interval interval,
        Instant now)
    {
        var profile = schedule.Profile;
        return [.. slots
            .Where(s => s.Status != SlotStatus.BusyUnavailable && interval.Contains(s.Start))
            .GroupBy(s => CivilTime.DayOf(s.Start, profile.Zone))
            .OrderBy(d => d.Key)
            .Select(day => new CapacityDay(
                profile.Id.Value, profile.Name, LocalDatePattern.Iso.Format(day.Key), profile.TimeZone,
                Open(schedule, day.Key, [.. day.Where(s => s.Status == SlotStatus.Free)], now),
                day.Count(s => s.Status == SlotStatus.BusyTentative), day.Count(s => s.Status == SlotStatus.Busy)))];
    }

    /// <summary>Visits that still fit today and in seven days from today, in the clinician's civil days.</summary>
    public static (int Today, int Week) OpenSoon(Schedule schedule, Instant now)
    {
        var today = CivilTime.DayOf(now, schedule.Profile.Zone);
        var week = new Interval(now, CivilTime.StartOf(today.PlusDays(7), schedule.Profile.Zone));
        var days = Days(schedule, week, now);
        var todayText = LocalDatePattern.Iso.Format(today);
        return (days.Where(d => d.Date == todayText).Sum(d => d.Open), days
            .GroupBy(d => BusyTime.MondayOf(LocalDatePattern.Iso.Parse(d.Date).Value))
            .Sum(w => WithinWeek(schedule, w.Key, w.Sum(d => d.Open), now)));
    }

    /// <summary>How many of the slots fit next to each other with the least buffers of their length between them. The
    /// earliest end is taken first.</summary>
    public static int Fitting(IReadOnlyList<GridSlot> free, ClinicianProfile clinician)
    {
        var (count, freeFrom) = (0, Instant.MinValue);
        foreach (var (slot, gap) in free.Select(s => (Slot: s, Gap: clinician.GapOf(s.End - s.Start)))
            .OrderBy(s => s.Slot.End).ThenBy(s => s.Gap))
        {
            if (slot.Start < freeFrom)
                continue;
            count++;
            freeFrom = slot.End + gap;
        }
        return count;
    }

    private static int Open(Schedule schedule, LocalDate day, IReadOnlyList<GridSlot> free, Instant now)
    {
        var fitting = Fitting(free, schedule.Profile);
        if (schedule.Profile.DailyLimit is { } limit)
            fitting = Math.Min(fitting, Math.Max(0, limit - BusyTime.CountOn(schedule, day, now)));
        return WithinWeek(schedule, day, fitting, now);
    }

    /// <summary>Of visits that fit, those that the weekly limit leaves.</summary>
    private static int WithinWeek(Schedule schedule, LocalDate day, int fitting, Instant now) =>
        schedule.Profile.WeeklyLimit is { } weekly
            ? Math.Min(fitting, Math.Max(0, weekly - BusyTime.CountInWeek(schedule, day, now)))
            : fitting;
}
