using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Inboxes;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>Mails of the clinic's mailbox take effect, each once.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_mail_of_a_patient_waits_with_the_message_that_it_answers_and_is_answered_in_its_thread()
    {
        var (id, mailbox) = await ByMail();
        var sent = (await Messages(id))[0].Case.Id;
        Arrives(mailbox.ToUpperInvariant(), "Can I bring my daughter?", mail => mail with
        {
            Answers = sent, MessageId = "their-2@example.com", References = ["our-1@example.org"],
        });

        var state = await MailConversation(mailbox, s => s.IsOpen);
        Assert.Equal(id, Assert.Single(state.Patients).Referral.Value);
        Assert.Equal((MessageChannel.Email, "Re: Your visit", sent),
            (state.Channel, state.Entries[0].Mail!.Subject, state.Entries[0].Answers!.Message));
        Assert.Null((await silos.Grains.GetGrain<IConversationGrain>(MailKey(mailbox)).Handle(
            new(new C.Reply("Yes, of course.", null), "nora", true))).Refusal);
        await Until("the answer has left", () => Task.FromResult(_provider.CountTo(mailbox) == 2));
        var answer = _provider.Taken.Last(t => t.Message.To == mailbox).Message;
        Assert.Equal(("Re: Your visit", "Yes, of course.", "their-2@example.com"),
            (answer.Subject, answer.Body, answer.Thread!.InReplyTo));
        Assert.Equal(["our-1@example.org", "their-2@example.com"], answer.Thread.References);
    }

    [Fact]
    public async Task A_mail_of_a_patient_to_whom_nothing_was_sent_is_the_patients_and_a_stop_ends_the_consent()
    {
        var (id, _) = await Consenting(consent: ConsentKind.Email);
        Arrives($"{id}@EXAMPLE.org", "Can I come earlier?");

        var state = await MailConversation($"{id}@example.org", s => s.IsOpen);
        Assert.Equal(id, Assert.Single(state.Patients).Referral.Value);

        Arrives($"{id}@example.org", "Please unsubscribe me");
        await Until("the consent has ended", async () => (await silos.State(id)).Case.Consents
            .Any(c => c is { Kind: ConsentKind.Email, Given: false }));
    }

    [Fact]
    public async Task A_mail_from_the_mailbox_of_two_patients_names_both()
    {
        var mailbox = $"{New("b")}@example.org";
        var (one, _) = await Consenting(with: WithMailbox);
        var (two, _) = await Consenting(with: WithMailbox);
        Arrives(mailbox, "Can I come earlier?");

        var state = await MailConversation(mailbox, s => s.IsOpen);
        Assert.Equal(new[] { one, two }.Order(), state.Patients.Select(p => p.Referral.Value).Order());

        Domain.Referrals.Submission WithMailbox(Domain.Referrals.Submission sent) => sent with
        {
            Patient = sent.Patient with { Email = new EmailAddress(mailbox) },
        };
    }

    [Fact]
    public async Task A_mail_takes_effect_once_although_its_position_is_lost_and_its_uid_changes()
    {
        var mailbox = $"{New("b")}@example.com";
        var earlier = Arrives($"{New("b")}@example.com", "Text 0");
        await Until("all before it are read", async () => await Position() >= earlier);
        silos.Ledger.FailsEvents = "inbox-advanced";
        var looks = silos.Inbox.Looks.Count;
        var first = Arrives(mailbox, "Text 1");
        await MailConversation(mailbox, s => s.Entries.Count == 1);
        await Until("the same mails were read again", () => Task.FromResult(silos.Inbox.Looks.Count > looks + 5));
        silos.Ledger.FailsEvents = null;
        await Until("the position is kept", async () => await Position() >= first);
        Assert.Null(await SetAside(first));
        silos.Inbox.Validity++;
        var last = Arrives(mailbox, "Text 2");
        await Until("all mails were read again", async () => await Position() >= last
            && silos.Inbox.Looks.Last().Validity == silos.Inbox.Validity);

        var state = await MailConversation(mailbox, s => s.Entries.Count >= 2);
        Assert.Equal(["Text 1", "Text 2"], state.Entries.Select(e => e.Text));
    }

    [Fact]
    public async Task A_new_reader_goes_on_where_the_last_one_committed()
    {
        var mailbox = $"{New("b")}@example.com";
        var first = Arrives(mailbox, "Text 1");
        await Until("the position is kept", async () => await Position() >= first);
        await silos.Deactivate(silos.Grains.GetGrain<IInboxGrain>(IInboxGrain.Key));
        silos.Inbox.Looks.Clear();
        var last = Arrives(mailbox, "Text 2");
        await Until("the position is kept", async () => await Position() >= last);

        Assert.All(silos.Inbox.Looks, look => Assert.True(look.LastUid >= first));
    }

    [Fact]
    public async Task A_mail_that_says_stop_ends_the_mails_to_its_box_and_to_the_one_that_was_written_to()
    {
        var (id, mailbox) = await ByMail();
        var other = $"{New("b")}@example.com";
        Arrives(other, "Unsubscribe me from this list", mail => mail with { Answers = Sent(id) });

        foreach (var box in (string[])[mailbox, other])
            await Until("it is stopped", async () => (await Box(box).Show())?.State
                .SuppressionOf(SenderGroups.Clinic)?.Why == SuppressionReason.Unsubscribe);
        await Eventually.Is("the consent has ended", async () => (await silos.State(id)).Case.Consents
            .Any(c => c is { Kind: ConsentKind.Email, Given: false }));
        // A stop by mail is not confirmed by another mail.
        Assert.Equal((1, 0), (_provider.CountTo(mailbox), _provider.CountTo(other)));

        Arrives(other, "START");
        await MailConversation(other, s => s.Entries.Any(e => e.Text == "START"));
        Assert.NotNull((await Box(other).Show())!.State.SuppressionOf(SenderGroups.Clinic));
    }

    [Fact]
    public async Task A_new_consent_to_emails_ends_the_stop_of_the_mailbox()
    {
        var (id, mailbox) = await ByMail();
        var patient = silos.Grains.GetGrain<IPatientGrain>((await silos.State(id)).Case.PatientId!.Value.Value);
        await Until("the record is there", async () => await patient.Show() is not null);
        Arrives(mailbox, "Unsubscribe me from this list");
        await Until("it is stopped", async () => (await Box(mailbox).Show())!.State
            .SuppressionOf(SenderGroups.Clinic) is not null);
        await Until("the record knows it", async () => (await patient.Show())!.State.AllConsents
            .Any(c => c is { Kind: ConsentKind.Email, Given: false }));

        Assert.Null((await patient.Handle(new(new PatientCommand.Consent(
            new Consent(ConsentKind.Email, true, "on the phone", null)), "nora", true))).Refusal);

        await Until("the stop is over", async () => (await Box(mailbox).Show())!.State
            .SuppressionOf(SenderGroups.Clinic) is null);
        await Until("the referral knows the consent", async () => ConsentOrder.IsGiven(
            (await silos.State(id)).Case.Consents, ConsentKind.Email));
    }

    [Fact]
    public async Task Words_of_an_emergency_in_a_mail_hold_messages_and_alarm()
    {
        var (id, mailbox) = await ByMail();
        Arrives(mailbox, "I want to kill myself");

        var state = await MailConversation(mailbox, s => s.Alarms);
        Assert.Equal(EmergencyConcern.Emergency, state.Entries[0].Concern);
        Assert.Equal(state.Entries[0].Id, (await Box(mailbox).Show())!.State.Emergency);
        Assert.Equal(id, Assert.Single(state.Patients).Referral.Value);
    }

    [Fact]
    public async Task A_report_that_the_mailbox_does_not_exist_ends_the_message_and_the_address()
    {
        var (id, mailbox) = await ByMail();
        Reports(Sent(id), MessageStatus.Queued, "4.4.1");
        await Until("the delay is told", id, MessageStatus.Queued);
        Assert.Null((await Box(mailbox).Show())!.State.Invalid);
        Reports(Sent(id), MessageStatus.Undelivered, "5.1.1", mailbox.ToUpperInvariant());
        Reports(Sent(id), MessageStatus.Undelivered, "5.1.1", mailbox);

        await Until("it is undelivered", id, MessageStatus.Undelivered);
        await Until("the address is invalid", async () => (await Box(mailbox).Show())!.State.Invalid?.Code == "5.1.1");
        Assert.Equal(2, (await Messages(id))[0].Case.Receipts.Count);
    }

    [Theory]
    [InlineData("archive@example.com", MessageStatus.Accepted)]
    [InlineData(null, MessageStatus.Undelivered)]
    public async Task A_report_that_does_not_name_the_mailbox_leaves_it_valid(string? recipient, MessageStatus status)
    {
        var (id, mailbox) = await ByMail();
        var last = Reports(Sent(id), MessageStatus.Undelivered, "5.1.1", recipient);
        await Until("it is read", async () => await Position() >= last);

        await Until("the message has its status", id, status);
        Assert.Null((await Box(mailbox).Show())!.State.Invalid);
    }

    [Fact]
    public async Task Who_only_knows_the_id_of_a_message_makes_no_mailbox_invalid_and_stops_none()
    {
        var (id, mailbox) = await ByMail();
        var other = $"{New("b")}@example.com";
        Reports(Sent(id), MessageStatus.Undelivered, "5.1.1", mailbox, proven: false);
        Arrives(other, "Unsubscribe", mail => mail with { Answers = Sent(id) }, proven: false);
        await Until("who wrote it is stopped", async () => (await Box(other).Show())?.State
            .SuppressionOf(SenderGroups.Clinic) is not null);
        var last = Arrives(other, "Thanks");
        await Until("all are read", async () => await Position() >= last);

        var box = (await Box(mailbox).Show())!.State;
        Assert.Equal((null, null), (box.Invalid, box.SuppressionOf(SenderGroups.Clinic)));
    }

    [Fact]
    public async Task An_answer_between_the_lines_of_our_message_is_judged_and_the_rest_is_not()
    {
        var (id, mailbox) = await ByMail();
        var ours = _provider.Taken.Last(t => t.Message.To == mailbox).Message;
        Arrives(mailbox, "Yes.", mail => mail with { Subject = $"Re: {ours.Subject}" }, ours.Body);
        var state = await MailConversation(mailbox, s => s.Entries.Count == 1);
        Assert.Equal((false, false, false), (state.Alarms, state.Entries[0].Mail!.IsCut,
            state.Entries[0].Mail!.HasOwnSubject));

        Arrives(mailbox, "See below.", mail => mail with { Subject = "Re: my leg" },
            $"{ours.Body}\nI want to kill myself");
        state = await MailConversation(mailbox, s => s.Alarms);
        Assert.Equal(("I want to kill myself", true, true), (state.Entries[^1].Mail!.InQuote,
            state.Entries[^1].Mail!.IsCut, state.Entries[^1].Mail!.HasOwnSubject));
    }

    [Fact]
    public async Task A_mail_that_was_delivered_and_came_back_is_not_proven()
    {
        var (id, _) = await ByMail();
        Reports(Sent(id), MessageStatus.Delivered, "2.0.0");
        await Until("it is delivered", id, MessageStatus.Delivered);
        Reports(Sent(id), MessageStatus.Undelivered, "5.7.1");

        await Until("both are shown", async () => (await Messages(id))[0] is Message.Accepted
        {
            Proof: { Status: MessageStatus.Delivered, Conflict: true },
        });
    }

    [Fact]
    public async Task A_mail_that_no_person_wrote_changes_nothing_and_one_that_cannot_be_read_is_counted()
    {
        silos.Inbox.Add(uid => new ReceivedMail.Ignored(uid, "automatic"));
        silos.Inbox.Add(uid => new ReceivedMail.Unreadable(uid));
        var last = silos.Inbox.Add(uid =>
            new ReceivedMail.Report(uid, [new("no-such-message", MessageStatus.Sent, null)]));
        await Until("all are read", async () => await Position() >= last);

        await Until("it is counted", async () => (await Health())!.Unreadable > 0);
        Assert.Equal("mail.example:993", (await Health())!.Server);
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_is_told()
    {
        silos.Inbox.Fails = "authentication";
        try
        {
            await Until("it is told", async () => (await Health())?.Error == "authentication");
        }
        finally
        {
            silos.Inbox.Fails = null;
        }

        await Until("it is over", async () => (await Health()) is { Error: null, LookedAt: not null });
    }

    private Task<InboxHealth?> Health() => silos.Grains.GetGrain<IInboxGrain>(IInboxGrain.Key).Health();

    /// <summary>A referral that was reached out to by mail.</summary>
    private async Task<(string Id, string Mailbox)> ByMail()
    {
        var (id, _) = await Consenting(consent: ConsentKind.Email);
        await silos.Do(id, new Accept());
        await Until("it has left", id, MessageStatus.Accepted);
        return (id, $"{id}@example.org");
    }

    private string Sent(string referral) => Messages(referral).GetAwaiter().GetResult()[0].Case.Id;

    private long Arrives(string from, string text, Func<InboundMail, InboundMail>? with = null, string quoted = "",
        bool proven = true)
    {
        var mail = new InboundText(New("mail"), text)
        {
            Mail = (with ?? (m => m))(new InboundMail("Re: Your visit", [])),
        };
        return silos.Inbox.Add(uid => new ReceivedMail.FromPerson(uid, from, mail) 
        {
            Quoted = quoted, IsProven = proven,
        });
    }

    private long Reports(string message, MessageStatus status, string code, string? to = null,
        bool proven = true) => silos.Inbox.Add(uid => new ReceivedMail.Report(uid,
            [new DeliveryReport(message, status, code) { To = to, IsProven = proven }]));

    private async Task<long> Position() =>
        await silos.Real.Read(new Storage.StreamId(InboxMapper.StreamKind, IInboxGrain.Key)) is { } stored
            && silos.Of<InboxMapper>().Read(stored.State.Span) is var inbox
            && inbox.Validity == silos.Inbox.Validity ? inbox.LastUid : 0;

    private string MailKey(string mailbox) => silos.Of<AddressKeys>().Of(MessageChannel.Email, mailbox);

    private IAddressGrain Box(string mailbox) => silos.Grains.GetGrain<IAddressGrain>(MailKey(mailbox));

    private async Task<Conversation> MailConversation(string mailbox, Func<Conversation, bool> holds)
    {
        Conversation? shown = null;
        await Until("the conversation shows it", async () => (shown = (await silos.Grains
            .GetGrain<IConversationGrain>(MailKey(mailbox)).Show())?.State) is { } state && holds(state));
        return shown!;
    }
}
