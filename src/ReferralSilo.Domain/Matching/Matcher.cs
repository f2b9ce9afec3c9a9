using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>A slot that fits a need, with its score (0..100, the sum of its reasons) and the rules that a person must
/// overrule.</summary>
public sealed record MatchedSlot(
    SlotId Slot, ClinicianId Clinician, string ClinicianName, VisitType VisitType, double Score,
    IReadOnlyList<ScoreReason> Reasons, IReadOnlyList<SlotRule> ToOverrule);

/// <summary>The best slots for a need; <c>WhyNot</c> says how many clinicians each hard rule removed, also when some
/// are left.</summary>
public sealed record MatchedSlots(IReadOnlyList<MatchedSlot> Items, IReadOnlyList<string> WhyNot)
{
    /// <summary>The same as codes.</summary>
    internal IReadOnlyDictionary<NoSlotReason, int> Removed { get; init; } =
        new Dictionary<NoSlotReason, int>();
}

/// <summary>A need that fits a slot, with its score (0..100, the sum of its reasons) and the rules that a person must
/// overrule.</summary>
public sealed record MatchedReferral(
    ReferralId Referral, string Number, Priority Priority, double Score, IReadOnlyList<ScoreReason> Reasons,
    IReadOnlyList<SlotRule> ToOverrule);

/// <summary>
/// Matches referrals and slots in both directions (CM-4). <see cref="SlotRules"/> filter, <see cref="MatchWeights"/>
/// order. The commit accepts every offered slot, or names the rules to overrule. Slots after the need-by are offered
/// only when the need-by is past: before that, an earlier slot may still become free. Equal inputs give equal results:
/// ties go to the earlier start, then the lower clinician id; among referrals to the one received first, then the lower
/// id.
/// </summary>
public static class Matcher
{
    /// <summary>Maximum number of matches in one result.</summary>
    public const int LimitMost = 50;

    /// <summary>The best slots for a need in the horizon.</summary>
    public static MatchedSlots BestSlots(MatchNeed need, IEnumerable<Schedule> schedules, Interval horizon, Instant now,
        int limit) =>
        BestSlots(need, CapacityIndex.Build(schedules, horizon, now, need.Must), now, limit);

    /// <summary>The best slots for a need among given free slots; slots that have started are left out.</summary>
    public static MatchedSlots BestSlots(MatchNeed need, CapacityIndex capacity, Instant now, int limit)
    {
        var removed = new Dictionary<NoSlotReason, int>();
        var best = new TopSlots(Math.Clamp(limit, 0, LimitMost));
        if (need.IsOpen)
            foreach (var clinician in capacity.Clinicians)
                if (Collect(need, clinician, now, best) is { Reason: var rule })
                    removed[rule] = removed.GetValueOrDefault(rule) + 1;

        var explained = best.BestFirst.Select(f => Explained(f.Slot, f.Clinician, f.Points, need, now));
        return new MatchedSlots([.. explained], NoSlotReasons.Sentences(need, removed, capacity.Clinicians.Count))
        {
            Removed = removed,
        };
    }

    /// <summary>The best needs for a slot; none when the slot is not free.</summary>
    public static IReadOnlyList<MatchedReferral> BestReferrals(
        SlotId slot, Schedule schedule, IEnumerable<MatchNeed> needs, Instant now, int limit) =>
        FreeTime.FindRefusal(schedule, slot, null, now) is null && FreeTime.TypesOf(schedule, slot, now) is { } types
                ? BestReferrals(slot, types, schedule.Profile, needs, now, limit)
                : [];

    /// <summary>The best needs for a free slot with its possible visit types.</summary>
    public static IReadOnlyList<MatchedReferral> BestReferrals(
        SlotId slot, IReadOnlyList<VisitType> types, ClinicianProfile clinician, IEnumerable<MatchNeed> needs,
        Instant now, int limit) =>
        [.. needs
            .Where(n => n.IsOpen && Suits(slot, types, clinician, n, now))
            .Select(n => (Need: n, Points: MatchScore.OfReferral(slot, clinician, n, ZoneOf(n, clinician), now)))
            .OrderByDescending(f => f.Points.Total)
            .ThenBy(f => f.Need.ReceivedAt)
            .ThenBy(f => f.Need.Referral.Value, StringComparer.Ordinal)
            .Take(Math.Clamp(limit, 0, LimitMost))
            .Select(f => Explained(slot, clinician, f.Points, f.Need, now))];

    /// <summary>Why a clinician has no slot for the need, as counted in <see cref="MatchedSlots.Removed"/>; null when
    /// there is one.</summary>
    internal static NoSlot? WhyNone(MatchNeed need, ClinicianCapacity clinician, Instant now) =>
        Collect(need, clinician, now, new TopSlots(0));

    private static bool Suits(SlotId slot, IReadOnlyList<VisitType> types, ClinicianProfile clinician, MatchNeed need,
        Instant now) =>
        SlotRules.FirstRuleAgainst(clinician, need.Must) is null
        && SlotRules.FirstRuleOn(clinician, need.Must, CivilTime.DayOf(slot.Start, clinician.Zone)) is null
        && !IsTooLate(need, slot.Start, now) && Admits(types, need);

