using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class SlotGridTests
{
    private static readonly Interval Week = new(Now, Now + Duration.FromDays(7));

    [Fact]
    public void Windows_are_divided_into_steps_of_visit_and_buffer()
    {
        var starts = Local(Free(Profile(minutes: 50, buffer: 10)), new LocalDate(2031, 3, 3));

        Assert.Equal(["09:00", "10:00", "11:00"], starts);
    }

    [Fact]
    public void A_spring_day_in_Denver_loses_the_hour_that_does_not_exist()
    {
        var starts = Local(Free(Profile(minutes: 60), Period(Weekdays.Sun, 0, 5)), new LocalDate(2027, 3, 14));

        Assert.Equal(["00:00", "01:00", "03:00", "04:00"], starts);
    }

    [Fact]
    public void An_autumn_day_in_Denver_has_the_repeated_hour_twice()
    {
        var starts = Local(Free(Profile(minutes: 60), Period(Weekdays.Sun, 0, 3)), new LocalDate(2027, 11, 7));

        Assert.Equal(["00:00", "01:00", "01:00", "02:00"], starts);
    }

    [Fact]
    public void Arizona_has_the_same_day_all_year()
    {
        var phoenix = Free(Profile(minutes: 60, zone: "America/Phoenix"), Period(Weekdays.Sun, 0, 4));

        Assert.Equal(["00:00", "01:00", "02:00", "03:00"], Local(phoenix, new LocalDate(2027, 3, 14)));
        Assert.Equal(["00:00", "01:00", "02:00", "03:00"], Local(phoenix, new LocalDate(2027, 11, 7)));
    }

    [Fact]
    public void Nine_oclock_stays_nine_oclock_across_the_clock_change()
    {
        var schedule = Free(Profile(minutes: 60), Period(Workdays, 9, 10));

        Assert.Equal(Utc("2027-03-12T16:00:00Z"), First(schedule, new LocalDate(2027, 3, 12)));
        Assert.Equal(Utc("2027-03-15T15:00:00Z"), First(schedule, new LocalDate(2027, 3, 15)));
    }

    [Fact]
    public void Slot_ids_do_not_depend_on_other_bookings()
    {
        var schedule = Free();
        var before = SlotGrid.Free(schedule, Week, Now).Select(s => s.Slot).ToHashSet();

        var after = SlotGrid.Free(schedule.After(Book(slot: Slot(9, 30))), Week, Now).Select(s => s.Slot).ToHashSet();

        Assert.Superset(after, before);
        Assert.Equal(before.Count - 1, after.Count);
    }

    [Fact]
    public void Held_and_booked_slots_appear_after_a_change_of_availability()
    {
        var schedule = Free().After(Book(), Hold("h2", Slot(10)), new ScheduleCommand.SetAvailability([]));

        var slots = SlotGrid.Slots(schedule, Week, Now);

        Assert.Equal([SlotStatus.Busy, SlotStatus.BusyTentative], slots.Select(s => s.Status));
    }

    [Fact]
    public void An_expired_hold_shows_as_a_free_slot()
    {
        var schedule = Free().After(Hold());

        Assert.Equal(SlotStatus.BusyTentative, SlotGrid.Slots(schedule, Week, Now)[0].Status);
        Assert.Equal(SlotStatus.Free, SlotGrid.Slots(schedule, Week, Now + Duration.FromMinutes(10))[0].Status);
    }

    [Fact]
    public void Extra_time_at_the_end_of_all_days_changes_no_slot_of_these_days()
    {
        var schedule = Free(periods: Period(Workdays, 9, 24));
        var last = Instant.MaxValue - Duration.FromHours(9);
        var twoWeeks = new Interval(Now, Now + Duration.FromDays(14));
        var extra = new ScheduleException(new("x1"), last, last + Duration.FromHours(8), Available: true, null);

        Assert.Equal(SlotGrid.Slots(schedule, twoWeeks, Now).Count,
            SlotGrid.Slots(schedule with { Exceptions = [extra] }, twoWeeks, Now).Count);
    }

    [Fact]
    public void Time_off_overrides_extra_time()
    {
        var extra = new ScheduleException(new("x1"), Slot(14).Start, Slot(16).Start, Available: true, null);
        var off = new ScheduleException(new("x2"), Slot(15).Start, Slot(17).Start, Available: false, null);
        var schedule = Free(null, Period(Weekdays.Sun, 9, 10))
            .After(new ScheduleCommand.AddException(extra), new ScheduleCommand.AddException(off));

        Assert.Equal(["14:00", "14:30"], Local(schedule, new LocalDate(2031, 3, 3)));
    }

    [Fact]
    public void Visits_of_two_lengths_have_two_grids_and_count_once()
    {
        var profile = Profile() with { VisitTypes = [new(VisitType.Video, 60), new(VisitType.Phone, 30)] };
        var slots = SlotGrid.Free(Free(profile), new Interval(Now, Now + Duration.FromHours(12)), Now);

        Assert.Equal(9, slots.Count);
        Assert.Equal(6, ReferralSilo.Domain.Matching.CapacityCounter.Fitting(slots, Profile()));
    }

    [Fact]
    public void A_query_of_any_span_is_limited()
    {
        var year = new ScheduleException(new("x1"), Now - Duration.FromDays(180), Now + Duration.FromDays(180),
            Available: true, null);
        var schedule = Free(Profile(minutes: 5)).After(new ScheduleCommand.AddException(year));
        var ever = new Interval(Instant.MinValue, Instant.MaxValue);

        Assert.Equal(ScheduleLimits.GridDays, (SlotGrid.Free(schedule, ever, Now)[^1].End - Now).TotalDays, 2);
        Assert.Empty(
            SlotGrid.Free(schedule, new Interval(Instant.MaxValue - Duration.FromDays(1), Instant.MaxValue), Now));
    }

    [Fact]
    public void Every_free_slot_can_be_booked_and_no_past_one_is_free()
    {
        var schedule = Free(Profile(buffer: 5, dailyLimit: 3)).After(Book(), Hold("h2", Slot(10, 10)));
        var now = Slot(9, 40).Start;

        var free = SlotGrid.Free(schedule, Week, now);

        Assert.NotEmpty(free);
        Assert.All(free, s =>
            Assert.Null(Code(ScheduleDecider.Decide(schedule, Book("b9", s.Slot!.Value, "r9"), now))));
        Assert.All(free, s => Assert.True(s.Start >= now));
    }

    private static List<string> Local(Schedule schedule, LocalDate day)
    {
        var zone = schedule.Profile.Zone;
        var interval = new Interval(CivilTime.StartOf(day, zone), CivilTime.StartOf(day.PlusDays(1), zone));
        return [.. SlotGrid.Free(schedule, interval, interval.Start)
            .Select(s => CivilText.Text(s.Start.InZone(zone).TimeOfDay))];
    }

    private static Instant First(Schedule schedule, LocalDate day)
    {
        var start = CivilTime.StartOf(day, schedule.Profile.Zone);
        return SlotGrid.Free(schedule, new Interval(start, start + Duration.FromDays(1)), start)[0].Start;
    }
}
