using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralEffectsTests
{
    private static readonly ClinicianId Ames = new("ames");

    [Fact]
    public void Every_change_notifies_its_queue_and_a_routing_both_queues()
    {
        var (before, route) = (Received(), new Route("dermatology"));

        Assert.Equal([new ReferralEffect.QueueChanged(Behavioral), new ReferralEffect.QueueChanged(Dermatology)],
            ReferralEffects.From(before, before.Events(route), before.After(route)));
        Assert.Equal([new ReferralEffect.QueueChanged(Behavioral)],
            ReferralEffects.From(before, before.Events(new Claim()), before.After(new Claim())));
    }

    [Fact]
    public void A_declined_or_expired_offer_releases_all_its_holds()
    {
        Assert.Equal(Freed("a", "b"), Offered().Effects(new DeclineOffer()));
        Assert.Equal(Freed("a", "b"), Offered().Effects(new TimeUp(), Minutes(10)));
        Assert.Equal(Freed("a", "b"), Offered().Effects(new Withdraw("no")));
    }

    [Fact]
    public void A_new_offer_releases_the_holds_of_the_previous_one() =>
        Assert.Equal(Freed("a", "b"), Offered().Effects(new Offer(["c"])));

    [Fact]
    public void Accepting_an_offer_releases_the_other_holds()
    {
        Assert.Equal(Freed("b"), Offered().Effects(new AcceptOffer("a")));
        Assert.Equal(Freed("a", "b"), Offered().Effects(new Book("c")));
    }

    [Fact]
    public void A_moved_cancelled_or_withdrawn_appointment_is_released()
    {
        Assert.Equal([Released("moved")], Booked().Effects(new Reschedule("b")));
        Assert.Equal([Released("cancelled")], Booked().Effects(new CancelAppointment("ill")));
        Assert.Equal([Released("referral-ended")], Booked().Effects(new Withdraw("no")));
    }

    [Fact]
    public void A_completed_or_missed_visit_stays_used()
    {
        ReferralEffect finished = new ReferralEffect.VisitFinished(Ames, ((Referral.Booked)Booked()).Appointment.Id);

        Assert.Equal([finished], Arrived().Effects(new Complete("seen")));
        Assert.Equal([finished], Booked().Effects(new Complete("seen")));
        Assert.Equal([finished], Booked().Effects(new NoShow(), VisitStart));
    }

    [Fact]
    public void A_hold_that_the_schedule_ended_is_not_released_again() =>
        Assert.Empty(Offered().Effects(new HoldWasLost(((Referral.Offered)Offered()).Holds[0].Id, "displaced")));

    private static IReadOnlyList<ReferralEffect> Freed(params string[] slots) =>
        [.. ((Referral.Offered)Offered()).Holds.Where(h => slots.Contains(h.Slot))
            .Select(h => new ReferralEffect.HoldReleased(Ames, h.Id))];

    private static ReferralEffect Released(string reason) =>
        new ReferralEffect.BookingReleased(Ames, ((Referral.Booked)Booked()).Appointment.Id, reason);
}
