using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class MatcherProperties
{
    private static readonly Interval Week = new(Now, Now + Duration.FromDays(7));
    private static readonly string[] States = ["CO", "WY", "TX"];
    private static readonly string[] Languages = ["en", "es", "es-MX", "fr"];
    private static readonly string[] Lines = ["behavioral-health", "dermatology"];
    private static readonly string[] Zones = ["America/Denver", "America/Phoenix", "America/New_York"];

    private static readonly Gen<Schedule> Schedules = Gen.Select(
        Gen.Int[0, 5], Gen.Int[1, 7], Gen.Int[1, 15], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 5],
        Gen.Int[7, 15])
        .Select((id, states, languages, lines, zone, ages, busy, from) =>
        {
            var profile = Profile("c" + id, Zones[zone], 30 + (id * 5), busy * 5, busy == 3 ? 2 : null,
                Subset(States, states), Subset(Languages, languages), Subset(Lines, lines), ages > 1 ? 18 : null,
                ages > 2 ? 65 : null);
            if (id % 2 == 1)
                profile = profile with { VisitTypes = [new(VisitType.Video, 30), new(VisitType.Phone, 20)] };
            var schedule = Free(profile, Period(Workdays, from, from + 4));
            foreach (var (i, slot) in SlotGrid.Free(schedule, Week, Now).Where((_, i) => i % 4 == 0).Take(busy).Index())
                schedule = ScheduleEvolver.Evolve(schedule,
                    new ScheduleEvent.SlotBooked(new("b" + i), slot.Slot!.Value, new("x"), slot.VisitTypes[0]));
            return schedule;
        });

    private static readonly Gen<MatchNeed> Needs = Gen.Select(
        Gen.Int[1, 99], Gen.Int[0, 3], Gen.Int[0, 200], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 90], Gen.Int[0, 2],
        Gen.Int[0, 30])
        .Select((id, priority, needBy, state, language, age, type, waited) => ANeed.Waiting(
            "r" + id, (Priority)priority, needBy > 150 ? null : Duration.FromHours(needBy),
            state == 3 ? null : States[state], language == 4 ? null : Languages[language], language < 4 && id % 2 == 0,
            age > 80 ? null : age, type == 2 ? null : (VisitType)type, id % 3 == 0 ? "c1" : null,
            Duration.FromDays(waited), Lines[id % 2],
            id % 5 == 0 ? [ANeed.Hours(Weekdays.Mon | Weekdays.Thu, 8, 12)] : []));

    [Fact]
    public void No_match_breaks_a_hard_rule_and_an_empty_result_is_explained() =>
        Gen.Select(Needs, Schedules.List[0, 6]).Sample((need, made) =>
        {
            var schedules = made.DistinctBy(s => s.Clinician).ToDictionary(s => s.Clinician);
            var matches = Matcher.BestSlots(need, schedules.Values, Week, Now, 50);

            foreach (var match in matches.Items)
                AssertAllowed(need, schedules[match.Clinician], match.Slot, match.VisitType);
            Assert.True(matches.Items.Count > 0 || matches.WhyNot.Count > 0);
            Assert.All(matches.Items, m => Assert.InRange(m.Score, 0, 100));
            Assert.Equal(matches.Items.Select(m => m.Score).OrderDescending(), matches.Items.Select(m => m.Score));
        }, iter: 400);

    [Fact]
    public void Both_directions_agree() =>
        Gen.Select(Needs.List[1, 10], Schedules).Sample((made, schedule) =>
        {
            var needs = made.DistinctBy(n => n.Referral).ToList();
            foreach (var need in needs)
                foreach (var match in Matcher.BestSlots(need, [schedule], Week, Now, 3).Items)
                    Assert.Contains(Matcher.BestReferrals(match.Slot, schedule, needs, Now, 50), m =>
                        m.Referral == need.Referral);

            foreach (var slot in SlotGrid.Free(schedule, Week, Now).Take(3))
                foreach (var match in Matcher.BestReferrals(slot.Slot!.Value, schedule, needs, Now, 50))
                    AssertAllowed(needs.Single(n => n.Referral == match.Referral), schedule, slot.Slot.Value, null);
        }, iter: 100);

    [Fact]
    public void The_order_of_the_input_never_changes_the_answer() =>
        Gen.Select(Needs.List[1, 10], Schedules.List[1, 5]).Sample((made, schedules) =>
        {
            var (needs, distinct) =
                (made.DistinctBy(n => n.Referral).ToList(), schedules.DistinctBy(s => s.Clinician).ToList());
            var backwards = distinct.AsEnumerable().Reverse();

            Assert.Equal(Slots(Matcher.BestSlots(needs[0], distinct, Week, Now, 10)),
                Slots(Matcher.BestSlots(needs[0], backwards, Week, Now, 10)));
            var slot = SlotGrid.Free(distinct[0], Week, Now)[0].Slot!.Value;
            Assert.Equal(
                Matcher.BestReferrals(slot, distinct[0], needs, Now, 10).Select(m => m.Referral),
                Matcher.BestReferrals(slot, distinct[0], needs.AsEnumerable().Reverse(), Now, 10)
                    .Select(m => m.Referral));
        }, iter: 100);

    private static void AssertAllowed(MatchNeed need, Schedule schedule, SlotId slot, VisitType? type)
    {
        var clinician = schedule.Profile;
        var must = need.Must;
        Assert.Contains(must.ServiceLine, clinician.ServiceLines);
        Assert.Contains(must.State, clinician.LicensedStates);
        Assert.True(must.Languages is null || clinician.Languages.Any(l => l[..2] == need.Language![..2]));
        Assert.True((clinician.MinAge ?? clinician.MaxAge) is null
            || (2031 - must.BirthDate!.Value.Year is var age && age >= (clinician.MinAge ?? 0)
                && age <= (clinician.MaxAge ?? 200)));
        Assert.True(must.NeedBy is null || slot.Start <= must.NeedBy || must.NeedBy <= Now);
        Assert.True(must.VisitType is null || type is null || type == must.VisitType);
        var hold = new ScheduleCommand.Hold(
            new("new"), slot, need.Referral, type ?? must.VisitType, Now + Duration.FromMinutes(5),
            must with { Overrule = must.NeedBy <= Now ? "late" : null });
        Assert.Null(Code(ScheduleDecider.Decide(schedule, hold, Now)));
    }

    private static IEnumerable<string> Slots(MatchedSlots matches) => matches.Items.Select(i => i.Slot.Value + i.Score);

    private static string[] Subset(string[] all, int bits) => [.. all.Where((_, i) => (bits & (1 << i)) != 0)];
}
