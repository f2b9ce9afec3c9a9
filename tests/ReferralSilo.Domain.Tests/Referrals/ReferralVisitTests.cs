using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralVisitTests
{
    [Fact]
    public void A_visit_completed_without_an_arrival_gets_both_events() =>
        Assert.Collection(Booked().Events(new Complete("seen")), e => Assert.IsType<E.PatientArrived>(e), e =>
            Assert.IsType<E.VisitCompleted>(e));

    [Fact]
    public void A_visit_needs_an_outcome() => Assert.Equal("invalid-input", Arrived().Refusal(new Complete(" ")));

    [Fact]
    public void A_moved_visit_has_to_be_confirmed_again()
    {
        var confirmed = Booked().After(new Confirm());
        var moved = confirmed.After(new Reschedule("b"));

        Assert.Equal(Now.ToDateTimeOffset(), ReferralViews.View(confirmed, 2, Now).Appointment!.ConfirmedAt);
        Assert.Null(ReferralViews.View(moved, 3, Now).Appointment!.ConfirmedAt);
        Assert.IsType<E.VisitConfirmed>(Assert.Single(moved.Events(new Confirm())));
    }

    [Fact]
    public void A_patient_who_missed_the_visit_is_contacted_again()
    {
        var missed = Booked().After(new NoShow(), VisitStart);

        Assert.Equal((Stage.Contacting, 1), (missed.Stage, missed.Case.NoShows));
    }

    [Fact]
    public void A_missed_visit_is_no_longer_its_clinicians_after_a_booking_that_was_cancelled()
    {
        var missed = Booked().After(new NoShow(), VisitStart);
        Assert.NotNull(missed.VisitClinician);

        Assert.Null(missed.After(new Book("b")).After(new CancelAppointment("the patient asked")).VisitClinician);
    }

    [Fact]
    public void After_the_third_no_show_it_ends_as_unreachable()
    {
        var twice = Booked().After(new NoShow(), VisitStart).After(new Book("b")).After(new NoShow(), VisitStart)
            .After(new Book("c"));

        Assert.Collection(twice.Events(new NoShow(), VisitStart), e => Assert.IsType<E.PatientDidNotCome>(e), e =>
            Assert.IsType<E.Ended>(e));
        Assert.Equal(Stage.Unreachable, twice.After(new NoShow(), VisitStart).Stage);
    }

    [Fact]
    public void It_closes_only_after_the_source_acknowledged()
    {
        Assert.Equal("loop-open", Completed().Refusal(new Close()));
        Assert.Equal("loop-open", Declined().Refusal(new Close()));
        var acknowledged = Completed().After(new Acknowledge("called by phone"), Minutes(5));
        Assert.Equal(Minutes(5), acknowledged.Case.SourceAcknowledgedAt);
        Assert.Empty(acknowledged.Events(new Acknowledge()));
        Assert.Equal(Stage.Closed, acknowledged.After(new Close()).Stage);
    }

    [Fact]
    public void Without_a_source_it_closes_at_once() =>
        Assert.Null(Received(Submission(source: null)).After(new Decline("x")).Refusal(new Close()));

    [Fact]
    public void A_closed_referral_keeps_its_visit_and_outcome()
    {
        var closed = Assert.IsType<Referral.Closed>(Closed());

        Assert.Equal((Stage.Completed, "a", "seen"), (closed.ClosedFrom, closed.Appointment!.Slot, closed.Outcome));
        Assert.False(closed.IsOpen);
        Assert.Null(closed.Clock);
    }
}
