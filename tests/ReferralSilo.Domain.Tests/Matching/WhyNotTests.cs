using CsCheck;
using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Matching.ANeed;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class WhyNotTests
{
    [Fact]
    public void The_missing_state_is_named_with_the_licences()
    {
        var broken = Assert.Single(OfClinician(Waiting(state: "TX"), Free()).Broken);

        Assert.Equal(("not-licensed", "CO, WY", "TX", "licence"),
            (broken.Rule, broken.Value, broken.Required, broken.Change));
        Assert.Equal("Dr. ames is licensed in CO, WY; the patient is in TX.", broken.Text);
    }

    [Fact]
    public void A_licence_that_starts_later_is_named_with_its_date_and_the_first_possible_slot()
    {
        var starts = new LocalDate(2031, 3, 24);
        var profile = Profile() with { Licences = [new("WY"), new("CO", starts)] };

        var answer = OfClinician(Waiting(), Free(profile));

        var broken = Assert.Single(answer.Broken);
        Assert.Equal(("not-licensed", "WY, CO from 2031-03-24", "licence-starts"),
            (broken.Rule, broken.Value, broken.Change));
        Assert.Equal(CivilTime.StartOf(starts, profile.Zone).ToDateTimeOffset(), broken.ChangesAt);
        Assert.Equal(24, answer.FirstPossible!.Value.Day);
    }

    [Fact]
    public void An_access_need_that_is_not_met_is_named_with_what_can_be_met()
    {
        var need = Waiting();
        need = need with { Must = need.Must with { AccessNeeds = ["captions", "large-print", "wheelchair"] } };
        var broken = Assert.Single(OfClinician(need,
            Free(Profile() with { MeetsAccessNeeds = ["captions"] })).Broken);

        Assert.Equal(("access-need-not-met", "captions", "large-print, wheelchair", "access-need-met"),
            (broken.Rule, broken.Value, broken.Required, broken.Change));
        Assert.Equal("Dr. ames can meet captions; the patient needs large-print, wheelchair.", broken.Text);
    }

    [Fact]
    public void Every_broken_rule_of_a_slot_is_named()
    {
        var need = Waiting(state: "TX", age: 12, needBy: Duration.FromMinutes(10), languageRequired: true,
            language: "vi", line: "dermatology");
        var schedule = Free(Profile(minAge: 18, dailyLimit: 1)).After(Hold(referral: "other")) with { };
        schedule = schedule with { Profile = schedule.Profile with { NoticeMinutes = 600 } };

        var answer = WhyNotAnswers.Slot(need, schedule, Slot(9), null, Now);

        Assert.Equal(
            ["service-line-not-served", "not-licensed", "language-not-spoken", "age-not-served", "need-by-passed",
            "slot-taken", "notice-too-short", "daily-limit-reached"], answer.Broken.Select(b => b.Rule));
        Assert.Equal(["held", "hold-ends"], [answer.Broken[5].Value, answer.Broken[5].Change]);
        Assert.Equal((Now + Duration.FromMinutes(10)).ToDateTimeOffset(), answer.Broken[5].ChangesAt);
        Assert.Equal(("12", "18–"), (answer.Broken[3].Value, answer.Broken[3].Required));
        Assert.DoesNotContain(answer.Broken, b => b.Text.Contains("r2", StringComparison.Ordinal));
    }

    [Fact]
    public void An_offered_slot_differs_from_the_best_one_by_reasons_that_add_up() =>
        Gen.Int.Sample(seed =>
        {
            var world = new MatchWorld(seed);
            var need = world.Need();
            var all = Matcher.BestSlots(need, world.Schedules,
                new Interval(world.Now, world.Now + ScheduleBoards.Horizon), world.Now, Matcher.LimitMost);
            var views = CapacityViews.Matches(need.Referral, all).Items;
            foreach (var match in all.Items.Take(3).Concat(all.Items.TakeLast(1)))
            {
                var schedule = world.Schedules.Single(s => s.Clinician == match.Clinician);
                var answer = WhyNotAnswers.Slot(need, schedule, match.Slot, views[0], world.Now);

                Assert.All(answer.Broken, b => Assert.Equal("overrule", b.Change));
                Assert.Equal(match.Score, answer.Score);
                Assert.Equal(match.Score - views[0].Score, answer.Differences.Sum(d => d.Difference), 6);
            }

            foreach (var schedule in world.Schedules)
            {
                var answer = WhyNotAnswers.Clinician(need, schedule, views.Count > 0 ? views[0] : null, world.Now);
                var alone = Matcher.BestSlots(need, [schedule],
                    new Interval(world.Now, world.Now + ScheduleBoards.Horizon), world.Now, 1).Items;
                Assert.Equal(alone.Select(m => m.Slot.Value).FirstOrDefault(), answer.Slot);
                Assert.Equal(alone.Count == 0, answer.Broken.Count > 0);
            }
        }, iter: 100);

    [Fact]
    public void A_clinician_without_a_free_slot_has_a_code_and_the_first_date()
    {
        var schedule = Free(null, Period(Workdays, 9, 12) with { ValidFrom = new LocalDate(2031, 4, 1) });

        var answer = OfClinician(Waiting(), schedule);

        Assert.Equal("no-free-slot", Assert.Single(answer.Broken).Rule);
        Assert.Equal(new DateTime(2031, 4, 1), answer.FirstPossible!.Value.Date);
    }

    [Fact]
    public void Removed_clinicians_are_counted_by_code()
    {
        var matches = CapacityViews.Matches(new("r1"), Matcher.BestSlots(Waiting(),
            [Free(), Free(Profile("b", states: ["TX"])), Free(Profile("c", lines: ["dermatology"]))],
            new Interval(Now, Now + Duration.FromDays(14)), Now, 1));

        Assert.Equal([new RemovedClinicians("service-line-not-served", 1), new RemovedClinicians("not-licensed", 1)],
            matches.Removed);
    }

    private static WhyNot OfClinician(MatchNeed need, Schedule schedule) =>
        WhyNotAnswers.Clinician(need, schedule, null, Now);
}
