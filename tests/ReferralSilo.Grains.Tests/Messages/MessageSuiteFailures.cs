using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Templates;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>What keeps a message back until someone acts, and what goes on by another channel.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_number_that_cannot_be_reached_is_followed_by_a_mail_once()
    {
        var (id, _) = await Consenting(with: s => s with
        {
            Consents = [.. s.Consents, new Domain.Referrals.Consent(ConsentKind.Email, true, "verbal", silos.Now)],
        });
        var mail = (await silos.State(id)).Case.Patient.Email!.Value;
        await silos.Do(id, new Accept());
        await Until("the text has left", id, MessageStatus.Accepted);
        await Fail(id, "30003");
        await Until("the mail has left", id, MessageStatus.Undelivered, MessageStatus.Accepted);

        await Fail(id, "30005");
        await Fail(id, "30003");
        Assert.Equal(2, (await Messages(id)).Count);
        Assert.Equal(1, _provider.CountTo(mail));
    }

    [Fact]
    public async Task Without_a_consent_to_mail_nothing_follows_a_number_that_cannot_be_reached()
    {
        var (id, _) = await Consenting();
        await silos.Do(id, new Accept());
        await Until("the text has left", id, MessageStatus.Accepted);
        await Fail(id, "30006");

        await Until("the mail is blocked", async () => await Messages(id)
            is [Message.Accepted, Message.Blocked { Reason: MessageReasons.NoConsent }]);
    }

    [Fact]
    public async Task A_sender_that_is_not_registered_stops_all_texts_until_it_is_marked_valid()
    {
        var (first, _) = await Consenting();
        await silos.Do(first, new Accept());
        await Until("the first has left", first, MessageStatus.Accepted);
        await Fail(first, "30034");
        try
        {
            await Until("the sender is stopped", async () =>
                await silos.Of<SenderStops>().Of(MessageChannel.Sms) is { Code: "30034" });
            silos.Time.Advance(SenderStops.Refresh);
            var (waiting, phone) = await Consenting();
            await silos.Do(waiting, new Accept());
            await Until("the second waits", async () =>
                await Messages(waiting) is [Message.Due { Reason: MessageReasons.SenderStopped }]);
            Assert.Equal(0, _provider.CountTo(phone));

            await MarkValid(FakeTransport.OwnNumber);
            await Until("the second leaves", waiting, MessageStatus.Accepted);
        }
        finally
        {
            await MarkValid(FakeTransport.OwnNumber);
            silos.Time.Advance(SenderStops.Refresh);
        }
    }

    [Fact]
    public async Task A_number_that_is_marked_valid_gets_what_waited_and_a_stop_stays()
    {
        var (id, phone) = await Consenting();
        await Address(phone).ReceiveText(phone, new InboundText(New("in"), "wrong number"));
        await silos.Do(id, new Accept());
        await Until("it is blocked", async () =>
            await Messages(id) is [Message.Blocked { Reason: MessageReasons.InvalidAddress }]);
        await MarkValid(phone);
        await Until("it leaves", id, MessageStatus.Accepted);

        foreach (var text in (string[])["STOP", "wrong number"])
            await Address(phone).ReceiveText(phone, new InboundText(New("in"), text));
        await MarkValid(phone);
        Assert.Single((await Address(phone).Show())!.State.Suppressions);
        var marked = (await silos.Real.ReadEvents(new StreamId("address", Key(phone))))
            .Where(e => e.Type == "address-valid").ToList();
        Assert.Equal(["nora", "nora"], marked.Select(e => e.Actor));
        Assert.All(marked, e => Assert.Equal("Called and spoke with the patient",
            ((AddressEvent.BecameValid)silos.Of<AddressMapper>().ReadEvent(e.Body.Span)).Reason));
    }

    [Fact]
    public async Task A_message_without_a_text_leaves_when_one_is_approved()
    {
        const string language = "tlh";
        _provider.LanguagesWithoutTexts[language] = true;
        var (id, _) = await Consenting(with: s => s with { Patient = s.Patient with { Language = language } });
        await silos.Do(id, new Accept());
        await Until("it is blocked", async () =>
            await Messages(id) is [Message.Blocked { Reason: MessageReasons.NoTemplate }]);
        var before = silos.Now;
        _provider.LanguagesWithoutTexts.Clear();
        await Approve("reach-out.sms.es");

        await Until("it leaves", id, MessageStatus.Accepted);
        Assert.True(silos.Now - before < Duration.FromTimeSpan(BlockedMessages.Interval / 2));
    }

    [Fact]
    public async Task What_waited_for_a_transport_leaves_after_the_start_of_a_silo_that_has_one()
    {
        var (phone, late) = (Phone(), Phone());
        var useful = await BlockedEarlier(phone, silos.Now + Duration.FromDays(1));
        var useless = await BlockedEarlier(late, silos.Now);
        silos.Time.Advance(BlockedMessages.Interval);

        await silos.Grains.GetGrain<IBlockedMessagesGrain>(IBlockedMessagesGrain.Key).EnsureJudged();
        await Until("the useful one has left", async () => (await useful.Show())!.State is Message.Accepted);
        await Until("the other is stale", async () => (await useless.Show())!.State.Status == MessageStatus.Stale);
        Assert.Equal((1, 0), (_provider.CountTo(phone), _provider.CountTo(late)));
    }

    [Fact]
    public async Task A_blocked_message_that_cannot_be_judged_keeps_no_other_one_back()
    {
        var (phone, late) = (Phone(), Phone());
        // Those without a transport are judged before those without a text.
        var broken = await BlockedEarlier(late, silos.Now + Duration.FromDays(1));
        var behind = await BlockedEarlier(phone, silos.Now + Duration.FromDays(1), MessageReasons.NoTemplate);
        silos.Calls.Failing = broken.GetPrimaryKeyString();
        try
        {
            silos.Time.Advance(BlockedMessages.Interval);
            await silos.Grains.GetGrain<IBlockedMessagesGrain>(IBlockedMessagesGrain.Key).EnsureJudged();
            await Until("the other one has left", async () => (await behind.Show())!.State is Message.Accepted);
            Assert.Equal((1, 0), (_provider.CountTo(phone), _provider.CountTo(late)));
        }
        finally
        {
            silos.Calls.Failing = null;
        }
    }

    /// <summary>As a program without transports left it.</summary>
    private async Task<IMessageGrain> BlockedEarlier(string phone, Instant usefulUntil,
        string reason = MessageReasons.NoTransport)
    {
        var (id, mapper, now) = (New("m"), silos.Of<MessageMapper>(), silos.Now);
        var way = new MessageWay(MessageChannel.Sms, phone, Key(phone));
        MessageEvent[] events =
        [
            new MessageEvent.Planned(new MessageCase(id, null, MessageOccasion.Reminder, 1, null, now, now, usefulUntil,
                way, "en", 0, [])),
            new MessageEvent.Blocked(reason),
        ];
        var state = events.Aggregate((Message?)null, (s, e) => mapper.Evolve(s, e))!;
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            new StreamId(MessageMapper.StreamKind, id), 0, mapper.Write(state),
            [.. events.Select(e => mapper.Write(e, "system"))], [], mapper.DueAt(state), mapper.Row(null, state), null,
            now)));
        return silos.Grains.GetGrain<IMessageGrain>(id);
    }

    private async Task Fail(string referral, string code)
    {
        var sent = (Message.Accepted)(await Messages(referral))[0];
        Assert.True(await silos.Grains.GetGrain<IMessageGrain>(sent.Case.Id).ReceiveReceipt(new Receipt(
            sent.ProviderId!, MessageStatus.Undelivered, code, silos.Now, New("receipt"))));
    }

    private async Task MarkValid(string phone)
    {
        var outcome = await Address(phone).Handle(new CommandEnvelope<AddressCommand>(
            new AddressCommand.MarkValid([], "Called and spoke with the patient"), "nora", false));
        Assert.True(outcome is { Unknown: false, Refusal: null });
    }

    private async Task Approve(string key)
    {
        var read = TemplateCatalog.Shown(key, null)!.State.Find(1)!.Fingerprint;
        var outcome = await silos.Grains.GetGrain<ITemplateGrain>(key).Handle(new CommandEnvelope<TemplateCommand>(
            new TemplateCommand.Approve(key, 1) { Read = read }, "ada", false));
        Assert.Equal((false, null), (outcome.Unknown, outcome.Refusal?.Code));
    }

    private string Key(string phone) => silos.Of<AddressKeys>().Of(MessageChannel.Sms, phone);
}
