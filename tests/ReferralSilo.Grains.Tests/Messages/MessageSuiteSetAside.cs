using System.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Inboxes;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>One mail never stops those behind it.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_mail_whose_sender_cannot_be_loaded_is_set_aside_and_takes_effect_when_it_is_read_again()
    {
        var (broken, mailbox) = ($"{New("b")}@example.com", $"{New("b")}@example.com");
        var stream = new StreamId(AddressMapper.StreamKind, MailKey(broken));
        await Write(stream, 0, """{"channel":"no-such-channel"}""");
        var bad = Arrives(broken, "Text 1");
        await Until("it was tried often", () => Task.FromResult(silos.Inbox.Read.Count(uid => uid == bad) > 8));
        Assert.Equal((null, true), (await SetAside(bad), (await Health())!.Error is not null));
        var last = Arrives(mailbox, "Text 2");

        await MailConversation(mailbox, s => s.Entries.Count == 1);
        await Until("the position is kept", async () => await Position() >= last);
        Assert.Equal(SetAsideReasons.NotRecorded, (await SetAside(bad))!.Why);

        await Write(stream, 1, Encoding.UTF8.GetString(silos.Of<AddressMapper>().Form.WriteState(
            new Address(MessageChannel.Email, broken, [], null, [], []))));
        Assert.Null((await Retry(bad)).Refusal);
        await MailConversation(broken, s => s.Entries is [{ Text: "Text 1" }]);
        await Until("it is not set aside", async () => await SetAside(bad) is null);
        Assert.Equal(InboxRules.NotSetAside, (await Retry(bad)).Refusal);
    }

    [Fact]
    public async Task A_mail_with_which_the_program_ended_again_and_again_is_set_aside_without_reading_it()
    {
        var mailbox = $"{New("b")}@example.com";
        var first = Arrives(mailbox, "Text 1");
        await Until("the position is kept", async () => await Position() >= first);
        silos.Inbox.Fails = "connection";
        var (bad, last) = (Arrives(mailbox, "Text 2"), Arrives(mailbox, "Text 3"));
        var name = (await Inbox())!.Mailbox;
        var writer = silos.Of<CommandHandlers<Inbox, InboxCommand, InboxEvent>>()
            .Open(IInboxGrain.Key, static _ => { }, static () => { });
        for (var death = 1; death <= InboxRules.Deaths; death++)
            await writer.Receive(new InboxCommand.Begin(name, silos.Inbox.Validity, bad, bad,
                $"process-{death}"));
        await silos.Deactivate(silos.Grains.GetGrain<IInboxGrain>(IInboxGrain.Key));
        silos.Inbox.Read.Clear();
        silos.Inbox.Fails = null;

        await MailConversation(mailbox, s => s.Entries.Any(e => e.Text == "Text 3"));
        await Until("the position is kept", async () => await Position() >= last);
        Assert.DoesNotContain(bad, silos.Inbox.Read);
        Assert.Equal(SetAsideReasons.ProgramEnded, (await SetAside(bad))!.Why);
        Assert.Equal((await Inbox())!.Unreadable, (await Health())!.Unreadable);

        Assert.Null((await Retry(bad)).Refusal);
        await MailConversation(mailbox, s => s.Entries.Any(e => e.Text == "Text 2"));
    }

    [Fact]
    public async Task After_a_death_the_mails_are_read_one_by_one()
    {
        var mailbox = $"{New("b")}@example.com";
        var first = Arrives(mailbox, "Text 1");
        await Until("the position is kept", async () => await Position() >= first);
        silos.Inbox.Fails = "connection";
        var (from, to) = (Arrives(mailbox, "Text 2"), Arrives(mailbox, "Text 3"));
        var writer = silos.Of<CommandHandlers<Inbox, InboxCommand, InboxEvent>>()
            .Open(IInboxGrain.Key, static _ => { }, static () => { });
        await writer.Receive(new InboxCommand.Begin((await Inbox())!.Mailbox, silos.Inbox.Validity, from, to,
            "process"));
        await silos.Deactivate(silos.Grains.GetGrain<IInboxGrain>(IInboxGrain.Key));
        silos.Inbox.Fails = null;
        await Until("the position is kept", async () => await Position() >= to);

        var begun = (await silos.Real.ReadEvents(new StreamId(InboxMapper.StreamKind, IInboxGrain.Key)))
            .Select(e => InboxJson.Form.ReadEvent(e.Body.Span)).OfType<InboxEvent.Begun>().Select(e => e.Try);
        Assert.Equal([(from, to), (from, from), (to, to)], begun.TakeLast(3).Select(t => (t.From, t.To)));
    }

    [Fact]
    public async Task A_mail_says_when_it_was_written_as_far_as_that_is_plausible()
    {
        var mailbox = $"{New("b")}@example.com";
        var written = silos.Now - NodaTime.Duration.FromDays(2);
        foreach (var date in (NodaTime.Instant?[])[written, silos.Now + NodaTime.Duration.FromDays(9), null])
            silos.Inbox.Add(uid => new ReceivedMail.FromPerson(uid, mailbox,
                new InboundText($"{mailbox}-{uid}", "Hello") { Mail = new InboundMail(null, []) }) { Date = date });

        var state = await MailConversation(mailbox, s => s.Entries.Count == 3);
        Assert.Equal([written, null, null], state.Entries.Select(e => e.Mail!.WrittenAt));
    }

    private Task<CommandOutcome<Inbox>> Retry(long uid) => silos.Grains.GetGrain<IInboxGrain>(IInboxGrain.Key)
        .Handle(new(new InboxCommand.Retry(silos.Inbox.Validity, uid), "ada", false));

    private async Task<SetAsideMail?> SetAside(long uid) =>
        (await Health())!.SetAside.FirstOrDefault(m => m.Uid == uid);

    private async Task<Inbox?> Inbox() =>
        await silos.Real.Read(new StreamId(InboxMapper.StreamKind, IInboxGrain.Key)) is { } stored
            ? silos.Of<InboxMapper>().Read(stored.State.Span) : null;

    /// <summary>Writes a version of a stream as it may be after a fault.</summary>
    private async Task Write(StreamId stream, long version, string state) =>
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(stream, version,
            Encoding.UTF8.GetBytes(state), [new EventToStore("address-valid", "system", "{}"u8.ToArray())], [], null,
            null, null, silos.Now)));
}
