using CsCheck;
using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
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

        var answer = OfSlot(need, schedule, Slot(9));

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
                var answer = WhyNotAnswers.Slot(need, schedule, match.Slot, views[0], world.Now, BookingChecks.None);

                Assert.All(answer.Broken, b => Assert.Equal("overrule", b.Change));
                Assert.Equal(match.Score, answer.Score);
                Assert.Equal(match.Score - views[0].Score, answer.Differences.Sum(d => d.Difference), 6);
            }

            foreach (var schedule in world.Schedules)
            {
                var answer = WhyNotAnswers.Clinician(need, schedule, views.Count > 0 ? views[0] : null, world.Now,
                    BookingChecks.None);
                var alone = CapacityViews.Matches(need.Referral, Matcher.BestSlots(need, [schedule],
                    new Interval(world.Now, world.Now + ScheduleBoards.Horizon), world.Now, 1));
                Assert.Equal(alone.Items.Select(m => m.Slot).FirstOrDefault(), answer.Slot);
                Assert.Equal(alone.Items.Count == 0, answer.Score is null);
                // The clinician is counted under the rule that is named first.
                if (need.IsOpen)
                    Assert.Equal(alone.Removed.Select(r => r.Rule),
                        alone.Items.Count > 0 ? [] : answer.Broken.Take(1).Select(b => b.Rule));
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

    [Fact]
    public void A_rule_of_the_days_with_free_slots_is_named_and_not_that_of_today()
    {
        // 65 years old from tomorrow on; all free slots are later.
        var need = Waiting();
        need = need with { Must = need.Must with { BirthDate = new LocalDate(1966, 3, 4) } };
        var schedule = Free(Profile() with { MaxAge = 64 },
            Period(Workdays, 9, 12) with { ValidFrom = new LocalDate(2031, 3, 5) });

        var broken = Assert.Single(OfClinician(need, schedule).Broken);

        Assert.Equal(("age-not-served", "65", "0–64"), (broken.Rule, broken.Value, broken.Required));
    }

    [Fact]
    public void A_slot_of_next_year_is_answered_and_one_beyond_all_schedules_says_from_when_it_can_be_booked()
    {
        var need = Waiting();
        var schedule = Free();
        var next = Slots(schedule, 200)[0];

        var answer = OfSlot(need, schedule, next);

        Assert.Equal(["beyond-search"], answer.Broken.Select(b => b.Rule));
        Assert.NotNull(answer.Score);
        Assert.Null(FreeTime.FindRefusal(schedule, next, null, Now, need.Must));
        var far = SlotId.Create(next.Clinician, next.Start + Duration.FromDays(903), next.End + Duration.FromDays(903));
        var broken = Assert.Single(OfSlot(need, schedule, far).Broken);
        Assert.Equal(("beyond-horizon", "booking-opens"), (broken.Rule, broken.Change));
        Assert.Equal(far.Start - Duration.FromDays(1000), Instant.FromDateTimeOffset(broken.ChangesAt!.Value));
        Assert.Equal("beyond-horizon", FreeTime.FindRefusal(schedule, far, null, Now, need.Must)?.Code);
    }

    [Theory]
    [InlineData(null, 300)]
    [InlineData(30, 300)]
    public void The_first_possible_slot_is_found_beyond_a_hundred_days_and_the_horizon(int? horizon, int days)
    {
        var opens = new LocalDate(2031, 3, 3).PlusDays(days);
        var schedule = Free(Profile() with { HorizonDays = horizon },
            Period((Weekdays)127, 9, 12) with { ValidFrom = opens });

        var answer = OfClinician(Waiting(), schedule);

        Assert.Equal(opens.AtMidnight().ToDateTimeUnspecified(), answer.FirstPossible!.Value.Date);
        Assert.Equal(horizon is null ? ["no-free-slot"] : ["no-free-slot", "beyond-horizon"],
            answer.Broken.Select(b => b.Rule));
        if (horizon is { } ahead)
            Assert.Equal(answer.FirstPossible.Value.AddDays(-ahead), answer.Broken[1].ChangesAt);
    }

    [Fact]
    public void A_missing_consent_and_another_visit_of_the_patient_are_named_as_a_booking_judges_them()
    {
        var (need, schedule, slot) = (Waiting(state: "TX"), Free(), Slot(9));
        var visit = new PatientVisit(new("r9"), "b9", slot.Start + Duration.FromMinutes(10), slot.End);

        var answer = WhyNotAnswers.Slot(need, schedule, slot, null, Now, new BookingChecks(true, [visit]));

        Assert.Equal([("consent-missing", "overrule"), ("patient-has-visit", "overrule"), ("not-licensed", "licence")],
            answer.Broken.Select(b => (b.Rule, b.Change)));
        var later = new PatientVisit(new("r9"), "b9", slot.End, slot.End + Duration.FromMinutes(30));
        Assert.Empty(
            WhyNotAnswers.Slot(Waiting(), schedule, slot, null, Now, new BookingChecks(false, [later])).Broken);
        Assert.Equal(["not-licensed", "consent-missing"],
            WhyNotAnswers.Clinician(need, schedule, null, Now, new BookingChecks(true, [visit])).Broken
                .Select(b => b.Rule));
    }

    private static IReadOnlyList<SlotId> Slots(Schedule schedule, int days) =>
        [.. SlotGrid.Free(schedule, new Interval(Now + Duration.FromDays(days), Now + Duration.FromDays(days + 7)), Now)
            .Select(s => s.Slot!.Value)];

    private static WhyNot OfClinician(MatchNeed need, Schedule schedule) =>
        WhyNotAnswers.Clinician(need, schedule, null, Now, BookingChecks.None);

    private static WhyNot OfSlot(MatchNeed need, Schedule schedule, SlotId slot) =>
        WhyNotAnswers.Slot(need, schedule, slot, null, Now, BookingChecks.None);
}
