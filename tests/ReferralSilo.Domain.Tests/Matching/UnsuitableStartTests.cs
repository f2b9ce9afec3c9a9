using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Matching.ANeed;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class UnsuitableStartTests
{
    [Fact]
    public void A_free_slot_is_unsuitable_exactly_when_it_is_not_offered() =>
        Gen.Int.Sample(seed =>
        {
            var world = new MatchWorld(seed);
            var need = world.Need();
            var searched = new Interval(world.Now, world.Now + ScheduleBoards.Horizon);
            var profiles = world.Schedules.Select(s => s.Profile).ToList();
            var never = UnsuitableClinicians.Find(need, profiles, world.Now).Select(u => u.Clinician).ToHashSet();
            var times = UnsuitableStarts.Find(need, profiles, world.Now);
            foreach (var capacity in CapacityIndex.Build(world.Schedules, searched, world.Now).Clinicians)
            {
                foreach (var slot in capacity.Free.Where(s => s.Slot.Start >= world.Now))
                {
                    var alone = new CapacityIndex([capacity with { Free = [slot] }]);
                    var offered = Matcher.BestSlots(need, alone, world.Now, 1).Items.Count > 0;
                    var suits = need.IsOpen && !never.Contains(slot.Slot.Clinician.Value)
                        && !times.Any(t => Contains(t, slot));
                    Assert.True(offered == suits, $"world {seed}, {slot.Slot}: offered {offered}");
                }
            }
        }, iter: 60);

    [Fact]
    public void Days_after_the_end_of_a_licence_are_one_span_and_later_starts_are_after_the_need_by()
    {
        var profile = Profile() with { Licences = [new Licence("CO", null, new LocalDate(2031, 3, 6))] };

        var times = UnsuitableStarts.Find(
            Waiting(needBy: Duration.FromDays(2), visitType: VisitType.Phone), [profile], Now);

        Assert.Equal(["not-licensed", "need-by-passed", "visit-type-not-offered"], times.Select(t => t.Rule));
        Assert.Equal([false, true, true], times.Select(t => t.MayBook));
        Assert.Equal(("2031-03-06", "2031-03-18"),
            (times[0].From!.Value.ToOffset(TimeSpan.FromHours(-7)).ToString("yyyy-MM-dd"),
                times[0].To!.Value.ToOffset(TimeSpan.FromHours(-6)).ToString("yyyy-MM-dd")));
        Assert.Equal((Now + Duration.FromDays(2) + Duration.FromMinutes(1)).ToDateTimeOffset(), times[1].From);
        Assert.Equal(VisitType.Phone, times[2].Without);
    }

    private static bool Contains(UnsuitableTimes times, FreeSlot slot)
    {
        var start = slot.Slot.Start.ToDateTimeOffset();
        return (times.Clinician is null || times.Clinician == slot.Slot.Clinician.Value)
            && (times.From is not { } from || start >= from) && (times.To is not { } to || start < to)
            && (times.Without is not { } type || !slot.VisitTypes.Contains(type));
    }
}
