using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.Matching;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class TouchingWindowsTests
{
    private static readonly DateTimeZone Denver = CivilTime.FindZone("America/Denver")!;
    private static readonly WeeklyWindow Monday = new(Weekdays.Mon, new(22, 30), LocalTime.Midnight),
    Tuesday = new(Weekdays.Tue, LocalTime.Midnight, new(1, 30));

    [Fact]
    public void Monday_evening_and_Tuesday_night_offer_the_visit_across_midnight()
    {
        var schedule = Free(Profile(minutes: 60), PeriodOf(Monday), PeriodOf(Tuesday));
        SlotId[] across = [Hour(22, 30), Hour(23, 30), Hour(24, 30)];

        Assert.Equal(across, Offered(schedule));
        Assert.All(across, slot => Assert.Null(Code(ScheduleDecider.Decide(schedule, Book(slot: slot), Now))));
        Assert.Equal(2,
            CapacityIndex.Build(schedule.After(Book(slot: across[1])), Night, Now).Free.Sum(f => f.Neighbours) - 2);
    }

    [Fact]
    public void Windows_for_other_visit_types_are_not_joined() =>
        Assert.Equal([Hour(22, 30), Hour(24, 0)], Offered(Free(Profile(minutes: 60),
            PeriodOf(Monday) with { VisitTypes = [VisitType.Phone] }, PeriodOf(Tuesday))));

    [Fact]
    public void Slots_of_continuous_open_time_do_not_depend_on_the_query()
    {
        var always = Free(Profile(minutes: 50), Period((Weekdays)127, 0, 24));
        var week = SlotGrid.Free(always, new(Now, Now + Duration.FromDays(7)), Now).Select(s => s.Slot).ToHashSet();

        for (var day = 1; day < 6; day++)
            Assert.All(SlotGrid.Free(always, new(Now + Duration.FromDays(day), Now + Duration.FromDays(day + 1)), Now),
                s => Assert.Contains(s.Slot, week));
    }

    [Fact]
    public void Slots_of_an_extra_time_that_began_days_ago_do_not_depend_on_the_query()
    {
        // The extra time touches the window of Monday, which began 12 minutes past a step of the grid.
        var monday = Now + Duration.FromHours(4);
        var extra = new ScheduleException(new("x"), monday, monday + Duration.FromDays(10), true, null);
        var schedule = Free(Profile(minutes: 25), Period(Workdays, 9, 12)) with { Exceptions = [extra] };
        var all = SlotGrid.Free(schedule, new(Now, Now + Duration.FromDays(9)), Now).Select(s => s.Slot).ToHashSet();

        for (var day = 1; day < 8; day++)
            Assert.All(SlotGrid.Free(schedule, new(Now + Duration.FromDays(day), Now + Duration.FromDays(day + 1)),
                Now), s => Assert.Contains(s.Slot, all));
    }

    [Fact]
    public void Time_off_at_midnight_removes_the_visit_across_midnight()
    {
        var off = new ScheduleException(new("x"), Hour(24, 0).Start, Hour(24, 30).Start, false, null);

        Assert.Equal([Hour(22, 30), Hour(24, 30)],
            Offered(Free(Profile(minutes: 60), PeriodOf(Monday), PeriodOf(Tuesday)) with { Exceptions = [off] }));
    }

    [Fact]
    public void Extra_time_joins_the_touching_hours()
    {
        var extra = new ScheduleException(new("x"), Slot(12).Start, Slot(12, 30).Start, true, null);

        Assert.Null(Code(
            ScheduleDecider.Decide(Free(Profile(minutes: 60)) with { Exceptions = [extra] },
            Book(slot: Slot(11, 30, 60)), Now)));
    }

    [Fact]
    public void A_patient_with_time_on_both_sides_of_midnight_has_time_across_it()
    {
        var late = ANeed.Waiting(times: [Monday, Tuesday]);
        var schedule = Free(Profile(minutes: 60), PeriodOf(Monday), PeriodOf(Tuesday));
        var match = Matcher.BestSlots(late, [schedule], Night, Now, 50).Items.Single(m => m.Slot == Hour(23, 30));

        Assert.Contains(match.Reasons, r => r is { Rule: "times", Points: 25 });
        Assert.False(WeeklyWindow.Cover([Monday], Hour(23, 30).Start, Hour(23, 30).End, Denver));
        Assert.True(WeeklyWindow.Cover([Monday], Hour(23, 0).Start, Hour(23, 0).End, Denver));
    }

    [Fact]
    public void Business_time_continues_across_midnight() =>
        Assert.Equal(Hour(24, 30).Start, new BusinessHours([Monday, Tuesday])
            .After(Hour(22, 30).Start, Duration.FromHours(2), Denver));

    private static Interval Night => new(Slot(20).Start, Slot(20).Start + Duration.FromHours(8));

    private static IEnumerable<SlotId> Offered(Schedule schedule) =>
        SlotGrid.Free(schedule, Night, Now).Select(s => s.Slot!.Value);

    private static AvailabilityPeriod PeriodOf(WeeklyWindow window) => new(window, null, null, null);

    private static SlotId Hour(int hour, int minute)
    {
        var start = Slot(0).Start + Duration.FromMinutes((hour * 60) + minute);
        return SlotId.Create(Ames, start, start + Duration.FromHours(1));
    }
}
