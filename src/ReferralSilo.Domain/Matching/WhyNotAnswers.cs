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
    /// <summary>Why a slot is not offered, or how it differs from the best slot. The rules are in the order in which a
    /// booking is judged, so the first is the refusal of a booking.</summary>
    /// <param name="need">The referral.</param>
    /// <param name="schedule">The schedule of the slot's clinician.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="best">The best slot of all clinicians; null for none.</param>
    /// <param name="now">The time of the question.</param>
    /// <param name="checks">What a booking checks before it asks the schedule.</param>
    public static WhyNot Slot(MatchNeed need, Schedule schedule, SlotId slot, SlotMatch? best, Instant now,
        BookingChecks checks)
    {
        if ((Closed(need) ?? Own(need, slot)) is { } kept) return Answer(need, schedule, slot, kept, null, null, best);
        List<BrokenRule> broken = [.. BrokenRules.Of(checks, slot),
            .. SlotRules.Broken(schedule, slot, need.Must.VisitType, now, need.Must)
                .Select(rule => BrokenRules.Of(rule, schedule, need, slot, now))];
        // A rule that a person may overrule does not keep the slot from being compared.
        var found = broken.All(b => b.Change == "overrule") ? Find(need, schedule, slot, now) : null;
        if (found is null && broken.Count == 0)
            broken = [new BrokenRule("not-on-grid", null, null, "Slots of this clinician start at other times.",
                "other-time")];
        if (found is not null && slot.Start >= now + ScheduleBoards.Horizon) broken.Add(BrokenRules.Search(slot, now));
        return Answer(need, schedule, slot, broken, null, found, best);
    }

    /// <summary>Why no slot of a clinician is offered, or how the clinician's best slot differs from the best of all.
    /// Without a slot, the first rule is the one under which <see cref="SlotMatches.Removed"/> counts the clinician;
    /// the others follow in the order of evaluation.</summary>
    public static WhyNot Clinician(MatchNeed need, Schedule schedule, SlotMatch? best, Instant now,
        BookingChecks checks)
    {
        if (Closed(need) is { } closed) return Answer(need, schedule, null, closed, null, null, best);
        var capacity = CapacityIndex.Build(schedule, new Interval(now, now + ScheduleBoards.Horizon), now, need.Must);
        if (Matcher.WhyNone(need, capacity, now) is not { } none)
        {
            var found = Matcher.BestSlots(need, new CapacityIndex([capacity]), now, 1).Items[0];
            return Slot(need, schedule, found.Slot, best, now, checks);
        }

        var first = FirstPossible(need, schedule, now);
        var counted = NoSlotReasons.CodeOf(none.Reason);
        var broken = Rules(need, schedule, none, first, now).OrderBy(b => b.Rule != counted);
        return Answer(need, schedule, null, [.. broken, .. BrokenRules.Of(checks, null)], first?.Start, null, best);
    }

    private static IEnumerable<BrokenRule> Rules(MatchNeed need, Schedule schedule, NoSlot none, SlotId? first,
        Instant now)
    {
        var profile = schedule.Profile;
        // The day of the nearest slot decides about age and licence; without one, today.
        var day = none.Nearest?.Day ?? CivilTime.DayOf(now, profile.Zone);
        foreach (var rule in Rules(need, profile, day)) yield return BrokenRules.Of(rule, profile, need, day, null);
        if ((none.Reason == NoSlotReason.NeedBy ? none.Nearest?.Slot : first) is { } possible
            && SlotRules.IsLate(need.Must, possible.Start))
            yield return BrokenRules.Of(SlotRule.NeedBy, profile, need, day, possible.Start);
        if (none.Reason == NoSlotReason.FreeSlot)
            yield return new BrokenRule(NoSlotReasons.CodeOf(NoSlotReason.FreeSlot), null, null,
                "The clinician has no free slot in the next two weeks.", "other-time",
                first?.Start.ToDateTimeOffset());
        if (first is { } far && FreeTime.IsTooFar(profile, far.Start, now))
            yield return BrokenRules.Horizon(profile, far.Start, now);
    }

    // What no day changes, and what one day breaks.
    private static IEnumerable<SlotRule> Rules(MatchNeed need, ClinicianProfile clinician, LocalDate day)
    {
        // An overruled need breaks neither need-by nor documents, which do not keep a slot from being offered.
        var must = need.Must with { Overrule = "why" };
        foreach (var rule in SlotRules.Broken(clinician, must, CivilTime.StartOf(day, clinician.Zone)))
            yield return rule;
        if (!Offers(clinician, must)) yield return SlotRule.VisitType;
    }

    // Also beyond the clinician's horizon: then the answer says from when it can be booked.
    private static SlotId? FirstPossible(MatchNeed need, Schedule schedule, Instant now)
    {
        if (SlotRules.FirstRuleAgainst(schedule.Profile, need.Must) is not null
            || !Offers(schedule.Profile, need.Must)) return null;
        var open = schedule with { Profile = schedule.Profile with { HorizonDays = null } };
        for (var days = 0; days < ScheduleLimits.HorizonDays; days += ScheduleLimits.GridDays)
        {
            var from = now + Duration.FromDays(days);
            if (FirstIn(new Interval(from, from + Duration.FromDays(ScheduleLimits.GridDays))) is { } found)
                return found;
        }

        return null;

        SlotId? FirstIn(Interval span) => !AnyDay(span) ? null : SlotGrid.Free(open, span, now, need.Must)
            .FirstOrDefault(f => (need.Must.VisitType is not { } type || f.VisitTypes.Contains(type))
                && need.Must.GivesUp?.Any(own => own.Slot == f.Slot) != true
                && IsAllowed(CivilTime.DayOf(f.Start, open.Profile.Zone)))?.Slot;

        bool AnyDay(Interval span)
        {
            var last = CivilTime.DayOf(span.End, open.Profile.Zone);
            for (var day = CivilTime.DayOf(span.Start, open.Profile.Zone); day <= last; day = day.PlusDays(1))
                if (IsAllowed(day)) return true;
            return false;
        }

        bool IsAllowed(LocalDate day) => SlotRules.FirstRuleOn(open.Profile, need.Must, day) is null;
    }

    private static bool Offers(ClinicianProfile clinician, SlotNeed need) =>
        need.VisitType is not { } type || clinician.VisitTypes.Any(v => v.VisitType == type);

    // The slots of the day decide the load, so all of them are computed and one is scored.
    private static MatchedSlot? Find(MatchNeed need, Schedule schedule, SlotId slot, Instant now)
    {
        var (zone, end) = (schedule.Profile.Zone, now + ScheduleBoards.Horizon);
        var day = CivilTime.DayOf(slot.Start, zone);
        var (from, to) = (Instant.Max(now, CivilTime.StartOf(day, zone)), CivilTime.StartOf(day.PlusDays(1), zone));
        // The last searched day is not searched to its end.
        if (slot.Start < end) to = Instant.Min(to, end);
        var capacity = CapacityIndex.Build(schedule, new Interval(from, to), now, need.Must);
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
        found?.Score, best, found is null || best is null ? [] : ReasonDifference.Between(found.Reasons, best.Reasons));
}