    // Returns why the clinician has no slot; null when a slot was found.
    private static NoSlot? Collect(
        MatchNeed need, ClinicianCapacity clinician, Instant now, TopSlots best)
    {
        var (profile, must) = (clinician.Profile, need.Must);
        if (SlotRules.FirstRuleAgainst(profile, must) is { } forbidden)
            return new NoSlot(Why(forbidden), null);
        if (must.VisitType is { } type && profile.VisitTypes.All(v => v.VisitType != type))
            return new NoSlot(NoSlotReason.VisitType, null);
        var zone = ZoneOf(need, profile);
        var wanted = MatchScore.OfClinician(profile, need);
        var none = new NoSlot(NoSlotReason.FreeSlot, null);
        var any = false;
        LocalDate? day = null;
        SlotRule? onDay = null;
        foreach (var slot in clinician.Free)
        {
            if (slot.Slot.Start < now || !Admits(slot.VisitTypes, need) || IsOwn(must, slot.Slot))
                continue;
            if (day != slot.Day)
                (day, onDay) = (slot.Day, SlotRules.FirstRuleOn(profile, must, slot.Day));
            if (onDay is not null || IsTooLate(need, slot.Slot.Start, now))
            {
                if (Nearest(none.Reason, onDay) is var why && why != none.Reason) none = new NoSlot(why, slot);
                continue;
            }
            any = true;
            best.Add(new(slot, profile, MatchScore.OfSlot(slot, wanted, need, zone, now)));
        }
        return any ? null : none;
    }

    // The reason of the slot that breaks the latest rule in the order licence, age, need-by.
    internal static NoSlotReason Nearest(NoSlotReason before, SlotRule? onDay) => (before, onDay) switch
    {
        (NoSlotReason.NeedBy, _) or (_, null) => NoSlotReason.NeedBy,
        (NoSlotReason.Age, _) or (_, SlotRule.Age) => NoSlotReason.Age,
        _ => NoSlotReason.Licence,
    };

    private static NoSlotReason Why(SlotRule forbidden) => forbidden switch
    {
        SlotRule.ServiceLine => NoSlotReason.ServiceLine,
        SlotRule.Licence => NoSlotReason.Licence,
        SlotRule.AccessNeed => NoSlotReason.AccessNeed,
        _ => NoSlotReason.Language,
    };

    private static bool IsTooLate(MatchNeed need, Instant start, Instant now) =>
        need.NeedBy > now && SlotRules.IsLate(need.Must, start);

    // Matching keeps the preferred visit type; only a person may choose another one.
    private static bool Admits(IReadOnlyList<VisitType> types, MatchNeed need) =>
        need.Must.VisitType is not { } type || types.Contains(type);

    // The referral's own slot is not offered again.
    private static bool IsOwn(SlotNeed must, SlotId slot)
    {
        foreach (var own in must.GivesUp ?? [])
            if (own.Slot == slot)
                return true;
        return false;
    }

    /// <summary>A free slot with its score and reasons.</summary>
    internal static MatchedSlot Explained(FreeSlot slot, ClinicianProfile clinician, MatchNeed need, Instant now) =>
        Explained(slot, clinician, MatchScore.OfSlot(slot, MatchScore.OfClinician(clinician, need), need,
            ZoneOf(need, clinician), now), need, now);

    private static MatchedSlot Explained(FreeSlot slot, ClinicianProfile clinician, SlotPoints points, MatchNeed need,
        Instant now)
    {
        var reasons = MatchScore.Explain(points, slot, clinician, need, now);
        return new(slot.Slot, clinician.Id, clinician.Name, need.Must.VisitType ?? slot.VisitTypes[0], points.Total,
            reasons,
            [.. SlotRules.RulesToOverrule(need.Must, slot.Slot.Start)]);
    }

    /// <summary>A need that fits a slot with its score and reasons.</summary>
    internal static MatchedReferral Explained(SlotId slot, ClinicianProfile clinician, MatchNeed need, Instant now) =>
        Explained(slot, clinician, PointsOf(slot, clinician, need, now), need, now);

    /// <summary>The points of a need for a slot.</summary>
    internal static ReferralPoints PointsOf(SlotId slot, ClinicianProfile clinician, MatchNeed need, Instant now) =>
        MatchScore.OfReferral(slot, clinician, need, ZoneOf(need, clinician), now);

    private static MatchedReferral Explained(SlotId slot, ClinicianProfile clinician, ReferralPoints points,
        MatchNeed need, Instant now)
    {
        var reasons = MatchScore.Explain(points, slot, clinician, need, now);
        return new(need.Referral, need.Number, need.Priority, points.Total, reasons,
            [.. SlotRules.RulesToOverrule(need.Must, slot.Start)]);
    }

    private static DateTimeZone ZoneOf(MatchNeed need, ClinicianProfile clinician) =>
        CivilTime.FindZone(need.Zone) ?? clinician.Zone;
}
