using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Checks whether the clinician's time allows a hold or booking: open, not busy, within the limits.</summary>
public static class FreeTime
{
    /// <summary>All rules about the clinician's time that a slot breaks, in the order of evaluation; empty for a free
    /// slot. What the need gives up in the same step counts as free.</summary>
    /// <param name="schedule">The clinician's schedule.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="wanted">Required visit type; null for any.</param>
    /// <param name="now">Holds that ended by then do not count.</param>
    /// <param name="need">The referral's need; null for no particular referral.</param>
    public static IEnumerable<SlotRule> Broken(Schedule schedule, SlotId slot, VisitType? wanted, Instant now,
        SlotNeed? need = null)
    {
        if (slot.Clinician != schedule.Clinician || slot.Start < now)
        {
            yield return SlotRule.OpenTime;
            yield break;
        }

        // Further away, nothing about the time is known.
        if (slot.Start > now + Duration.FromDays(ScheduleLimits.HorizonDays))
        {
            yield return SlotRule.Horizon;
            yield break;
        }

        var open = OpenTime.VisitTypesOf(schedule, slot);
        if (Candidates(schedule, slot, wanted, open).All(t => BusyTime.IsTaken(schedule, slot, t, now, need)))
            yield return SlotRule.Taken;
        if (open is not { } possible) yield return SlotRule.OpenTime;
        else if (possible.Count == 0 || (wanted is { } type && !possible.Contains(type)))
            yield return SlotRule.VisitType;
        if (IsTooSoon(schedule, slot.Start, slot.End, now)) yield return SlotRule.Notice;
        if (IsTooFar(schedule.Profile, slot.Start, now)) yield return SlotRule.Horizon;
        var day = CivilTime.DayOf(slot.Start, schedule.Profile.Zone);
        if (BusyTime.IsFull(schedule, day, now, need)) yield return SlotRule.DailyLimit;
        if (BusyTime.IsWeekFull(schedule, day, now, need)) yield return SlotRule.WeeklyLimit;
    }

    /// <summary>The refusal for a slot that is not free; null for a free one. Parameters as
    /// <see cref="Broken"/>.</summary>
    public static Refusal? FindRefusal(Schedule schedule, SlotId slot, VisitType? wanted, Instant now,
        SlotNeed? need = null) =>
        SlotRules.First(Broken(schedule, slot, wanted, now, need)) is { } rule ? SlotRefusals.For(rule, need) : null;

    /// <summary>The open visit types of a slot for which it is also not taken, in the clinician's order; null as in
    /// <see cref="OpenTime.VisitTypesOf"/>.</summary>
    public static IReadOnlyList<VisitType>? TypesOf(Schedule schedule, SlotId slot, Instant now,
        SlotNeed? need = null) => OpenTime.VisitTypesOf(schedule, slot) is { } open
            ? [.. open.Where(t => !BusyTime.IsTaken(schedule, slot, t, now, need))] : null;

    /// <summary>The visit types of which one must not be taken: the wanted one, else those that are open, else all of
    /// the length. At least one.</summary>
    internal static IReadOnlyList<VisitType> Candidates(Schedule schedule, SlotId slot, VisitType? wanted,
        IReadOnlyList<VisitType>? open) =>
        wanted is { } type ? [type] : open is { Count: > 0 } ? open
        : schedule.Profile.OfLength(slot.Length) is { Count: > 0 } all ? all : [default];

    /// <summary>Whether a visit starts before the clinician's notice has passed. Visits within on-demand time need no
    /// notice.</summary>
    public static bool IsTooSoon(Schedule schedule, Instant start, Instant end, Instant now) =>
        schedule.Profile.NoticeMinutes is { } notice && start < now + Duration.FromMinutes(notice)
        && !(schedule.OnDemand is { } pool && pool.From <= start && end <= pool.Until);

    /// <summary>Whether a visit starts after the clinician's horizon.</summary>
    public static bool IsTooFar(ClinicianProfile clinician, Instant start, Instant now) =>
        clinician.HorizonDays is { } days && start > now + Duration.FromDays(days);
}
