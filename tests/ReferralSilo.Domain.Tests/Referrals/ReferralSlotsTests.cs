using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralSlotsTests
{
    [Fact]
    public void A_retry_asks_with_the_same_id_and_another_attempt_with_another()
    {
        var first = Asks(Waiting(), new Book("a"), "op-1").Asks.Single();

        Assert.Equal(first, Asks(Waiting(), new Book("a"), "op-1").Asks.Single());
        Assert.NotEqual(first.Id, Asks(Waiting(), new Book("a"), "op-2").Asks.Single().Id);
        Assert.NotEqual(first.Id, Asks(Waiting(), new Book("b"), "op-1").Asks.Single().Id);
    }

    [Fact]
    public void An_offer_asks_for_holds_and_names_each_slot_in_the_request()
    {
        var asks = Asks(Waiting(), new Offer(["a", "b"])).Asks;

        Assert.Equal([("a", "/slots/0"), ("b", "/slots/1")], asks.Select(a => (a.Slot, a.Pointer)));
        Assert.All(asks, a => Assert.Equal(Minutes(10), a.Until));
    }

    [Fact]
    public void A_booking_of_an_offered_slot_is_made_from_its_hold()
    {
        var hold = ((Referral.Offered)Offered()).Holds[1].Id;

        Assert.Equal((hold, null), Asks(Offered(), new AcceptOffer("b")).Asks.Select(a => (a.FromHold, a.Until))
            .Single());
        Assert.Equal(hold, Asks(Offered(), new Book("b")).Asks.Single().FromHold);
        Assert.Null(Asks(Offered(), new Book("c")).Asks.Single().FromHold);
    }

    [Fact]
    public void A_slot_whose_offer_is_over_is_asked_for_as_a_free_one() =>
        Assert.Null(ReferralSlots.Asks(Offered(), "op", new Book("b"), At(Minutes(10))).Asks.Single().FromHold);

    [Fact]
    public void Nothing_is_asked_for_what_the_rules_refuse_anyway()
    {
        Assert.Equal("offer-expired",
            ReferralSlots.Asks(Offered(), "op", new AcceptOffer("a"), At(Minutes(10))).Refusal!.Code);
        Assert.Equal("invalid-input", Asks(Waiting(), new Offer([])).Refusal!.Code);
        Assert.Equal("not-eligible", Asks(Ineligible(), new Book("a")).Refusal!.Code);
        foreach (var (state, command) in (ReadOnlySpan<(Referral?, ReferralCommand)>)[(null, new Book("a")),
            (Completed(), new Book("a")),
            (Booked(), new Reschedule("a")), (Waiting(), new AcceptOffer("a")), (Received(), new Offer(["a"])),
                (Received(), new Claim())])
            Assert.Same(SlotAsks.None, Asks(state, command));
    }

    private static SlotAsks Asks(Referral? state, ReferralCommand command, string attempt = "op") =>
        ReferralSlots.Asks(state, attempt, command, At());
}
