using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>A person has a message sent again by another channel: once, and only where it may go.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task What_did_not_arrive_is_sent_once_by_the_other_channel_however_often_it_is_asked_for()
    {
        var (id, mail) = await Undelivered();
        await silos.Do(id, new RecordConsent(ConsentKind.Email, true, "verbal"));
        var text = silos.Grains.GetGrain<IMessageGrain>((await Messages(id))[0].Case.Id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5)
            .Select(_ => text.Resend(MessageChannel.Email, "scheduler")));

        Assert.All(answers, a => Assert.Null(a.Refusal));
        await Until("the mail is accepted", async () => (await Messages(id)).Select(m => m.Status).Order()
            .SequenceEqual([MessageStatus.Accepted, MessageStatus.Undelivered]));
        Assert.Equal(1, _provider.CountTo(mail));
        var events = await silos.Real.ReadEvents(new StreamId(MessageMapper.StreamKind, text.GetPrimaryKeyString()));
        Assert.Contains(events, e => (e.Type, e.Actor) == ("message-resent", "scheduler"));
    }

    [Fact]
    public async Task What_consent_and_address_do_not_allow_is_refused_and_changes_nothing()
    {
        var (id, mail) = await Undelivered();
        var text = silos.Grains.GetGrain<IMessageGrain>((await Messages(id))[0].Case.Id);
        Assert.Equal("no-consent", (await text.Resend(MessageChannel.Email, "scheduler")).Refusal!.Code);

        await silos.Do(id, new RecordConsent(ConsentKind.Email, true, "verbal"));
        await silos.Grains.GetGrain<IAddressGrain>(silos.Of<AddressKeys>().Of(MessageChannel.Email, mail)).Handle(
            CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.MarkInvalid(MessageChannel.Email, mail,
                "5.1.1")));
        Assert.Equal("invalid-address", (await text.Resend(MessageChannel.Email, "scheduler")).Refusal!.Code);

        Assert.Single(await Messages(id));
        Assert.Equal(0, _provider.CountTo(mail));
    }

    [Fact]
    public async Task A_first_message_that_a_booking_replaced_is_not_needed_again()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var (id, _) = await Undelivered(line);
        await silos.Do(id, new RecordConsent(ConsentKind.Email, true, "verbal"));
        await silos.Do(id, new Book(silos.Slot(clinician)));
        var text = silos.Grains.GetGrain<IMessageGrain>((await Messages(id))[0].Case.Id);

        Assert.Equal("not-needed", (await text.Resend(MessageChannel.Email, "scheduler")).Refusal!.Code);
    }

    [Fact]
    public async Task What_was_sent_another_way_leaves_after_all_when_the_decision_that_ended_it_is_taken_back()
    {
        var line = await silos.ServiceLine(new ServiceLineInput("Line", "America/Denver")
        {
            VisitRecordableBefore = TimeSpan.FromDays(7),
        });
        var clinician = await silos.Clinician(line);
        var (id, phone) = await Consenting(line);
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept(), new Book(silos.Slot(clinician)));
        await Until("the booking waits", id, MessageStatus.Superseded, MessageStatus.Due);
        _provider.Treatments[phone] = Treatment.Accept;
        await Until("the booking is accepted", id, MessageStatus.Superseded, MessageStatus.Accepted);
        var text = (Message.Accepted)(await Messages(id))[1];
        var grain = silos.Grains.GetGrain<IMessageGrain>(text.Case.Id);
        await grain.ReceiveReceipt(
            new Receipt(text.ProviderId!, MessageStatus.Undelivered, "30008", silos.Now, "undelivered"));
        var mail = (await silos.State(id)).Case.Submission.Patient.Email!.Value;
        _provider.Treatments[mail] = Treatment.NoConnection;
        await silos.Do(id, new RecordConsent(ConsentKind.Email, true, "verbal"));
        Assert.Null((await grain.Resend(MessageChannel.Email, "scheduler")).Refusal);
        await Until("the mail waits", id, MessageStatus.Superseded, MessageStatus.Undelivered, MessageStatus.Due);
        var arrived = await silos.Do(id, new Arrive());
        await Until("the mail has ended", id, MessageStatus.Superseded, MessageStatus.Undelivered,
            MessageStatus.Superseded);
        silos.Time.SetBack(Eventually.Deadline);

        await silos.Do(id, new Undo(arrived.Version));
        _provider.Treatments[mail] = Treatment.Accept;

        await Until("the mail leaves", () => Task.FromResult(_provider.CountTo(mail) == 1));
        var sent = Assert.Single(await Messages(id), m => m.Case.Asked == MessageChannel.Email
            && m is not Message.Ended);
        Assert.Equal((MessageOccasion.Booked, text.Case.Id), (sent.Case.Occasion, sent.Case.ResendOf));
        Assert.Equal(1, _provider.CountTo(phone));
    }

    /// <summary>A referral whose first message did not arrive by text, and its mailbox.</summary>
    private async Task<(string Id, string Mail)> Undelivered(string? line = null)
    {
        var (id, _) = await Consenting(line);
        await silos.Do(id, new Accept());
        await Until("the text is accepted", id, MessageStatus.Accepted);
        var sent = (Message.Accepted)(await Messages(id))[0];
        await silos.Grains.GetGrain<IMessageGrain>(sent.Case.Id).ReceiveReceipt(
            new Receipt(sent.ProviderId!, MessageStatus.Undelivered, "30008", silos.Now, "undelivered"));
        return (id, (await silos.State(id)).Case.Submission.Patient.Email!.Value);
    }
}
