using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class MatchIsCommitProperties
{
    [Fact]
    public void What_matching_offers_the_commit_takes_and_what_the_commit_takes_matching_offers() =>
        Gen.Int.Sample(seed =>
        {
            if (Difference(new AWorld(seed)) is { } found) Assert.Fail($"World {seed}: {found}");
        }, iter: 100_000);

    [Fact]
    public void The_worlds_reach_every_rule_on_both_sides_of_it()
    {
        var codes = new Dictionary<string, int>();
        for (var seed = 0; seed < 3000; seed++)
        {
            var world = new AWorld(seed);
            foreach (var slot in world.Some(2))
            {
                var code = Refusal(world, slot, null) ?? "taken in";
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }
        }

        Assert.All(SlotRefusals.All.Select(r => r.Code).Concat(["slot-taken", "daily-limit-reached", "taken in"]),
            code => Assert.True(codes.GetValueOrDefault(code) > 20, $"{code}: {codes.GetValueOrDefault(code)}"));
    }

    /// <summary>Null, or a slot that one side gives and the other refuses.</summary>
    private static string? Difference(AWorld world)
    {
        var need = MatchNeed.From(world.Referral);
        var offered =
            Matcher.BestSlots(need, [world.Schedule], world.Horizon, world.Now,
            Matcher.LimitMost).Items.ToDictionary(m => m.Slot);
        if (offered.Count == Matcher.LimitMost) return $"{offered.Count} slots are more than are looked at";
        foreach (var slot in world.Some(2).Concat(offered.Keys.Take(1)))
        {
            var (refused, overruled) = (Refusal(world, slot, null), Refusal(world, slot, "a reason"));
            var said = $"{slot.Start}: the commit says {refused ?? "yes"}, overruled {overruled ?? "yes"}, and it is "
                + $"{(offered.ContainsKey(slot) ? "" : "not ")}offered";
            if (offered.GetValueOrDefault(slot) is { } match)
            {
                if (overruled is not null || refused is null != (match.ToOverrule.Count == 0)) return said;
                if (refused is not null && refused != SlotRefusals.CodeOf(match.ToOverrule[0])) return said;
            }
            else if (overruled is null && !MayBeLeftOut(world, need.Must, slot)) return said;
            if (world.Referral is Referral.Waiting
                && FoundFor(world,
                slot) != offered.ContainsKey(slot)) return $"{said}, and found for it: {FoundFor(world, slot)}";
        }

        return null;
    }

    private static bool MayBeLeftOut(AWorld world, SlotNeed need, SlotId slot) =>
        need.GivesUp?.Any(own => own.Slot == slot) == true
        || (need.VisitType is { } wish && OpenTime.VisitTypesOf(world.Schedule, slot)?.Contains(wish) == false)
        || (need.NeedBy > world.Now && slot.Start > need.NeedBy);

    private static bool FoundFor(AWorld world, SlotId slot) =>
        Matcher.BestReferrals(slot, world.Schedule, [MatchNeed.From(QueueEntry.From(world.Referral, 1))], world.Now,
            1).Count > 0;

    /// <summary>What the schedule says to a hold and, where nothing is overruled, the same to a booking.</summary>
    private static string? Refusal(AWorld world, SlotId slot, string? overrule)
    {
        var need = ReferralNeeds.For(world.Referral, overrule);
        var held = Code(ScheduleDecider.Decide(world.Schedule, new ScheduleCommand.Hold(
            new("new"), slot, need.Referral, null, world.Now + Duration.FromMinutes(5), need), world.Now));
        if (overrule is not null) return held;
        var booked =
            Code(ScheduleDecider.Decide(world.Schedule,
            new ScheduleCommand.Book(new("new"), slot, need.Referral, null, null, need), world.Now));
        return held == booked ? held : $"{held ?? "yes"} to a hold and {booked ?? "yes"} to a booking";
    }
}
