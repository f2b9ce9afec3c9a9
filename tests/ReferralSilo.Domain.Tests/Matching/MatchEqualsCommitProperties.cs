using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class MatchEqualsCommitProperties
{
    [Fact]
    public void Matching_offers_exactly_what_the_commit_accepts() =>
        Gen.Int.Sample(seed =>
        {
            if (Difference(new MatchScenario(seed)) is { } found) Assert.Fail($"Scenario {seed}: {found}");
        }, iter: 100_000);

    [Fact]
    public void The_scenarios_cover_every_rule()
    {
        var codes = new Dictionary<string, int>();
        for (var seed = 0; seed < 6000; seed++)
        {
            var scenario = new MatchScenario(seed);
            foreach (var slot in scenario.RandomSlots(2))
            {
                var code = Refusal(scenario, slot, null) ?? "accepted";
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }
        }

        Assert.All(SlotRefusals.All.Select(r => r.Code).Concat(["slot-taken", "daily-limit-reached",
            "weekly-limit-reached", "notice-too-short", "beyond-horizon", "accepted"]),
            code => Assert.True(codes.GetValueOrDefault(code) > 20, $"{code}: {codes.GetValueOrDefault(code)}"));
    }

    [Fact]
    public void The_first_of_all_broken_rules_is_the_refusal_and_no_other_rule_is_hidden() =>
        Gen.Int.Sample(seed =>
        {
            var scenario = new MatchScenario(seed);
            var need = ReferralNeeds.For(scenario.Referral);
            // The booking of a slot that the referral holds itself confirms the hold.
            foreach (var slot in scenario.RandomSlots(2).Where(s => need.GivesUp?.Any(o => o.Slot == s) != true))
            {
                var broken = SlotRules.Broken(scenario.Schedule, slot, null, scenario.Now, need).ToList();
                Assert.Equal(Refusal(scenario, slot, null), broken.Count == 0 ? null : SlotRefusals.CodeOf(broken[0]));
                Assert.Equal(broken.Order(), broken.Distinct().Order());
                Assert.Equal(!CivilRules(scenario, slot, need), broken.Any(r => r <= SlotRule.Documents));
                Assert.Equal(FreeTime.FindRefusal(scenario.Schedule, slot, null, scenario.Now, need) is null,
                    broken.All(r => r <= SlotRule.Documents));
            }
        }, iter: 5_000);

    private static bool CivilRules(MatchScenario scenario, SlotId slot, SlotNeed need) =>
        SlotRules.FirstBrokenRule(scenario.Schedule.Profile, need, slot.Start) is null;

    /// <summary>A slot on which matching and the commit disagree; null for none.</summary>
    private static string? Difference(MatchScenario scenario)
    {
        var need = MatchNeed.From(scenario.Referral);
        var offered = Matcher.BestSlots(need, [scenario.Schedule], scenario.Horizon, scenario.Now,
            Matcher.LimitMost).Items.ToDictionary(m => m.Slot);
        if (offered.Count == Matcher.LimitMost) return $"{offered.Count} slots are at the limit of one result";
        var grid = SlotGrid.Free(scenario.EmptySchedule, scenario.Horizon, scenario.Now).ToLookup(s => s.Slot!.Value);
        foreach (var slot in scenario.RandomSlots(2).Concat(offered.Keys.Take(1)))
        {
            // The commit accepts a type of any open time around the slot; matching offers the slots of its grid.
            if (need.Must.VisitType is { } wish && !grid[slot].Any(s => s.VisitTypes.Contains(wish))
                && OpenTime.VisitTypesOf(scenario.EmptySchedule, slot)?.Contains(wish) == true) continue;
            var (refused, overruled) = (Refusal(scenario, slot, null), Refusal(scenario, slot, "a reason"));
            var message = $"{slot.Start}: the commit: {refused ?? "accepted"}, overruled: {overruled ?? "accepted"}, "
                + $"matching: {(offered.ContainsKey(slot) ? "" : "not ")}offered";
            if (offered.GetValueOrDefault(slot) is { } match)
            {
                if (overruled is not null || refused is null != (match.ToOverrule.Count == 0)) return message;
                if (refused is not null && refused != SlotRefusals.CodeOf(match.ToOverrule[0])) return message;
            }
            else if (overruled is null && !MayBeOmitted(scenario, need.Must, slot)) return message;
            if (scenario.Referral is Referral.Waiting
                && IsReferralFoundFor(scenario, slot) != offered.ContainsKey(slot))
                return $"{message}, and found for it: {IsReferralFoundFor(scenario, slot)}";
        }

        return null;
    }

    private static bool MayBeOmitted(MatchScenario scenario, SlotNeed need, SlotId slot) =>
        need.GivesUp?.Any(own => own.Slot == slot) == true
        || (need.VisitType is { } wish
            && FreeTime.TypesOf(scenario.Schedule, slot, scenario.Now, need)?.Contains(wish) == false)
        || (need.NeedBy > scenario.Now && slot.Start > need.NeedBy);

    private static bool IsReferralFoundFor(MatchScenario scenario, SlotId slot) =>
        Matcher.BestReferrals(slot, scenario.Schedule, [MatchNeed.From(QueueEntry.From(scenario.Referral, 1))],
            scenario.Now, 1).Count > 0;

    /// <summary>The schedule's refusal of a hold and, when nothing is overruled, also of a booking.</summary>
    private static string? Refusal(MatchScenario scenario, SlotId slot, string? overrule)
    {
        var need = ReferralNeeds.For(scenario.Referral, overrule);
        var held = Code(ScheduleDecider.Decide(scenario.Schedule, new ScheduleCommand.Hold(
            new("new"), slot, need.Referral, null, scenario.Now + Duration.FromMinutes(5), need), scenario.Now));
        if (overrule is not null) return held;
        var booked = Code(ScheduleDecider.Decide(scenario.Schedule,
            new ScheduleCommand.Book(new("new"), slot, need.Referral, null, null, need), scenario.Now));
        return held == booked ? held : $"{held ?? "yes"} to a hold and {booked ?? "yes"} to a booking";
    }
}
