using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I8 and I9 on the boards of one schedule, of the wallboard and of one referral.</summary>
public sealed class BoardCheckTests
{
    private const string Ames = "schedule/ames", Wall = "wallboard", One = "referral/r1";

    [Fact]
    public void A_schedule_that_shows_what_is_stored_is_good() =>
        ABooking().Watches(5, Ames).Sees(31, Ames, 1, 2, [], Taken("busy")).IsValid();

    [Fact]
    public void A_missing_booking_is_detected() => ABooking().Watches(5, Ames).StopsLive(31, Ames).Violates("I8");

    [Fact]
    public void A_booking_shown_for_another_is_detected() =>
        ABooking().Watches(5, Ames).StopsLive(30.9, Ames).Sees(31, Ames, 1, 2, [], Taken("busy", "r2")).Violates("I8");

    [Fact]
    public void A_hold_that_is_over_and_still_shown_is_detected() =>
        new AHistory().Schedule(10, Held("r1", "k2", 60)).Schedule(60, HoldEnded("r1", "k2", HoldEnd.Expired, 60))
        .Watches(5, Ames).Sees(11, Ames, 1, 2, [], Taken("busy-tentative")).Violates("I8");

    [Fact]
    public void A_hold_that_ended_a_moment_ago_and_is_still_shown_is_good() =>
        new AHistory().Schedule(10, Held("r1", "k2", 98))
        .Schedule(98, HoldEnded("r1", "k2", HoldEnd.Expired, 98)).Watches(5, Ames)
            .Sees(11, Ames, 1, 2, [], Taken("busy-tentative")).IsValid();

    [Fact]
    public void A_schedule_that_says_live_and_is_six_seconds_behind_is_detected() =>
        ABooking().Watches(5, Ames).Sees(36.6, Ames, 1, 2, [], Taken("busy")).Violates("I9");

    [Fact]
    public void A_schedule_that_is_behind_and_says_so_is_good() =>
        ABooking().Watches(5, Ames).StopsLive(34, Ames).Sees(40, Ames, 1, 2, [], Taken("busy")).IsValid();

    [Fact]
    public void A_slot_that_was_free_again_in_time_is_valid() => ABooking()
        .Schedule(33, new ScheduleEvent.BookingReleased(new(GrantId("r1", "k2")), Slot(), new("r1"), null, At(33)))
            .Watches(5, Ames).Sees(40, Ames, 1, 1, []).IsValid();

    [Fact]
    public void A_hold_that_was_over_in_time_is_valid() =>
        new AHistory().Schedule(30, Held("r1", "k2", 33)).Schedule(37, HoldEnded("r1", "k2", HoldEnd.Expired, 37))
        .Acknowledged(30).Watches(5, Ames).Sees(40, Ames, 1, 1, []).IsValid();

    [Fact]
    public void A_wallboard_that_shows_what_is_stored_is_good() =>
        AnIntake().Watches(5, Wall, Line("received", 0)).Sees(12, Wall, 1, 2, [], Line("received", 1)).IsValid();

    [Fact]
    public void A_number_that_is_old_is_detected() => AnIntake().Referral("r1", 50, "k2", Accepted(50))
        .Watches(5, Wall).Sees(12, Wall, 1, 2, [], Line("received", 1)).Violates("I8");

    [Fact]
    public void A_number_that_changed_a_moment_ago_is_good() => AnIntake().Referral("r1", 97, "k2", Accepted(97))
        .Watches(5, Wall).Sees(12, Wall, 1, 2, [], Line("received", 1)).IsValid();

    [Fact]
    public void A_wallboard_that_says_live_and_is_six_seconds_behind_is_detected() =>
        AnIntake().Watches(5, Wall, Line("received", 0)).Sees(16.6, Wall, 1, 2, [], Line("received", 1)).Violates("I9");

    [Fact]
    public void A_wallboard_that_is_behind_and_says_so_is_good() =>
        AnIntake().Watches(5, Wall, Line("received", 0)).StopsLive(14, Wall)
            .Sees(20, Wall, 1, 2, [], Line("received", 1)).IsValid();

