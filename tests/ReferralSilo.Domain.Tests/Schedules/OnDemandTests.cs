using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class OnDemandTests
{
    private static readonly Schedule Off = Free(null, Period(Weekdays.Sun, 9, 10));
    private static readonly Interval Today = new(Now, Now + Duration.FromHours(12));

    [Fact]
    public void Available_now_opens_slots_from_this_minute_on()
    {
        var pool = Off.AfterAt(Now + Duration.FromSeconds(20), Available(minutes: 91));

        var free = SlotGrid.Free(pool, Today, Now + Duration.FromSeconds(20));

        Assert.Equal(Now + Duration.FromMinutes(1), free[0].Start);
        Assert.Equal(3, free.Count);
        Assert.Null(Code(ScheduleDecider.Decide(pool, Book(slot: free[0].Slot), Now + Duration.FromSeconds(20))));
    }

    [Fact]
    public void An_extension_keeps_the_existing_slots()
    {
        var pool = Off.After(Available(60));
        var longer = pool.AfterAt(Now + Duration.FromMinutes(7), Available(120));

        Assert.Subset(
            SlotGrid.Free(longer, Today, Now).Select(s => s.Slot).ToHashSet(),
            SlotGrid.Free(pool, Today, Now).Select(s => s.Slot).ToHashSet());
    }

    [Fact]
    public void On_demand_time_ends_without_an_event()
    {
        var pool = Off.After(Available(60));

        Assert.True(pool.IsOnDemand(Now));
        Assert.False(pool.IsOnDemand(Now + Duration.FromMinutes(60)));
        Assert.Empty(SlotGrid.Free(pool.After(new ScheduleCommand.BeAvailable(null)), Today, Now));
    }

    [Fact]
    public void On_demand_time_ends_in_the_future_within_twelve_hours()
    {
        Assert.Equal("available-until-invalid", Code(ScheduleDecider.Decide(Off, Available(721), Now)));
        Assert.Equal("available-until-invalid", Code(ScheduleDecider.Decide(Off, Available(0), Now)));
    }

    [Fact]
    public void Lateness_ends_with_the_clinicians_own_day()
    {
        var late = Off.After(new ScheduleCommand.RunLate(15));

        Assert.Equal(15, late.LateMinutes(Now + Duration.FromHours(15)));
        Assert.Equal(0, late.LateMinutes(Now + Duration.FromHours(16)));
        Assert.Equal("late-minutes-invalid", Code(ScheduleDecider.Decide(Off, new ScheduleCommand.RunLate(241), Now)));
    }

    private static ScheduleCommand.BeAvailable Available(int minutes) => new(Now + Duration.FromMinutes(minutes));
}
