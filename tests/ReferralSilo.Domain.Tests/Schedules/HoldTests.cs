using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class HoldTests
{
    private static readonly Instant Later = Now + Duration.FromMinutes(10);

    [Fact]
    public void A_slot_goes_to_the_first_of_two()
    {
        var held = Free().After(Hold());

        Assert.Equal("slot-taken", Code(ScheduleDecider.Decide(held, Hold("h2", referral: "r2"), Now)));
        Assert.Equal("slot-taken", Code(ScheduleDecider.Decide(held, Book(referral: "r2"), Now)));
    }

    [Fact]
    public void Held_slot_is_free_when_the_hold_ends_even_without_an_event()
    {
        var held = Free().After(Hold());

        var events = Events(ScheduleDecider.Decide(held, Book(referral: "r2"), Later));

        Assert.Collection(events,
            e => Assert.Equal(HoldEnd.Expired, Assert.IsType<ScheduleEvent.HoldEnded>(e).Reason),
            e => Assert.Equal(new ReferralId("r2"), Assert.IsType<ScheduleEvent.SlotBooked>(e).Referral));
    }

    [Fact]
    public void A_hold_counts_until_its_last_instant()
    {
        var held = Free().After(Hold());

        Assert.Equal("slot-taken",
            Code(ScheduleDecider.Decide(held, Hold("h2", referral: "r2", minutes: 30), Later - Duration.Epsilon)));
        Assert.Null(Code(ScheduleDecider.Decide(held, Hold("h2", referral: "r2", minutes: 30), Later)));
    }

    [Fact]
    public void A_hold_becomes_a_booking_in_one_step()
    {
        var booked = Free().After(Hold(), Book(from: "h1"));

        Assert.Empty(booked.Holds);
        Assert.Equal(new BookingId("b1"), Assert.Single(booked.Bookings).Id);
    }

    [Fact]
    public void Booking_without_a_hold_id_confirms_the_referrals_own_hold()
    {
        var events = Events(ScheduleDecider.Decide(Free().After(Hold()), Book(), Now));

        Assert.Equal(HoldEnd.Confirmed, Assert.IsType<ScheduleEvent.HoldEnded>(events[0]).Reason);
    }

    [Fact]
    public void An_expired_hold_is_never_confirmed_whether_recorded_or_not()
    {
        var held = Free().After(Hold());
        var recorded = held.AfterAt(Later, new ScheduleCommand.TimeUp());

        Assert.Equal("hold-expired", Code(ScheduleDecider.Decide(held, Book(from: "h1"), Later)));
        Assert.Equal("hold-expired", Code(ScheduleDecider.Decide(recorded, Book(from: "h1"), Later)));
    }

    [Fact]
    public void An_ended_hold_id_cannot_be_used_again()
    {
        var released = Free().After(Hold(), new ScheduleCommand.ReleaseHold(new("h1")));

        Assert.Equal("hold-ended", Code(ScheduleDecider.Decide(released, Hold(), Now)));
        Assert.Equal("hold-expired", Code(ScheduleDecider.Decide(released, Book(from: "h1"), Now)));
    }

    [Fact]
    public void A_hold_that_arrives_after_its_release_is_refused()
    {
        var barred = Free()
            .After(new ScheduleCommand.ReleaseHold(new("h1")), new ScheduleCommand.ReleaseBooking(new("b1")));

        Assert.Equal("hold-ended", Code(ScheduleDecider.Decide(barred, Hold(), Now)));
        Assert.Equal("booking-ended", Code(ScheduleDecider.Decide(barred, Book(), Now)));
    }

    [Fact]
    public void A_repeated_command_changes_nothing()
    {
        var booked = Free().After(Hold(), Book(from: "h1"));

        Assert.Empty(Events(ScheduleDecider.Decide(Free().After(Hold()), Hold(), Now)));
        Assert.Empty(Events(ScheduleDecider.Decide(booked, Book(from: "h1"), Later)));
        Assert.Empty(Events(ScheduleDecider.Decide(booked, new ScheduleCommand.ReleaseHold(new("h1")), Now)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4321)]
    public void A_hold_lasts_a_minute_to_three_days(int minutes) =>
        Assert.Equal("hold-length-invalid", Code(ScheduleDecider.Decide(Free(), Hold(minutes: minutes), Now)));

    [Fact]
    public void The_schedule_is_due_when_its_first_hold_ends()
    {
        var held = Free().After(Hold(minutes: 30), Hold("h2", Slot(10), minutes: 20));

        Assert.Equal(Now + Duration.FromMinutes(20), held.DueAt);
        Assert.Null(held.AfterAt(Now + Duration.FromMinutes(30), new ScheduleCommand.TimeUp()).DueAt);
    }

    [Fact]
    public void The_buffer_after_a_visit_is_kept_free_on_both_sides()
    {
        var schedule = Free(Profile(buffer: 10)).After(Book(slot: Slot(10)));

        Assert.Equal("slot-taken", Code(ScheduleDecider.Decide(schedule, Book("b2", Slot(10, 30), "r2"), Now)));
        Assert.Equal("slot-taken", Code(ScheduleDecider.Decide(schedule, Book("b2", Slot(9, 25), "r2"), Now)));
        Assert.Null(Code(ScheduleDecider.Decide(schedule, Book("b2", Slot(9, 20), "r2"), Now)));
        Assert.Null(Code(ScheduleDecider.Decide(schedule, Book("b2", Slot(10, 40), "r2"), Now)));
    }

    [Fact]
    public void The_daily_limit_counts_the_clinicians_own_day()
    {
        // 18:00 in Denver is the next day in UTC.
        var late = Free(Profile(dailyLimit: 1), Period(Workdays, 9, 20)).After(Book(slot: Slot(18)));
        var nextMorning = SlotId.Create(Ames, Slot(9).Start + Duration.FromDays(1), Slot(9).End + Duration.FromDays(1));

        Assert.Equal("daily-limit-reached", Code(ScheduleDecider.Decide(late, Book("b2", Slot(9), "r2"), Now)));
        Assert.Null(Code(ScheduleDecider.Decide(late, Book("b2", nextMorning, "r2"), Now)));
    }

    [Fact]
    public void Time_off_keeps_bookings_and_lists_those_to_move()
    {
        var off = new ScheduleException(new("x1"), Slot(9).Start, Slot(12).Start, Available: false, "ill");

        var schedule = Free().After(Book(), Hold("h2", Slot(10)), new ScheduleCommand.AddException(off));

        Assert.Equal(new BookingId("b1"), Assert.Single(schedule.BookingsInTimeOff()).Id);
        Assert.Equal("slot-unavailable", Code(ScheduleDecider.Decide(schedule, Book("b2", Slot(10), from: "h2"), Now)));
    }

    [Fact]
    public void A_live_hold_survives_new_availability()
    {
        var moved = Free().After(Hold(), new ScheduleCommand.SetAvailability([Period(Workdays, 13, 16)]));

        Assert.Null(Code(ScheduleDecider.Decide(moved, Book(from: "h1"), Now)));
        Assert.Equal("slot-unavailable", Code(ScheduleDecider.Decide(moved, Book("b2", Slot(10), "r2"), Now)));
    }

    [Fact]
    public void A_visit_type_or_length_that_is_not_offered_is_refused()
    {
        var videoOnly = Free(Profile() with { VisitTypes = [new(VisitType.Video, 30)] });

        Assert.Equal("visit-type-not-offered",
            Code(ScheduleDecider.Decide(videoOnly, Hold() with { VisitType = VisitType.Phone }, Now)));
        Assert.Equal("visit-type-not-offered",
            Code(ScheduleDecider.Decide(videoOnly, Hold(slot: Slot(9, 0, 45)), Now)));
    }

    [Fact]
    public void A_finished_visit_keeps_its_time()
    {
        var done = Free().After(Book(), new ScheduleCommand.Finish(new("b1")));

        Assert.Equal("booking-finished",
            Code(ScheduleDecider.Decide(done, new ScheduleCommand.ReleaseBooking(new("b1")), Now)));
        Assert.Equal("slot-taken", Code(ScheduleDecider.Decide(done, Book("b2", referral: "r2"), Now)));
    }

    [Fact]
    public void Ended_ids_are_removed_so_that_the_state_stays_small()
    {
        var schedule = Free();
        var now = Now - Duration.FromDays(60);
        for (var i = 0; i < 300; i++, now += Duration.FromMinutes(30))
            schedule = schedule.AfterAt(now, new ScheduleCommand.ReleaseHold(new($"x{i}")));

        Assert.True(schedule.EndedHolds.Count <= ScheduleLimits.EndedMost);
        Assert.Single(schedule.AfterAt(Now, new ScheduleCommand.ReleaseHold(new("last"))).EndedHolds);
    }
}
