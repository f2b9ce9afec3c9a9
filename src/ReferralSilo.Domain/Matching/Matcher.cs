using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>A slot that suits a need, with its explained score (0..100, the sum of its reasons).</summary>
public sealed record MatchedSlot(
    SlotId Slot, ClinicianId Clinician, string ClinicianName, VisitType VisitType, double Score, IReadOnlyList<ScoreReason> Reasons);

/// <summary>The best slots of a need; <c>WhyNot</c> says which hard rule removed how many clinicians, also when some are left.</summary>
public sealed record MatchedSlots(IReadOnlyList<MatchedSlot> Items, IReadOnlyList<string> WhyNot);

/// <summary>A need that suits a slot, with its explained score (0..100, the sum of its reasons).</summary>
public sealed record MatchedReferral(ReferralId Referral, string Number, Priority Priority, double Score, IReadOnlyList<ScoreReason> Reasons);

/// <summary>
/// Matches referrals and capacity both ways (CM-4). <see cref="HardRules"/> are never broken, <see cref="MatchWeights"/>
/// order the rest. The same input gives the same answer: ties go to the earlier start, then the lower clinician id;
/// among referrals to the one received first, then the lower id.
/// </summary>
public static class Matcher
{
    /// <summary>Most matches in one answer.</summary>
    public const int LimitMost = 50;

    /// <summary>The best slots of a need in the horizon.</summary>
    public static MatchedSlots BestSlots(MatchNeed need, IEnumerable<Schedule> schedules, Interval horizon, Instant now, int limit) =>
        BestSlots(need, CapacityIndex.Of(schedules, horizon, now), now, limit);

    /// <summary>The best slots of a need among free slots at hand; slots that started since are left out.</summary>
    public static MatchedSlots BestSlots(MatchNeed need, CapacityIndex capacity, Instant now, int limit)
    {
        var removed = new Dictionary<HardRule, int>();
        var best = new BestSlotsKept(Math.Clamp(limit, 0, LimitMost));
        if (need.IsOpen)
            foreach (var clinician in capacity.Clinicians)
                if (Collect(need, clinician, now, best) is { } rule)
                    removed[rule] = removed.GetValueOrDefault(rule) + 1;

        var explained = best.InOrder.Select(f => Explained(f.Slot, f.Clinician, f.Points, need, now));
        return new MatchedSlots([.. explained], MatchWhyNot.Sentences(need, removed, capacity.Clinicians.Count));
    }

    /// <summary>The best needs for a slot; none when the slot is not free.</summary>
    public static IReadOnlyList<MatchedReferral> BestReferrals(
        SlotId slot, Schedule schedule, IEnumerable<MatchNeed> needs, Instant now, int limit) =>
        slot.Clinician == schedule.Clinician && slot.Start >= now
            && !BusyTime.IsTaken(schedule, slot, now)
            && !BusyTime.IsFull(schedule, CivilTime.DayOf(slot.Start, schedule.Profile.Zone), now)
            && OpenTime.VisitTypesOf(schedule, slot) is { Count: > 0 } types
                ? BestReferrals(slot, types, schedule.Profile, needs, now, limit)
                : [];

    /// <summary>The best needs for a slot known to be free, with its possible visit types.</summary>
    public static IReadOnlyList<MatchedReferral> BestReferrals(
        SlotId slot, IReadOnlyList<VisitType> types, ClinicianProfile clinician, IEnumerable<MatchNeed> needs, Instant now, int limit) =>
        [.. needs
            .Where(n => n.IsOpen && HardRules.Breaks(clinician, n) is null && HardRules.IsInTime(slot.Start, n) && HardRules.Admits(types, n))
            .Select(n => (Need: n, Points: MatchScore.OfReferral(slot, clinician, n, ZoneOf(n, clinician), now)))
            .OrderByDescending(f => f.Points.Total)
            .ThenBy(f => f.Need.ReceivedAt)
            .ThenBy(f => f.Need.Referral.Value, StringComparer.Ordinal)
            .Take(Math.Clamp(limit, 0, LimitMost))
            .Select(f => Explained(slot, clinician, f.Points, f.Need, now))];

    // Answers the rule that removed the clinician as a whole, null when a slot was found.
    private static HardRule? Collect(
        MatchNeed need, ClinicianCapacity clinician, Instant now, BestSlotsKept best)
    {
        if (HardRules.Breaks(clinician.Profile, need) is { } broken)
            return broken;
        var zone = ZoneOf(need, clinician.Profile);
        var wanted = MatchScore.OfClinician(clinician.Profile, need);
        var why = HardRule.FreeSlot;
        var any = false;
        foreach (var slot in clinician.Free)
        {
            if (slot.Slot.Start < now || !HardRules.Admits(slot.VisitTypes, need))
                continue;
            if (!HardRules.IsInTime(slot.Slot.Start, need))
            {
                why = HardRule.NeedBy;
                continue;
            }
            any = true;
            best.Offer(new(slot, clinician.Profile, MatchScore.OfSlot(slot, wanted, need, zone, now)));
        }
        return any ? null : why;
    }

    private static MatchedSlot Explained(FreeSlot slot, ClinicianProfile clinician, SlotPoints points, MatchNeed need, Instant now)
    {
        var reasons = MatchScore.Explain(points, slot, clinician, need, now);
        return new(slot.Slot, clinician.Id, clinician.Name, need.VisitType ?? slot.VisitTypes[0], points.Total, reasons);
    }

    private static MatchedReferral Explained(SlotId slot, ClinicianProfile clinician, ReferralPoints points, MatchNeed need, Instant now)
    {
        var reasons = MatchScore.Explain(points, slot, clinician, need, now);
        return new(need.Referral, need.Number, need.Priority, points.Total, reasons);
    }

    private static DateTimeZone ZoneOf(MatchNeed need, ClinicianProfile clinician) =>
        CivilTime.FindZone(need.Zone) ?? clinician.Zone;
}
