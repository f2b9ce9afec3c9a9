using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Conversations;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Grains.Tests.Messages;

public sealed class SqliteTextAlarmTests(SqliteMessageSilos silos) : TextAlarmSuite(silos),
    IClassFixture<SqliteMessageSilos>;

public sealed class PostgresTextAlarmTests(PostgresMessageSilos silos) : TextAlarmSuite(silos),
    IClassFixture<PostgresMessageSilos>;

/// <summary>The clock of a conversation, and the people on call for words of an emergency in a text.</summary>
public abstract class TextAlarmSuite(MessageSilos silos) : TextAlarmScenario(silos)
{
    [Fact]
    public async Task An_emergency_that_no_one_takes_calls_people_one_after_the_other_and_names_no_one()
    {
        var people = new People();
        var phone = await Patient(await Line(people));
        await Write(phone, Emergency);

        await Until("the supervisor is alerted", () => Task.FromResult(Provider.CountTo(people.Sue) == 1));
        Assert.Equal([people.Ann, people.Cat, people.Sue], Provider.Taken.Select(t => t.Message.To)
            .Where(to => to == people.Ann || to == people.Cat || to == people.Sue));
        var text = Provider.Taken.First(t => t.Message.To == people.Ann).Message.Body;
        Assert.Equal($"es  https://clinic.example/conversations?open={Key(phone)} ", text);
        await Until("all are reported as sent", async () => (await State(phone)).OnCall!.Reached == 3);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Someone_who_takes_it_or_decides_on_it_ends_the_alerts(bool takes)
    {
        var people = new People();
        var phone = await Patient(await Line(people));
        await Write(phone, Emergency);
        await Until("the first is alerted", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
        await Do(phone, takes ? new C.Take(false) : new C.Decide(EmergencyDecision.Handled, "Spoke with her"));

        await Pass(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 0), (Provider.CountTo(people.Cat), Provider.CountTo(people.Sue)));
    }

    [Fact]
    public async Task Without_a_screen_the_first_person_is_alerted_soon_and_with_one_at_the_time()
    {
        var people = new People();
        var line = await Line(people, after: TimeSpan.FromHours(4), every: TimeSpan.FromHours(4));
        var phone = await Patient(line);
        await using (var screen = new BoardReader(Silos.Feed(), $"alarms/{line}"))
        await using (var texts = new BoardReader(Silos.Feed(), $"conversations/{line}"))
        {
            await Write(phone, Emergency);
            await texts.Shows<ConversationRow>(Key(phone), row => row.OnCall is { Sent: 0, NextAt: not null },
                "with its next alert");
            var end = Silos.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
            await UntilSeen(line, "time has passed", () => Task.FromResult(Silos.Time.GetUtcNow() >= end));
            Assert.Equal(0, Provider.CountTo(people.Ann));
        }

        await Until("the first is alerted", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
    }

    [Fact]
    public async Task A_list_that_is_made_while_an_emergency_alarms_calls_its_people()
    {
        var people = new People();
        var line = await Silos.ServiceLine();
        var phone = await Patient(line);
        await using var screen = new BoardReader(Silos.Feed(), $"alarms/{line}");
        await Write(phone, Emergency);
        await Until("it alarms", async () => await Found(phone) is { Alarms: true, OnCall: null });

        await Put(line, Settings(people, TimeSpan.FromMinutes(1), TimeSpan.FromHours(4)));
        await Until("the first is alerted", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
    }

    [Fact]
    public async Task After_routing_the_new_line_has_the_conversation_at_once_and_calls_its_own_people()
    {
        var (people, others) = (new People(), new People());
        var (line, other) = (await Line(people, after: TimeSpan.FromHours(2)), await Line(others));
        var phone = await Patient(line);
        await using var here = new BoardReader(Silos.Feed(), $"conversations/{line}");
        await using var there = new BoardReader(Silos.Feed(), $"conversations/{other}");
        await using var screen = new BoardReader(Silos.Feed(), $"alarms/{line}");
        await Write(phone, Emergency);
        await here.Shows<ConversationRow>(Key(phone), r => r.Alarm, "as an alarm");

        await Silos.Do((await State(phone)).Patients[0].Referral.Value, new Route(other));
        await there.Shows<ConversationRow>(Key(phone), r => r.Alarm, "as an alarm");
        await here.ShowsNo(Key(phone));
        Assert.Equal([Key(phone)], await Open(other));
        Assert.Empty(await Open(line));
        await Until("a person of the new line is alerted", () => Task.FromResult(Provider.CountTo(others.Ann) == 1));
        Assert.Equal(0, Provider.CountTo(people.Ann));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_open_question_of_an_earlier_owner_stays_with_its_line_and_the_next_one_does_not_see_it(
        bool isSharedBetween)
    {
        var (line, other) = (await Silos.ServiceLine(), await Silos.ServiceLine());
        var phone = await Patient(line);
        await Write(phone, "Can I bring my daughter?");
        await Until("it is open", async () => await Found(phone) is { IsOpen: true });
        var earlier = await State(phone);
        if (isSharedBetween)
        {
            await Patient(other, phone);
            await Write(phone, "Hello");
            await Until("both have it", async () => await Found(phone) is { Patients.Count: 2 });
        }

        await Silos.Do(earlier.Patients[0].Referral.Value, new ChangePatient(
            new PatientCopy(earlier.Patients[0].Patient!.Value, 1_000)
            {
                Corrected = new PatientCorrections
                {
                    Phones = [new PhoneNumber("+17205570001")], WrongPhones = [new PhoneNumber(phone)],
                },
            }));
        if (!isSharedBetween) await Patient(other, phone);
        await Write(phone, "Who is this?");

        await Until("the line of the earlier patient has it",
            async () => await Open(line) is [var open] && open != Key(phone));
        var kept = await Conversation((await Open(line))[0]);
        Assert.Equal(("Can I bring my daughter?", earlier.Turn), (Assert.Single(kept.Entries).Text, kept.Turn));
        Assert.NotNull(kept.PassedOnAt);
        Assert.Equal(isSharedBetween ? ["Hello", "Who is this?"] : ["Who is this?"],
            (await State(phone)).Entries.Select(e => e.Text));
        Assert.Equal([Key(phone)], await Open(other));
    }

    [Fact]
    public async Task Unknown_senders_call_people_for_one_of_them_and_then_for_the_next()
    {
        await Line(new People());
        var phones = Enumerable.Range(0, 3).Select(_ => NewPhone()).ToList();
        foreach (var phone in phones) await Write(phone, Emergency);
        await Until("one calls", async () => await Calling() is [_]);
        var first = (await Calling())[0];
        await Pass(TimeSpan.FromMinutes(6));

        Assert.Equal([first], await Calling());
        foreach (var phone in phones) Assert.True((await State(phone)).Alarms);
        await Do(first, new C.Decide(EmergencyDecision.NotEmergency, "Called; all is well"));
        await Until("the next one calls", async () => await Calling() is [var next] && next != first);
        foreach (var phone in phones.Where(p => p != first))
            await Do(phone, new C.Decide(EmergencyDecision.NotEmergency, "Called; all is well"));

        async Task<IReadOnlyList<string>> Calling()
        {
            var calling = new List<string>();
            foreach (var phone in phones)
                if (await Found(phone) is { Alarms: true, OnCall.Alerts.Count: > 0 }) calling.Add(phone);
            return calling;
        }
    }

    [Fact]
    public async Task An_emergency_of_an_unknown_sender_alarms_also_when_the_others_are_not_found()
    {
        await Line(new People());
        var phone = NewPhone();
        Silos.Ledger.AnswersSearch = query => query is ConversationListQuery { Emergency: true }
            ? throw new LedgerUnavailableException("no search") : Silos.Real.Search(query);
        try
        {
            await Write(phone, Emergency);
            await Until("it alarms", async () => await Found(phone) is { Alarms: true, OnCall.IsJoined: false });
        }
        finally
        {
            Silos.Ledger.AnswersSearch = null;
        }

        await Do(phone, new C.Decide(EmergencyDecision.NotEmergency, "Called; all is well"));
    }

    [Fact]
    public async Task A_text_that_nobody_answers_is_late_at_its_due_time_on_its_board_and_on_the_wallboard()
    {
        var line = await Line(new People());
        var phone = await Patient(line);
        await using var board = new BoardReader(Silos.Feed(), $"conversations/{line}");
        await using var wall = new BoardReader(Silos.Feed(), "wallboard");
        await Write(phone, "I feel worse, I do not want to kill myself");
        await board.Shows<ConversationRow>(Key(phone), r => !r.Overdue, "in time");
        await wall.Shows<WallboardRow>(line, r => r is { Conversations: 1, ConversationsOverdue: 0 }, "one in time");

        Silos.Time.Advance(TimeSpan.FromMinutes(29));
        await Until("it is late", async () => (await Events(phone)).Contains("conversation-overdue"));
        await board.Shows<ConversationRow>(Key(phone), r => r.Overdue, "late");
        await wall.Shows<WallboardRow>(line, r => r is { Conversations: 1, ConversationsOverdue: 1 }, "one late");
        await Write(phone, Emergency);
        await wall.Shows<WallboardRow>(line, r => r is { TextEmergencies: 1, TextAlarms: 1 }, "an emergency");
        await Do(phone, new C.Take(false));
        await wall.Shows<WallboardRow>(line, r => r is { TextEmergencies: 1, TextAlarms: 0 }, "taken");
        await Do(phone, new C.Decide(EmergencyDecision.Handled, "Spoke with her"));
        await Do(phone, new C.Close("Called"));
        await wall.Shows<WallboardRow>(line, r => r is { Conversations: 0, TextEmergencies: 0 }, "none");
    }
}

/// <summary>A silo that dies while an emergency waits for someone (I10).</summary>
public sealed class TextAlarmLostSiloTests(PostgresMessageSilos silos) : TextAlarmScenario(silos),
    IClassFixture<PostgresMessageSilos>
{
    [Fact]
    public async Task The_next_person_is_alerted_once_when_the_silo_of_the_conversation_died()
    {
        var people = new People();
        var phone = await Patient(await Line(people));
        await Write(phone, Emergency);
        await Until("the first is alerted", () => Task.FromResult(Provider.CountTo(people.Ann) == 1));
        var host = (await Silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .First(g => g.GrainId.Type.ToString() == "conversation" && g.GrainId.Key.ToString() == Key(phone))
            .SiloAddress;
        await Silos.Kill(host);

        await Until("the next is alerted", () => Task.FromResult(Provider.CountTo(people.Cat) == 1));
        Assert.Equal(1, Provider.CountTo(people.Ann));
    }
}

/// <summary>A patient of a line who writes.</summary>
public abstract class TextAlarmScenario(MessageSilos silos) : OnCallScenario(silos)
{
    protected const string Emergency = "I want to kill myself";
    private static int _numbers;

    protected async Task<string> Patient(string line, string? phone = null)
    {
        var id = New("r");
        phone ??= NewPhone();
        var submit = Submission(id, line);
        await Silos.Do(id, submit with
        {
            Submission = submit.Submission with
            {
                Patient = submit.Submission.Patient with { Phones = [new PhoneNumber(phone)] },
            },
            PatientId = new PatientId(New("p")),
        });
        return phone;
    }

    protected static string NewPhone() => $"+1720557{1000 + Interlocked.Increment(ref _numbers)}";

    protected string Key(string phone) => Silos.Of<AddressKeys>().Of(MessageChannel.Sms, phone);

    protected Task Write(string phone, string text) =>
        Address(phone).ReceiveText(phone, new InboundText(New("in"), text));

    protected async Task<Conversation?> Found(string phone) =>
        (await Silos.Grains.GetGrain<IConversationGrain>(Key(phone)).Show())?.State;

    protected async Task<Conversation> State(string phone) => (await Found(phone))!;

    protected async Task<Conversation> Conversation(string id) =>
        (await Silos.Grains.GetGrain<IConversationGrain>(id).Show())!.State;

    protected async Task<IReadOnlyList<string>> Open(string line) =>
        [.. (await Silos.Of<ConversationLists>().Open([new ServiceLineId(line)], 200, null)).Items.Select(c => c.Id)];

    protected async Task Do(string phone, ConversationCommand command) =>
        Assert.Null((await Silos.Grains.GetGrain<IConversationGrain>(Key(phone)).Handle(
            new CommandEnvelope<ConversationCommand>(command, "nora", true))).Refusal);

    protected async Task<IReadOnlyList<string>> Events(string phone) =>
        [.. (await Silos.Real.ReadEvents(new StreamId(ConversationMapper.StreamKind, Key(phone)))).Select(e =>
            Silos.Of<ConversationMapper>().NameOf(Silos.Of<ConversationMapper>().ReadEvent(e.Body.Span)))];
}
