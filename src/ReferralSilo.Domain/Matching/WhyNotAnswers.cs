using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Says why a slot or a clinician is not offered to a referral. It asks <see cref="Matcher"/> and
/// <see cref="SlotRules"/>, which also decide, so the answer cannot differ from the offer.</summary>
public static class WhyNotAnswers
{
    /// <summary>Why a slot is not offered, or how it differs from the best slot.</summary>
    /// <param name="need">The referral.</param>
    /// <param name="schedule">The schedule of the slot's clinician.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="best">The best slot of all clinicians; null for none.</param>
    /// <param name="now">The time of the question.</param>
    public static WhyNot Slot(MatchNeed need, Schedule schedule, SlotId slot, SlotMatch? best, Instant now)
    {
        var broken = Closed(need) ?? Own(need, slot) ?? [.. SlotRules
            .Broken(schedule, slot, need.Must.VisitType, now, need.Must)
            .Select(rule => BrokenRules.Of(rule, schedule, need, slot, now))];
        // A rule that a person may overrule does not keep the slot from being offered.
        var found = broken.All(b => b.Change == "overrule") ? Find(need, schedule, slot, now) : null;
        if (found is null && broken.Count == 0)
            broken = [new BrokenRule("not-on-grid", null, null, "Slots of this clinician start at other times.",
                "other-time")];
        return Answer(need, schedule, slot, broken, null, found, best);
    }

    /// <summary>Why no slot of a clinician is offered, or how the clinician's best slot differs from the best of
    /// all.</summary>
    public static WhyNot Clinician(MatchNeed need, Schedule schedule, SlotMatch? best, Instant now)
    {
        var searched = new Interval(now, now + ScheduleBoards.Horizon);
        var found = Matcher.BestSlots(need, [schedule], searched, now, 1).Items.FirstOrDefault();
        if (found is not null) return Answer(need, schedule, found.Slot, [], null, found, best);
        var later = FirstPossible(need, schedule, now);
        var day = CivilTime.DayOf(now, schedule.Profile.Zone);
        var broken = Closed(need) ?? [.. Rules(need, schedule.Profile, day)
            .Select(rule => BrokenRules.Of(rule, schedule.Profile, need, day, later?.Start))];
        if (need.IsOpen && later is { } start && SlotRules.IsLate(need.Must, start.Start))
            broken = [.. broken, BrokenRules.Of(SlotRule.NeedBy, schedule.Profile, need, day, start.Start)];
        if (broken.Count == 0)
            broken = [new BrokenRule("no-free-slot", null, null,
                "The clinician has no free slot in the next two weeks.", "other-time",
                later?.Start.ToDateTimeOffset())];
        return Answer(need, schedule, null, broken, later?.Start, null, best);
    }

    // What no day changes, and what the day of the question breaks.
    private static IEnumerable<SlotRule> Rules(MatchNeed need, ClinicianProfile clinician, LocalDate day)
    {
        // An overruled need breaks neither need-by nor documents, which do not keep a slot from being offered.
        var must = need.Must with { Overrule = "why" };
        foreach (var rule in SlotRules.Broken(clinician, must, CivilTime.StartOf(day, clinician.Zone)))
            yield return rule;
        if (must.VisitType is { } type && clinician.VisitTypes.All(v => v.VisitType != type))
            yield return SlotRule.VisitType;
    }

    private static SlotId? FirstPossible(MatchNeed need, Schedule schedule, Instant now)
    {
        if (SlotRules.FirstRuleAgainst(schedule.Profile, need.Must) is not null) return null;
        var span = new Interval(now, now + Duration.FromDays(ScheduleLimits.GridDays));
        return SlotGrid.Free(schedule, span, now, need.Must).FirstOrDefault(f =>
            (need.Must.VisitType is not { } type || f.VisitTypes.Contains(type))
            && need.Must.GivesUp?.Any(own => own.Slot == f.Slot) != true
            && SlotRules.FirstRuleOn(schedule.Profile, need.Must, CivilTime.DayOf(f.Start, schedule.Profile.Zone))
                is null)?.Slot;
    }

    // The day's slots decide the load, so all of them are computed and one is scored.
    private static MatchedSlot? Find(MatchNeed need, Schedule schedule, SlotId slot, Instant now)
    {
        var end = now + ScheduleBoards.Horizon;
        if (slot.Start >= end) end = slot.Start + Duration.FromDays(2);
        var capacity = CapacityIndex.Build(schedule, new Interval(now, end), now, need.Must);
        var only = capacity with { Free = [.. capacity.Free.Where(f => f.Slot == slot)] };
        return Matcher.BestSlots(need, new CapacityIndex([only]), now, 1).Items.FirstOrDefault();
    }

    private static IReadOnlyList<BrokenRule>? Closed(MatchNeed need) => need.IsOpen ? null
        : [new BrokenRule("referral-closed", null, null, "The referral needs no slot.")];

    private static IReadOnlyList<BrokenRule>? Own(MatchNeed need, SlotId slot) =>
        need.Must.GivesUp?.Any(own => own.Slot == slot) == true
            ? [new BrokenRule("own-slot", null, null, "The referral has this slot itself.")] : null;

    private static WhyNot Answer(MatchNeed need, Schedule schedule, SlotId? slot, IReadOnlyList<BrokenRule> broken,
        Instant? firstPossible, MatchedSlot? found, SlotMatch? best) => new(
        need.Referral.Value, schedule.Clinician.Value, slot?.Value, broken, firstPossible?.ToDateTimeOffset(),
        found?.Score, best, found is null || best is null ? [] : [.. found.Reasons.Zip(best.Reasons, (own, other) =>
            new ReasonDifference(own.Rule, own.Points, other.Points, Math.Round(own.Points - other.Points, 1)))]);
}
