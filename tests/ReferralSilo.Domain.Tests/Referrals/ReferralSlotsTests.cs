using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralSlotsTests
{
    [Fact]
    public void A_retry_uses_the_same_id_and_another_attempt_a_new_one()
    {
        var first = RequestsFor(Waiting(), new Book("a"), "op-1").Requests.Single();

        Assert.Equal(first, RequestsFor(Waiting(), new Book("a"), "op-1").Requests.Single());
        Assert.NotEqual(first.Id, RequestsFor(Waiting(), new Book("a"), "op-2").Requests.Single().Id);
        Assert.NotEqual(first.Id, RequestsFor(Waiting(), new Book("b"), "op-1").Requests.Single().Id);
    }

    [Fact]
    public void An_offer_requests_holds_with_a_pointer_for_each_slot()
    {
        var requests = RequestsFor(Waiting(), new Offer(["a", "b"])).Requests;

        Assert.Equal([("a", "/slots/0"), ("b", "/slots/1")], requests.Select(a => (a.Slot, a.Pointer)));
        Assert.All(requests, a => Assert.Equal(Minutes(10), a.Until));
    }

    [Fact]
    public void A_booking_of_an_offered_slot_is_made_from_its_hold()
    {
        var hold = ((Referral.Offered)Offered()).Holds[1].Id;

        Assert.Equal((hold, null),
            RequestsFor(Offered(), new AcceptOffer("b")).Requests.Select(r => (r.FromHold, r.Until)).Single());
        Assert.Equal(hold, RequestsFor(Offered(), new Book("b")).Requests.Single().FromHold);
        Assert.Null(RequestsFor(Offered(), new Book("c")).Requests.Single().FromHold);
    }

    [Fact]
    public void A_slot_of_an_ended_offer_is_requested_like_a_free_one() =>
        Assert.Null(
            ReferralSlots.RequestsFor(Offered(), "op", new Book("b"), At(Minutes(10))).Requests.Single().FromHold);

    [Fact]
    public void A_refused_command_requests_no_slot()
    {
        Assert.Equal("offer-expired",
            ReferralSlots.RequestsFor(Offered(), "op", new AcceptOffer("a"), At(Minutes(10))).Refusal!.Code);
        Assert.Equal("invalid-input", RequestsFor(Waiting(), new Offer([])).Refusal!.Code);
        Assert.Equal("not-eligible", RequestsFor(Ineligible(), new Book("a")).Refusal!.Code);
        foreach (var (state, command) in (ReadOnlySpan<(Referral?, ReferralCommand)>)[(null, new Book("a")),
            (Completed(), new Book("a")),
            (Booked(), new Reschedule("a")), (Waiting(), new AcceptOffer("a")), (Received(), new Offer(["a"])),
            (Received(), new Claim())])
            Assert.Same(SlotRequests.None, RequestsFor(state, command));
    }

    private static SlotRequests RequestsFor(Referral? state, ReferralCommand command, string attempt = "op") =>
        ReferralSlots.RequestsFor(state, attempt, command, At());
}
