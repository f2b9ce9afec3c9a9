using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Tests.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Matching.ANeed;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class MatcherTests
{
    private static readonly Interval TwoWeeks = new(Now, Now + Duration.FromDays(14));

    [Fact]
    public void Without_preferences_the_soonest_slot_is_best() =>
        Assert.Equal(Slot(9), Best(Waiting(), Free()).Items[0].Slot);

    [Fact]
    public void The_patients_times_outweigh_a_day_of_waiting()
    {
        var tuesdays = Waiting(times: Hours(Weekdays.Tue, 10, 11));

        var best = Best(tuesdays, Free()).Items[0];

        Assert.Equal(Slot(10).Start + Duration.FromDays(1), best.Slot.Start);
        Assert.Contains(best.Reasons, r => r is { Rule: "times", Points: 25 });
    }

    [Fact]
    public void A_stat_referral_takes_the_soonest_slot_even_outside_its_times()
    {
        var stat = Waiting(priority: Priority.Stat, times: Hours(Weekdays.Fri, 10, 11));

        Assert.Equal(Slot(9), Best(stat, Free()).Items[0].Slot);
    }

    [Fact]
    public void The_requested_clinician_is_preferred_within_the_same_day() =>
        Assert.Equal("zoe", Best(Waiting(clinician: "zoe"), Free(), Free(Profile("zoe"))).Items[0].Clinician.Value);

    [Fact]
    public void Ties_go_to_the_earlier_start_then_the_lower_id() =>
        Assert.Equal(["ames", "zoe"], Best(Waiting(), Free(Profile("zoe")), Free()).Items.Take(2)
            .Select(i => i.Clinician.Value));

    [Fact]
    public void Reasons_add_up_to_the_score()
    {
        var item = Best(Waiting(needBy: Duration.FromDays(3)), Free()).Items[0];

        Assert.Equal(item.Score, item.Reasons.Sum(r => r.Points), 6);
        Assert.InRange(item.Score, 0, 100);
    }

    [Fact]
    public void Nothing_is_offered_after_the_need_by_and_the_answer_says_why()
    {
        var matches = Best(Waiting(needBy: Duration.FromMinutes(30)), Free());

        Assert.Empty(matches.Items);
        Assert.Equal(["1 of 1 clinicians have their first free slot after the need-by."], matches.WhyNot);
    }

    [Fact]
    public void Why_not_names_each_rule_and_its_number_of_clinicians()
    {
        Schedule[] schedules = [
            Free(), Free(Profile("b", states: ["TX"])), Free(Profile("c", states: ["TX"])),
            Free(Profile("d", lines: ["dermatology"])), Free(Profile("e", languages: ["en", "es-MX"])),
            Free(Profile("f", languages: ["es"], maxAge: 12)),
            Free(Profile("g", languages: ["es"]), Period(Weekdays.None, 9, 10))];

        var matches = Best(Waiting(language: "es", languageRequired: true), schedules);

        Assert.All(matches.Items, i => Assert.Equal("e", i.Clinician.Value));
        Assert.Equal([
            "1 of 7 clinicians do not serve behavioral-health.", "2 of 7 clinicians are not licensed in CO.",
            "1 of 7 clinicians neither speak es nor have an interpreter.",
            "1 of 7 clinicians do not see patients of this age.",
            "1 of 7 clinicians have no free slot in the searched period."], matches.WhyNot);
    }

    [Fact]
    public void An_unknown_state_has_no_licence() =>
        Assert.Equal(["1 of 1 clinicians cannot be matched while the patient's state is not known."],
            Best(Waiting(state: null), Free()).WhyNot);

    [Fact]
    public void A_slot_beside_a_visit_is_better_than_one_that_splits_free_time()
    {
        var schedule = Free().After(Book(slot: Slot(10)));
        var slots = CapacityIndex.Build(schedule, TwoWeeks, Now).Free;

        Assert.Equal(1, slots.Single(s => s.Slot == Slot(10, 30)).Neighbours);
        Assert.Equal(1, slots.Single(s => s.Slot == Slot(9)).Neighbours);
        Assert.Equal(0, slots.Single(s => s.Slot == Slot(11)).Neighbours);
    }

    [Fact]
    public void A_freed_slot_goes_to_the_more_urgent_then_to_the_longer_wait()
    {
        MatchNeed[] needs = [
            Waiting("r1"), Waiting("r2", waited: Duration.FromDays(5)), Waiting("r3", Priority.Urgent),
            Waiting("r4", Priority.Stat), Waiting("r5", state: "TX"), Waiting("r6") with { IsOpen = false }];

        var best = Matcher.BestReferrals(Slot(9), Free(), needs, Now, 10);

        Assert.Equal(["r4", "r3", "r2", "r1"], best.Select(b => b.Referral.Value));
        Assert.All(best, b => Assert.Equal(b.Score, b.Reasons.Sum(r => r.Points), 6));
    }

    [Theory]
    [InlineData(Priority.Routine, Priority.Urgent, true)]
    [InlineData(Priority.Routine, Priority.Asap, true)]
    [InlineData(Priority.Urgent, Priority.Asap, true)]
    [InlineData(Priority.Routine, Priority.Stat, false)]
    [InlineData(Priority.Asap, Priority.Stat, false)]
    public void A_full_wait_beats_new_referrals_except_stat(Priority old, Priority fresh,
        bool oldFirst)
    {
        MatchNeed[] needs = [
            Waiting("old", old, waited: MatchWeights.FullWait(old)),
            Waiting("fresh", fresh, waited: Duration.Zero, needBy: Duration.FromHours(2))];

        Assert.Equal(oldFirst ? "old" : "fresh",
            Matcher.BestReferrals(Slot(9), Free(), needs, Now, 1)[0].Referral.Value);
    }

    [Fact]
    public void A_slot_that_is_held_has_no_matches() =>
        Assert.Empty(Matcher.BestReferrals(Slot(9), Free().After(Hold()), [Waiting()], Now, 5));

    [Fact]
    public void Capacity_is_counted_in_the_clinicians_own_days()
    {
        var schedule = Free().After(Book(), Hold("h2", Slot(10)));

        var monday = CapacityCounter.Days(schedule, TwoWeeks, Now)[0];

        Assert.Equal(("2031-03-03", 4, 1, 1), (monday.Date, monday.Open, monday.Held, monday.Booked));
        Assert.Equal((4, 28), CapacityCounter.OpenSoon(schedule, Now));
    }

    [Fact]
    public void Open_in_a_week_never_exceeds_what_the_weekly_limit_leaves()
    {
        var schedule = Free(Profile() with { WeeklyLimit = 7 }).After(Book(), Hold("h2", Slot(10)));

        Assert.Equal((4, 5), CapacityCounter.OpenSoon(schedule, Now));
    }

    [Fact]
    public void Capacity_of_a_state_has_open_slots_only_on_days_of_the_licence()
    {
        var schedule = Free(Profile() with { Licences = [new Licence("CO", new LocalDate(2031, 3, 5), null)] });

        var view = CapacityViews.Capacity(new ServiceLineId("behavioral-health"), [schedule], TwoWeeks, Now,
            state: "CO");

        Assert.Equal("2031-03-05", view.Days[0].Date);
        Assert.Equal(Utc("2031-03-05T16:00:00Z").ToDateTimeOffset(), view.Slots[0].Start);
    }

    [Fact]
    public void Open_never_exceeds_what_the_daily_limit_leaves()
    {
        var schedule = Free(Profile(dailyLimit: 3)).After(Book(), Hold("h2", Slot(10)));

        Assert.Equal(1, CapacityCounter.Days(schedule, TwoWeeks, Now)[0].Open);
    }

    private static MatchedSlots Best(MatchNeed need, params Schedule[] schedules) =>
        Matcher.BestSlots(need, schedules, TwoWeeks, Now, 5);
}
