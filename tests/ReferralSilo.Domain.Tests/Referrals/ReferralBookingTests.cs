using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralBookingTests
{
    [Fact]
    public void An_offer_holds_its_slots_until_its_end()
    {
        var offered = Assert.IsType<Referral.Offered>(Offered());

        Assert.Equal(["a", "b"], offered.Holds.Select(h => h.Slot));
        Assert.Equal((ClockKind.Offer, Minutes(10)), (offered.Offer.Kind, offered.Offer.DueAt));
    }

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(1, true)]
    [InlineData(4320, true)]
    [InlineData(4320.1, false)]
    public void An_offer_lasts_from_one_minute_to_three_days(double minutes, bool taken) =>
        Assert.Equal(taken, Waiting()
            .Refusal(new Offer(["a"], (Now + Duration.FromMinutes(minutes)).ToDateTimeOffset())) is null);

    [Fact]
    public void An_offer_has_one_to_five_slots_and_none_twice()
    {
        Assert.Equal("invalid-input", Waiting().Refusal(new Offer([])));
        Assert.Equal("invalid-input", Waiting().Refusal(new Offer(["a", "b", "c", "d", "e", "f"])));
        Assert.Equal("invalid-input", Waiting().Refusal(new Offer(["a", "a"])));
    }

    [Fact]
    public void An_accepted_offer_is_a_booking()
    {
        var booked = Assert.IsType<Referral.Booked>(Offered().After(new AcceptOffer("b"), Minutes(1)));

        Assert.Equal(("b", Minutes(1)), (booked.Appointment.Slot, booked.BookedAt));
    }

    [Fact]
    public void Only_what_is_offered_can_be_accepted() =>
        Assert.Equal("slot-not-offered", Offered().Refusal(new AcceptOffer("c")));

    [Fact]
    public void An_ended_offer_cannot_be_accepted_even_without_an_event()
    {
        Assert.Null(Offered().Refusal(new AcceptOffer("a"), Minutes(10) - Duration.FromTicks(1)));
        Assert.Equal("offer-expired", Offered().Refusal(new AcceptOffer("a"), Minutes(10)));
    }

    [Fact]
    public void A_declined_offer_leads_back_to_waiting() =>
        Assert.Equal(Stage.Waiting, Offered().After(new DeclineOffer("too early")).Stage);

    [Fact]
    public void An_urgent_referral_is_accepted_and_booked_in_one_step_by_those_who_may()
    {
        Assert.Collection(Received().Events(new Book("a")), e => Assert.IsType<E.Accepted>(e), e =>
            Assert.IsType<E.AppointmentBooked>(e));
        Assert.Equal("not-accepted", Received().Refusal(new Book("a"), mayAccept: false));
        Assert.Equal("not-eligible", Ineligible().Refusal(new Book("a")));
    }

    [Fact]
    public void A_booking_ends_the_claim() => Assert.Null(Waiting().After(new Claim()).After(new Book("a")).Case.Claim);

    [Fact]
    public void Booking_the_same_slot_again_changes_nothing_and_another_is_refused()
    {
        Assert.Empty(Booked().Events(new Book("a")));
        Assert.Empty(Booked().Events(new AcceptOffer("a")));
        Assert.Equal("not-allowed-in-stage", Booked().Refusal(new Book("b")));
    }

    [Fact]
    public void The_event_of_a_move_contains_the_old_slot()
    {
        var moved = Assert.IsType<E.AppointmentMoved>(Assert.Single(Booked()
            .Events(new Reschedule("b", "asked for later"))));

        Assert.Equal(("a", "b", "asked for later"), (moved.From.Slot, moved.To.Slot, moved.Reason));
        Assert.Empty(Booked().Events(new Reschedule("a")));
    }

    [Fact]
    public void A_cancelled_appointment_leads_back_to_contacting() =>
        Assert.Equal((Stage.Contacting, ClockKind.NextContact), (Cancelled.Stage, Cancelled.Clock!.Kind));

    [Fact]
    public void A_retried_offer_ends_with_the_holds_of_its_first_try()
    {
        var held = Grant("a") with { HeldUntil = Minutes(7) };
        var context = At() with { Grants = [held] };
        var decided = ReferralDecider.Decide(Waiting(), new Offer(["a"]), context);

        var offered =
            Assert.IsType<ReferralEvent.SlotsOffered>(Assert.Single(
            Assert.IsType<Decision<ReferralEvent>.Accepted>(decided).Events));
        Assert.Equal(Minutes(7), offered.Clock.DueAt);
    }

    [Fact]
    public void A_booking_whose_commit_was_lost_is_recorded_later()
    {
        foreach (var state in (Referral[])[Accepted(), Contacting(), Waiting(), Offered()])
            Assert.Equal("a",
                state.After(new SlotWasBooked(Grant("a"))).BookedSlot()!.Slot);
    }

    [Fact]
    public void An_unwanted_booking_is_refused_so_that_it_is_released()
    {
        foreach (var state in (Referral[])[Received(), Booked(), Arrived(), Completed(), Withdrawn(), Closed()])
            Assert.Equal("booking-not-wanted", state.Refusal(new SlotWasBooked(Grant("c", "late"))));
    }

    [Fact]
    public void A_repeated_message_about_the_current_booking_changes_nothing() =>
        Assert.Empty(Booked().Events(new SlotWasBooked(((Referral.Booked)Booked()).Appointment)));

    [Fact]
    public void A_late_message_does_not_restore_a_cancelled_booking()
    {
        var booked = new SlotWasBooked(((Referral.Booked)Booked()).Appointment);

        Assert.Empty(Cancelled.Events(booked));
        Assert.Empty(Booked().After(new NoShow(), VisitStart).Events(booked));
        Assert.Empty(Booked().After(new Reschedule("b")).After(new CancelAppointment("ill")).Events(booked));
        Assert.Empty(Cancelled.After(Tried(ContactOutcome.Reached)).Events(booked));
    }

    [Fact]
    public void An_offer_lasts_while_one_of_its_holds_lasts()
    {
        var (a, b) = (((Referral.Offered)Offered()).Holds[0].Id, ((Referral.Offered)Offered()).Holds[1].Id);
        var one = Offered().After(new HoldWasLost(a, "displaced"));

        Assert.Equal(["b"], ((Referral.Offered)one).Holds.Select(h => h.Slot));
        Assert.Empty(one.Events(new HoldWasLost(a, "displaced")));
        Assert.Equal(Stage.Waiting, one.After(new HoldWasLost(b, "displaced")).Stage);
        Assert.Empty(Waiting().Events(new HoldWasLost(a, "expired")));
    }

    private static Referral Cancelled => Booked().After(new CancelAppointment("ill"));
}
