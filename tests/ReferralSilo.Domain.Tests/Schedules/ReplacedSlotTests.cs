using NodaTime;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class ReplacedSlotTests
{
    [Fact]
    public void A_visit_moves_within_its_full_day()
    {
        var full = Free(Profile(dailyLimit: 1)).After(Book());

        Assert.Equal("daily-limit-reached", Code(Move(full, Slot(11), givesUp: [])));
        Assert.Null(Code(Move(full, Slot(11), Own("b1", 9))));
    }

    [Fact]
    public void A_moved_visit_keeps_the_old_time_until_its_release()
    {
        var moved = ScheduleEvolver.Fold(Free().After(Book()),
            Events(Move(Free().After(Book()), Slot(9, 15), Own("b1", 9))))!;

        Assert.Equal([Slot(9), Slot(9, 15)], moved.Bookings.Select(b => b.Slot));
        Assert.Equal([Slot(9, 15)],
            moved.After(new ScheduleCommand.ReleaseBooking(new("b1"), "moved")).Bookings.Select(b => b.Slot));
    }

    [Fact]
    public void A_visit_moves_into_its_own_buffer()
    {
        var buffered = Free(Profile(buffer: 15)).After(Book());

        Assert.Equal("slot-taken", Code(Move(buffered, Slot(9, 30), givesUp: [])));
        Assert.Null(Code(Move(buffered, Slot(9, 30), Own("b1", 9))));
    }

    [Fact]
    public void A_new_offer_of_a_held_slot_replaces_the_first_hold()
    {
        var again = new ScheduleCommand.Hold(new("h2"), Slot(9), new("r1"), null, Now + Duration.FromMinutes(20),
            Need(Own("h1", 9)));

        var events = Events(ScheduleDecider.Decide(Free().After(Hold()), again, Now));

        Assert.Equal(HoldEnd.Displaced, Assert.IsType<ScheduleEvent.HoldEnded>(events[0]).Reason);
        Assert.Equal(new HoldId("h2"), Assert.IsType<ScheduleEvent.SlotHeld>(events[1]).Hold);
    }

    [Fact]
    public void Replaced_holds_do_not_count_in_the_daily_limit() =>
        Assert.Null(Code(Move(Free(Profile(dailyLimit: 1)).After(Hold()), Slot(11), Own("h1", 9))));

    [Fact]
    public void The_visit_of_another_referral_cannot_be_given_up()
    {
        var taken = Free().After(Book(referral: "r2"));

        Assert.Equal("slot-taken", Code(Move(taken, Slot(9), Own("b1", 9))));
    }

    private static Decision<ScheduleEvent> Move(Schedule schedule, SlotId to, params IReadOnlyList<OwnSlot> givesUp) =>
        ScheduleDecider.Decide(schedule, new ScheduleCommand.Book(new("b2"), to, new("r1"), null, null, Need(givesUp)),
            Now);

    private static SlotNeed Need(params IReadOnlyList<OwnSlot> givesUp) =>
        new(new("r1"), new("behavioral-health"), "CO", null, null, GivesUp: givesUp);

    private static OwnSlot Own(string id, int hour) => new(id, Slot(hour));
}
