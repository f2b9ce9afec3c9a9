using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I4, I5: the holder of each slot at every time.</summary>
public sealed class SlotCheckTests
{
    [Fact]
    public void A_hold_that_becomes_a_booking_is_good() => AnOffer(60)
        .Call(30, 31, "POST", "/api/referrals/r1/offers/accept", "k3", CallOutcome.Ok, 200, null)
        .Schedule(30, HoldEnded("r1", "k2", HoldEnd.Confirmed, 30), SlotBooked("r1", "k3"))
            .Referral("r1", 30, "k3", Booked("r1", "k3", 30)).IsValid();

    [Fact]
    public void A_slot_that_is_taken_again_after_a_hold_that_lapsed_unrecorded_is_good() =>
        new AHistory().Schedule(5, Held("r1", "k2", 40)).Schedule(41, Held("r2", "k3", 97))
            .Schedule(42, HoldEnded("r1", "k2", HoldEnd.Expired, 42)).IsValid();

    [Fact]
    public void A_slot_held_and_booked_is_taken_twice() =>
        new AHistory().Schedule(5, Held("r1", "k2", 99)).Schedule(6, SlotBooked("r2", "k3")).Violates("I4");

    [Fact]
    public void A_slot_that_overlaps_another_is_taken_twice() =>
        new AHistory().Schedule(5, SlotBooked("r1", "k2")).Schedule(6, SlotBooked("r2", "k3", minute: 15))
            .Violates("I4");

    [Fact]
    public void A_slot_taken_twice_only_for_a_moment_is_detected() => new AHistory()
        .Schedule(5, SlotBooked("r1", "k2")).Schedule(6, SlotBooked("r2", "k3"))
        .Schedule(7, new ScheduleEvent.BookingReleased(new(GrantId("r1", "k2")), Slot(), new("r1"), null, At(7)))
            .Violates("I4");

    [Fact]
    public void A_hold_that_ends_in_its_time_is_good() => AnOffer(60)
        .Schedule(60.1, HoldEnded("r1", "k2", HoldEnd.Expired, 60.1)).Referral("r1", 60.1, null, Over(60.1)).IsValid();

    [Fact]
    public void A_hold_that_ends_early_is_detected() =>
        new AHistory().Schedule(5, Held("r1", "k2", 60)).Schedule(50, HoldEnded("r1", "k2", HoldEnd.Expired, 50))
        .Violates("I5");

    [Fact]
    public void A_hold_that_ends_late_is_detected() =>
        new AHistory().Schedule(5, Held("r1", "k2", 60)).Schedule(70, HoldEnded("r1", "k2", HoldEnd.Expired, 70))
        .Violates("I5");

    [Fact]
    public void A_fault_after_a_hold_is_already_late_does_not_extend_the_limit() => new AHistory()
        .Add(new FaultBegan(Ticks(80), "kill", "silo-1"), new FaultEnded(Ticks(90), "kill", "silo-1"))
        .Schedule(5, Held("r1", "k2", 60)).Schedule(95, HoldEnded("r1", "k2", HoldEnd.Expired, 95)).Violates("I5");

    [Fact]
    public void A_hold_that_ends_late_while_a_silo_is_replaced_is_good() => new AHistory()
        .Add(new FaultBegan(Ticks(55), "kill", "silo-1"), new FaultEnded(Ticks(62), "kill", "silo-1"))
        .Schedule(5, Held("r1", "k2", 60)).Schedule(70, HoldEnded("r1", "k2", HoldEnd.Expired, 70)).IsValid();

    [Fact]
    public void A_hold_confirmed_after_its_end_is_detected() =>
        new AHistory().Schedule(5, Held("r1", "k2", 60))
            .Schedule(61, HoldEnded("r1", "k2", HoldEnd.Confirmed, 61), SlotBooked("r1", "k3")).Violates("I5");

    [Fact]
    public void An_offer_accepted_without_its_hold_is_detected() => new AHistory()
        .Call(70, 71, "POST", "/api/referrals/r1/offers/accept", "k3", CallOutcome.Ok, 200, null)
        .Schedule(5, Held("r1", "k2", 60)).Schedule(61, HoldEnded("r1", "k2", HoldEnd.Expired, 61))
            .Schedule(70, SlotBooked("r1", "k3")).Violates("I5");

    [Fact]
    public void A_hold_given_back_while_it_is_offered_is_detected() =>
        AnOffer(99).Schedule(30, HoldEnded("r1", "k2", HoldEnd.Released, 30)).Violates("I5");

    /// <summary>The slot of r1 is held and offered until this time.</summary>
    private static AHistory AnOffer(double until) => new AHistory().Schedule(10, Held("r1", "k2", until))
        .Referral("r1", 1, "k1", Received("r1", 1), Accepted(1),
            new ReferralEvent.PatientReached(Clock(ClockKind.Booking, 1, 7200)))
        .Referral("r1", 10, "k2", Offered("r1", "k2", 10, until));

    private static ReferralEvent.OfferEnded Over(double at) => new("expired", null, Clock(ClockKind.Booking, at, 7200));
}
