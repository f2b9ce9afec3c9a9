using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>What comes first at an address.</summary>
public enum Order
{
    StopFirst,
    SendFirst,
    Together,
}

/// <summary>What a person says from an address, in one order with what is sent there.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_stop_ends_the_consent_of_everyone_with_the_number_and_start_lifts_only_the_stop()
    {
        var (id, phone) = await Consenting();
        var (sibling, _) = await Consenting(phone: phone);
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        var address = Address(phone);
        Assert.Equal(ReceivedText.Stopped, await address.ReceiveText(phone, new InboundText(New("in"), "Stop.")));
        await Eventually.Is("both consents have ended", async () =>
            await EndedBy(id) == "stop" && await EndedBy(sibling) == "stop");
        await Until("the message is blocked", id, MessageStatus.Blocked);
        _provider.Treatments[phone] = Treatment.Accept;
        await Until("one text confirms the stop", () => Task.FromResult(_provider.CountTo(phone) == 1));

        await silos.Do(id, new RecordConsent(ConsentKind.Sms, true, "verbal"));
        await Until("the number is still stopped", async () =>
            await Messages(id) is [Message.Blocked { Reason: MessageReasons.Suppressed }]);
        Assert.Equal(ReceivedText.Started, await address.ReceiveText(phone, new InboundText(New("in"), "START")));
        await Until("the message leaves", id, MessageStatus.Accepted);
        Assert.Equal(2, _provider.CountTo(phone));
        Assert.Equal("stop", await EndedBy(sibling));
    }

    [Fact]
    public async Task A_start_from_another_number_of_the_patient_lets_a_blocked_message_leave()
    {
        var second = Phone();
        var (id, phone) = await Consenting(second: second);
        _provider.Treatments[phone] = _provider.Treatments[second] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        foreach (var number in (string[])[phone, second])
            await Address(number).ReceiveText(number, new InboundText(New("in"), "STOP"));
        await Until("the consent has ended", async () => await EndedBy(id) == "stop");
        await silos.Do(id, new RecordConsent(ConsentKind.Sms, true, "verbal"));
        await Until("it is blocked with the first number", async () => await Messages(id)
            is [Message.Blocked { Reason: MessageReasons.Suppressed } blocked] && blocked.Case.Way!.To == phone);

        _provider.Treatments[second] = Treatment.Accept;
        await Address(second).ReceiveText(second, new InboundText(New("in"), "START"));
        await Until("it leaves", id, MessageStatus.Accepted);
        Assert.Equal(second, Assert.Single(await Messages(id)).LastSubmission!.Way.To);
    }

    [Fact]
    public async Task A_repeated_stop_after_a_start_changes_nothing()
    {
        var phone = Phone();
        var stop = new InboundText(New("in"), "STOP");
        await Address(phone).ReceiveText(phone, stop);
        await Address(phone).ReceiveText(phone, new InboundText(New("in"), "START"));
        await Address(phone).ReceiveText(phone, stop);

        Assert.Empty((await Address(phone).Show())!.State.Suppressions);
    }

    [Fact]
    public async Task An_opt_out_that_the_provider_reports_stops_the_number()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.RejectOptedOut;
        await silos.Do(id, new Accept());

        await Until("it is rejected", id, MessageStatus.Rejected);
        await Eventually.Is("the number is stopped", async () =>
            (await Address(phone).Show())?.State.Suppressions is [{ Why: SuppressionReason.Provider }]);
        await Eventually.Is("the consent has ended", async () => await EndedBy(id) == "provider");
    }

    [Theory]
    [InlineData(Order.StopFirst)]
    [InlineData(Order.SendFirst)]
    [InlineData(Order.Together)]
    public async Task Stops_that_race_with_messages_are_never_followed_by_a_send(Order order)
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            var phone = Phone();
            var way = new MessageWay(MessageChannel.Sms, phone,
                silos.Of<AddressKeys>().Of(MessageChannel.Sms, phone));
            var text = new InboundText(New("in"), "STOP");
            switch (order)
            {
                case Order.StopFirst:
                    await Address(phone).ReceiveText(phone, text);
                    await Settled(await Plan(way));
                    break;
                case Order.SendFirst:
                    await Settled(await Plan(way));
                    await Address(phone).ReceiveText(phone, text);
                    break;
                default:
                    var plan = Task.Run(() => Plan(way));
                    await Task.WhenAll(plan, Address(phone).ReceiveText(phone, text));
                    await Settled(await plan);
                    break;
            }

            await Settled(await Plan(way));
            var events = (await silos.Real.ReadEvents(new StreamId("address", way.Address)))
                .Select(e => silos.Of<AddressMapper>().ReadEvent(e.Body.Span)).ToList();
            Assert.Single(events.OfType<AddressEvent.Suppressed>());
            var claimed = Claims(events.TakeWhile(e => e is not AddressEvent.Suppressed)).ToList();
            Assert.Empty(Claims(events.SkipWhile(e => e is not AddressEvent.Suppressed)));
            var taken = _provider.Taken.Select(t => t.Message).Where(m => m.To == phone
                && m.Body.Contains(nameof(MessageOccasion.Reminder), StringComparison.Ordinal)).ToList();
            Assert.All(taken, m => Assert.Contains(m.Id, claimed));
            return taken.Count;
        }));

        if (order == Order.StopFirst) Assert.All(sent, count => Assert.Equal(0, count));
        if (order == Order.SendFirst) Assert.All(sent, count => Assert.Equal(1, count));
    }

    private static IEnumerable<string> Claims(IEnumerable<AddressEvent> events) => events
        .OfType<AddressEvent.SendClaimed>().Where(e => e.Claim.Occasion != MessageOccasion.StopConfirmed)
        .Select(e => e.Claim.Message);
}
