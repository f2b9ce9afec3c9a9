using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralClocksTests
{
    [Fact]
    public void An_early_deadline_call_does_nothing() =>
        Assert.Empty(Received().Events(new TimeUp(), Now + Duration.FromHours(24) - Duration.FromTicks(1)));

    [Fact]
    public void A_missed_target_is_an_event_and_rings_again_later_each_time_at_most_a_day_apart()
    {
        var state = Received();
        var waits = new List<double>();
        for (var ring = 1; ring <= 9; ring++)
        {
            var at = state.DueAt!.Value;
            state = state.After(new TimeUp(), at);
            Assert.Equal((ring, true), (state.Clock!.Rings, state.Clock.Breached));
            waits.Add((state.DueAt!.Value - at).TotalMinutes);
        }

        Assert.Equal([15, 30, 60, 120, 240, 480, 960, 1440, 1440], waits);
    }

    [Fact]
    public void A_repeated_deadline_call_records_one_breach()
    {
        var at = In(Duration.FromHours(24));

        Assert.Empty(Received().After(new TimeUp(), at).Events(new TimeUp(), at));
    }

    [Fact]
    public void The_end_of_an_offer_is_not_a_breach_but_returns_to_waiting() =>
        Assert.Equal(
            new E.OfferEnded("expired", null,
            Clock.Start(ClockKind.Booking, Minutes(10), Minutes(10) + Duration.FromDays(7))),
            Assert.Single(Offered().Events(new TimeUp(), Minutes(10))));

    [Fact]
    public void A_claim_expires()
    {
        var taken = Received().After(new Claim());

        Assert.Equal(Minutes(15), taken.DueAt);
        Assert.Equal(new E.ClaimEnded(Nurse, "expired"), Assert.Single(taken.Events(new TimeUp(), Minutes(15))));
        Assert.Empty(taken.Events(new TimeUp(), Minutes(14)));
    }

    [Fact]
    public void An_ended_claim_and_a_missed_target_are_both_recorded() =>
        Assert.Collection(Received().After(new Claim()).Events(new TimeUp(), In(Duration.FromHours(25))),
            e => Assert.IsType<E.ClaimEnded>(e), e => Assert.IsType<E.TargetBreached>(e));

    [Fact]
    public void A_visit_is_late_ten_minutes_after_its_start()
    {
        var start = ((Referral.Booked)Booked()).Appointment.Start;

        Assert.Equal((start, start + Duration.FromMinutes(10)), (Booked().Clock!.DueAt, Booked().DueAt));
    }

    [Fact]
    public void A_new_priority_clears_the_breach() =>
        Assert.False(Received().After(new TimeUp(), In(Duration.FromHours(24)))
            .After(new Prioritize(Priority.Urgent), In(Duration.FromHours(25))).Clock!.Breached);
}
