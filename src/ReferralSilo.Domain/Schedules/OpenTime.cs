using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>An interval in which a clinician sees patients: for some visit types or (null) all.</summary>
public readonly record struct OpenWindow(Instant Start, Instant End, IReadOnlyList<VisitType>? VisitTypes)
{
    /// <summary>The clinician's visit types of a length that the window admits.</summary>
    public IReadOnlyList<VisitType> Admits(ClinicianProfile profile, Duration length)
    {
        var types = profile.OfLength(length);
        return VisitTypes is { } only ? [.. types.Where(only.Contains)] : types;
    }
}

/// <summary>When a clinician sees patients, whatever is held or booked: availability, extra time and on demand, less time off.</summary>
public static class OpenTime
{
    /// <summary>Weekly windows on the civil days from first to last (inclusive), and extra time and the on-demand pool where they touch them. Time off is not taken out.</summary>
    public static IEnumerable<OpenWindow> Windows(Schedule schedule, LocalDate first, LocalDate last)
    {
        var zone = schedule.Profile.Zone;
        for (var day = first; day <= last; day = day.PlusDays(1))
            foreach (var period in schedule.Availability)
                if (period.On(day, zone) is { } open)
                    yield return new OpenWindow(open.Start, open.End, period.VisitTypes);

        var (start, end) = (CivilTime.StartOf(first, zone), CivilTime.StartOf(last.PlusDays(1), zone));
        foreach (var extra in schedule.Exceptions)
            if (extra.Available && CivilTime.Overlap(extra.From, extra.To, start, end))
                yield return new OpenWindow(extra.From, extra.To, null);

        if (schedule.OnDemand is { } pool && CivilTime.Overlap(pool.From, pool.Until, start, end))
            yield return new OpenWindow(pool.From, pool.Until, null);
    }

    /// <summary>Whether time off takes any moment of the interval away.</summary>
    public static bool IsTimeOff(Schedule schedule, Instant start, Instant end) =>
        schedule.Exceptions.Any(e => e.BlocksAny(start, end));

    /// <summary>
    /// The visit types possible in a slot, in the clinician's order: null when it lies in no open window or touches
    /// time off; empty when the window admits no visit of this length.
    /// </summary>
    public static IReadOnlyList<VisitType>? VisitTypesOf(Schedule schedule, SlotId slot)
    {
        if (IsTimeOff(schedule, slot.Start, slot.End))
            return null;
        var day = CivilTime.DayOf(slot.Start, schedule.Profile.Zone);
        var within = Windows(schedule, day, day).Where(w => w.Start <= slot.Start && slot.End <= w.End).ToList();
        if (within.Count == 0)
            return null;
        var admitted = within.SelectMany(w => w.Admits(schedule.Profile, slot.Length)).ToHashSet();
        return [.. schedule.Profile.OfLength(slot.Length).Where(admitted.Contains)];
    }
}
