using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Conversations;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>What a person writes reaches staff, and what staff answers reaches the person.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_text_of_a_patient_waits_in_the_queue_of_its_line_with_the_message_that_it_answers()
    {
        var line = await silos.ServiceLine();
        var (id, phone) = await Consenting(line);
        await silos.Do(id, new Accept());
        await Until("it has left", id, MessageStatus.Accepted);

        Assert.Equal(ReceivedText.Kept, await Write(phone, "Can I bring my daughter?"));
        var state = await Conversation(phone, s => s.IsOpen);
        Assert.Equal(id, Assert.Single(state.Patients).Referral.Value);
        Assert.Equal((await Messages(id))[0].Case.Id, state.Entries[0].Answers!.Message);
        Assert.Equal([Key(phone)], await Queue(line));
        Assert.DoesNotContain(Key(phone), await Queue(ServiceLineId.Unassigned.Value));
    }

    [Fact]
    public async Task A_text_of_an_unknown_number_waits_in_the_queue_of_what_no_line_takes()
    {
        var phone = Phone();
        await Write(phone, "Is this the clinic?");

        await Conversation(phone, s => s is { IsOpen: true, Patients.Count: 0 });
        Assert.Contains(Key(phone), await Queue(ServiceLineId.Unassigned.Value));
    }

    [Fact]
    public async Task A_text_that_comes_again_is_one_entry_however_many_came_in_between()
    {
        var phone = Phone();
        var first = new InboundText(New("in"), "Text 0");
        await Address(phone).ReceiveText(phone, first);
        for (var n = 1; n <= AddressLimits.Received + 1; n++) await Write(phone, $"Text {n}");
        await Address(phone).ReceiveText(phone, first);
        await Write(phone, "The last one");

        var state = await Conversation(phone, s => s.Entries[^1].Text == "The last one");
        Assert.Single(await Entries(phone), e => e.Id == first.Id);
        Assert.Equal(AddressLimits.Received + 3, state.Received.Count);
    }

    [Fact]
    public async Task Staff_answers_in_the_way_in_which_the_person_wrote_and_the_conversation_closes()
    {
        var (id, phone) = await Consenting(consent: null);
        await Write(phone, "Can I bring my daughter?");
        await Conversation(phone, s => s.IsOpen);

        var outcome = await Do(phone, new C.Reply("Yes, of course.", null));
        Assert.Null(outcome.Refusal);
        Assert.False(outcome.State!.IsOpen);
        await Until("the answer has left", id, MessageStatus.Accepted);
        Assert.Equal("Yes, of course.", Assert.Single(_provider.Taken, t => t.Message.To == phone).Message.Body);
    }

    [Fact]
    public async Task An_answer_of_staff_that_was_lost_is_sent_once_more()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.DropSilently;
        await Write(phone, "Can I bring my daughter?");
        await Conversation(phone, s => s.IsOpen);
        await Do(phone, new C.Reply("Yes, of course.", null));
        await Until("the provider's answer is lost", id, MessageStatus.Unknown);
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is sent again", id, MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_lost_answer_of_staff_is_not_sent_once_more_after_the_patient_withdrew_the_consent()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.DropSilently;
        await Write(phone, "Can I bring my daughter?");
        await Conversation(phone, s => s.IsOpen);
        await Do(phone, new C.Reply("Yes, of course.", null));
        await Until("the provider's answer is lost", id, MessageStatus.Unknown);
        await silos.Do(id, new RecordConsent(ConsentKind.Sms, false, "by phone"));
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is given up", async () => await Messages(id)
            is [Message.Unknown { NextAskAt: null, Code: MessageReasons.NoConsent }]);
        Assert.Equal(0, _provider.CountTo(phone));
    }

    [Fact]
    public async Task An_answer_after_a_stop_is_refused_and_one_that_was_on_its_way_opens_the_conversation_again()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.NoConnection;
        await Write(phone, "Hello?");
        await Conversation(phone, s => s.IsOpen);
        await Do(phone, new C.Reply("Hello.", null));
        await Until("the answer waits", id, MessageStatus.Due);
        await Write(phone, "STOP");
        await Eventually.Is("the consent has ended", async () => await EndedBy(id) == "stop");

        var state = await ConversationAfter(phone,
            s => s.Entries.Any(e => e.Kind == ConversationEntryKind.ReplyFailed));
        Assert.True(state.IsOpen);
        Assert.Equal("reply-blocked", (await Do(phone, new C.Reply("Hello?", null))).Refusal!.Code);
        _provider.Treatments[phone] = Treatment.Accept;
    }

    [Fact]
    public async Task Patients_who_share_a_number_are_all_named_and_an_answer_names_one()
    {
        var line = await silos.ServiceLine();
        var other = await silos.ServiceLine();
        var (mother, phone) = await Consenting(line);
        var (child, _) = await Consenting(other, phone: phone);
        await Write(phone, "Can we come later?");

        var state = await Conversation(phone, s => s.Patients.Count == 2);
        Assert.Equal(((string[])[mother, child]).Order(), state.Patients.Select(p => p.Referral.Value).Order());
        Assert.Contains(Key(phone), await Queue(line));
        Assert.Contains(Key(phone), await Queue(other));
        Assert.Equal("whose-reply", (await Do(phone, new C.Reply("Yes", null))).Refusal!.Code);
        Assert.Null((await Do(phone, new C.Reply("Yes", new ReferralId(child)))).Refusal);
        await Until("it is a message of the child", child, MessageStatus.Accepted);
        Assert.Empty(await Messages(mother));
    }

    [Fact]
    public async Task Words_of_an_emergency_hold_the_messages_of_the_patient_by_every_way_until_a_nurse_decides()
    {
        var line = await silos.ServiceLine();
        var (id, phone) = await Consenting(line);
        var (byMail, _) = await Consenting(line, consent: ConsentKind.Email, phone: phone);
        await Write(phone, "I want to kill myself");
        var state = await Conversation(phone, s => s.Alarms);
        Assert.True(state.IsOpen);

        await silos.Do(id, new Accept());
        await silos.Do(byMail, new Accept());
        foreach (var referral in (string[])[id, byMail])
            await Until("the message is held", async () =>
                await Messages(referral) is [Message.Due { Reason: MessageReasons.Emergency }]);
        Assert.Equal(0, _provider.CountTo(phone));

        // What staff writes is not automatic.
        Assert.Null((await Do(phone, new C.Reply("Please call 988 now.", new ReferralId(id)))).Refusal);
        await Until("the answer has left", async () => await Messages(id) is [_, Message.Accepted]
            or [Message.Accepted, _]);
        Assert.Null((await Do(phone, new C.Decide(EmergencyDecision.Handled, "Spoke with her"))).Refusal);
        await Until("the held text leaves", id, MessageStatus.Accepted, MessageStatus.Accepted);
        await Until("the held mail leaves", byMail, MessageStatus.Accepted);
    }

    [Fact]
    public async Task A_stop_with_words_of_an_emergency_stops_at_once_and_is_not_confirmed_before_the_decision()
    {
        var (id, phone) = await Consenting();
        Assert.Equal(ReceivedText.Stopped, await Write(phone, "Stop texting me, I want to kill myself"));
        await Conversation(phone, s => s.Alarms);
        await Eventually.Is("the consent has ended", async () => await EndedBy(id) == "stop");
        Assert.Equal(0, _provider.CountTo(phone));

        await Do(phone, new C.Decide(EmergencyDecision.Handled, "Spoke with her"));
        await Until("the stop is confirmed", () => Task.FromResult(_provider.CountTo(phone) == 1));
    }

    [Fact]
    public async Task Emergencies_that_race_with_messages_are_never_followed_by_a_send() =>
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var phone = Phone();
            var way = new MessageWay(MessageChannel.Sms, phone, Key(phone));
            var plan = Task.Run(() => Plan(way));
            await Task.WhenAll(plan, Write(phone, "I want to kill myself"));
            await plan;
            var events = (await silos.Real.ReadEvents(new StreamId("address", way.Address)))
                .Select(e => silos.Of<AddressMapper>().ReadEvent(e.Body.Span)).ToList();
            Assert.Empty(Claims(events.SkipWhile(e => e is not AddressEvent.TextReceived)));
        }));

    [Fact]
    public async Task The_boards_of_all_lines_of_a_number_show_an_open_conversation_and_its_alarm()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var (id, phone) = await Consenting(line);
        await Consenting(other, phone: phone);
        await using var here = Follow($"conversations/{line}");
        await using var there = Follow($"conversations/{other}");
        await using var elsewhere = Follow($"conversations/{await silos.ServiceLine()}");
        await Write(phone, "Hello");
        await here.Shows<ConversationRow>(Key(phone), r => r is { Emergency: false, Alarm: false }, "open");
        await Write(phone, "I want to kill myself");
        await there.Shows<ConversationRow>(Key(phone), r => r is { Emergency: true, Alarm: true }, "as an alarm");

        await Do(phone, new C.Take(false));
        await here.Shows<ConversationRow>(Key(phone), r => r is { Alarm: false, Owner: "nora" }, "taken");
        await Do(phone, new C.Decide(EmergencyDecision.Handled, "Spoke with her"));
        await there.Shows<ConversationRow>(Key(phone), r => !r.Emergency, "decided");
        await Do(phone, new C.Reply("Take care.", new ReferralId(id)));
        await here.ShowsNo(Key(phone));
        await there.ShowsNo(Key(phone));
        Assert.Empty(elsewhere.Text());
    }

    [Fact]
    public async Task A_board_that_is_loaded_has_each_emergency_however_many_conversations_are_due_before_it()
    {
        var line = new ServiceLineId(await silos.ServiceLine());
        for (var n = 0; n < 200; n++) await Store(line, silos.Now - NodaTime.Duration.FromDays(1), false);
        var emergency = await Store(line, silos.Now, true);

        await using var board = Follow($"conversations/{line.Value}");
        await board.Shows<ConversationRow>(emergency, r => r.Alarm, "as an alarm");
    }

    /// <summary>Stores a text as if it came in; nothing follows it.</summary>
    private async Task<string> Store(ServiceLineId line, NodaTime.Instant at, bool isEmergency)
    {
        var (id, text, mapper) = (New("c"), New("in"), silos.Of<ConversationMapper>());
        var happened = new ConversationEvent.Received(MessageChannel.Sms, Phone(),
            new ConversationEntry(text, ConversationEntryKind.Received, at, "Thanks", null),
            [new ConversationPatient(new(New("r")), null, line, Priority.Routine, true)], new ConversationTurn(at, at),
            isEmergency ? new UndecidedEmergency(text, at, "988") : null);
        var state = mapper.Evolve(null, happened);
        var written = (IAggregateMapper<Conversation, ConversationEvent>)mapper;
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            new StreamId(ConversationMapper.StreamKind, id), 0, written.Write(state), [written.Write(happened, "otto")],
            [], null, mapper.Row(null, state), null, silos.Now)));
        return id;
    }

    private BoardReader Follow(string board) => new(silos.Feed(silos.Silos - 1), board);

    private Task<ReceivedText> Write(string phone, string text) =>
        Address(phone).ReceiveText(phone, new InboundText(New("in"), text));

    private Task<CommandOutcome<Conversation>> Do(string phone, ConversationCommand command) =>
        silos.Grains.GetGrain<IConversationGrain>(Key(phone)).Handle(
            new CommandEnvelope<ConversationCommand>(command, "nora", true));

    private async Task<IReadOnlyList<string>> Queue(string line) =>
        [.. (await silos.Of<ConversationLists>().Open([new ServiceLineId(line)], 200, null)).Items.Select(c => c.Id)];

    private async Task<Conversation> Conversation(string phone, Func<Conversation, bool> holds)
    {
        Conversation? shown = null;
        await Eventually.Is("the conversation shows it", async () =>
            (shown = (await silos.Grains.GetGrain<IConversationGrain>(Key(phone)).Show())?.State) is { } state
                && holds(state));
        return shown!;
    }

    /// <summary>The same, while time moves.</summary>
    private async Task<Conversation> ConversationAfter(string phone, Func<Conversation, bool> holds)
    {
        Conversation? shown = null;
        await Until("the conversation shows it", async () =>
            (shown = (await silos.Grains.GetGrain<IConversationGrain>(Key(phone)).Show())?.State) is { } state
                && holds(state));
        return shown!;
    }

    private async Task<IReadOnlyList<ConversationEntry>> Entries(string phone) =>
        [.. (await silos.Real.ReadEvents(new StreamId(ConversationMapper.StreamKind, Key(phone))))
            .Select(e => silos.Of<ConversationMapper>().ReadEvent(e.Body.Span))
            .OfType<ConversationEvent.Received>().Select(e => e.Entry)];
}