    [Fact]
    public void A_number_that_counts_more_than_there_is_is_detected() =>
        AnIntake().Watches(5, Wall, Line("received", 2)).Sees(16.6, Wall, 1, 2, [], Line("received", 1)).Violates("I9");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_change_decided_before_the_deadline_but_not_yet_acknowledged_may_be_counted_or_not(int shown) =>
        AnIntake().Intake(14, "r2", "k2", answeredAt: 17).Referral("r2", 14.2, "k2", Received("r2", 14.2))
            .Watches(5, Wall, Line("received", 0))
            .Sees(12, Wall, 1, 2, [], Line("received", shown)).Sees(17, Wall, 2, 3, [], Line("received", 2)).IsValid();

    [Fact]
    public void A_number_that_counts_a_referral_in_an_earlier_stage_than_acknowledged_is_detected() =>
        AnIntake().Referral("r1", 12, "k2", Accepted(12))
        .Watches(5, Wall, Line("received", 0)).Sees(10.6, Wall, 1, 2, [], Line("received", 1))
        .Add(new BoardRequested(Ticks(11), "w2", One, "silo-1", "nurse"),
            new FrameReceived(Ticks(12.5), "w2", One, "silo-1", "e2", 0, 1, true, [new RowShown("r1", 2)], []))
        .Intake(20, "r2", "k3").Referral("r2", 20.1, "k3", Received("r2", 20.1))
        .Sees(21, Wall, 2, 3, [], Line("received", 2)).Sees(26.2, Wall, 3, 4, [], Line("received", 1, accepted: 1))
            .Violates("I9");

    [Fact]
    public void A_number_for_a_stage_that_no_referral_can_be_in_is_detected() =>
        AnIntake().Watches(5, Wall, Line("received", 0))
        .Sees(10.6, Wall, 1, 2, [], Line("received", 1, accepted: 1)).Sees(16.6, Wall, 2, 3, [], Line("received", 1))
            .Violates("I9");

    [Fact]
    public void A_line_that_is_missing_on_the_wallboard_is_detected() => AnIntake().Watches(5, Wall).Violates("I8");

    [Fact]
    public void A_referral_board_that_shows_what_is_stored_is_good() =>
        AnAcceptance().Watches(11, One, new RowShown("r1", 1)).Sees(31, One, 1, 2, [], new RowShown("r1", 2)).IsValid();

    [Fact]
    public void A_referral_board_that_is_old_is_detected() =>
        AnAcceptance().Watches(11, One, new RowShown("r1", 1)).StopsLive(31, One).Violates("I8");

    [Fact]
    public void A_referral_board_that_says_live_and_is_six_seconds_behind_is_detected() =>
        AnAcceptance().Watches(11, One, new RowShown("r1", 1)).Sees(36.6, One, 1, 2, [], new RowShown("r1", 2))
            .Violates("I9");

    private static AHistory ABooking() => new AHistory().Schedule(30, SlotBooked("r1", "k2")).Acknowledged(30);

    private static AHistory AnIntake() =>
        new AHistory().Intake(10, "r1", "k1").Referral("r1", 10.2, "k1", Received("r1", 10.2));

    private static AHistory AnAcceptance() =>
        AnIntake().Referral("r1", 30.2, "k2", Accepted(30.2)).Command(30, "r1", "accept", "k2", 2, "accepted");

    private static RowShown Taken(string status, string referral = "r1") =>
        new(Slot().Value, 0, StoredRows.Slot(status, referral));

    private static RowShown Line(string stage, int count, int accepted = 0)
    {
        var numbers =
            new Dictionary<string, string> { [stage] = $"{count}", ["alarms"] = "0", ["breached"] = "0",
            ["heldSlots"] = "0", ["clinicians"] = "0" };
        if (accepted > 0) numbers["accepted"] = $"{accepted}";
        return new("behavioral-health", 0, numbers);
    }
}

internal static class BoardHistories
{
    /// <summary>The command with key k2 is acknowledged half a second later.</summary>
    public static AHistory Acknowledged(this AHistory history, double at) =>
        history.Call(at, at + 0.5, "POST", "/api/referrals/r1/book", "k2", CallOutcome.Ok, 200, null);

    public static AHistory StopsLive(this AHistory history, double at, string board) =>
        history.Add(new LiveChanged(Ticks(at), "w1", board, false));
}
