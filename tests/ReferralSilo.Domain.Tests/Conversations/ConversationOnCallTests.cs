using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.Referrals;
using ReferralSilo.Domain.Tests.ServiceLines;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;
using E = ReferralSilo.Domain.Conversations.ConversationEvent;

namespace ReferralSilo.Domain.Tests.Conversations;

/// <summary>The clock of a conversation, and the alerts to people on call: Ann after 10 minutes, then the supervisor
/// Sue after 5.</summary>
public sealed class ConversationOnCallTests
{
    private const string Emergency = "I want to kill myself";
    private static readonly Instant Now = AReferral.Now;

    private static readonly OnCallInput List = new()
    {
        After = TimeSpan.FromMinutes(10), Every = TimeSpan.FromMinutes(5),
        People = [new("Ann", "ann", "+13035550101")], Supervisor = new("Sue", "sue", "+13035550104"),
    };

    [Fact]
    public void A_text_that_nobody_answers_rings_at_its_due_time_and_again_after_growing_intervals()
    {
        var state = After(null, Text("Can I bring my daughter?"), Now, null);
        var due = state.Turn!.DueAt;
        Assert.Equal(due, state.DueAt);
        Assert.Empty(Events(state, new C.TimeUp(), due - Duration.Epsilon, null));

        state = After(state, new C.TimeUp(), due, null);
        Assert.Equal((1, due + Duration.FromMinutes(15)), (state.Turn!.Rings, state.DueAt));
        Assert.Empty(Events(state, new C.TimeUp(), due, null));
        state = After(state, new C.TimeUp(), due + Duration.FromMinutes(15), null);
        Assert.Equal((2, due + Duration.FromMinutes(45)), (state.Turn!.Rings, state.DueAt));
        Assert.Null(After(state, new C.Close("Called"), due + Duration.FromMinutes(16), null).DueAt);
    }

    [Fact]
    public void An_emergency_in_a_conversation_that_is_late_rings_at_its_own_time()
    {
        var state = After(null, Text("Can I bring my daughter?"), Now, null);
        var late = state.Turn!.DueAt + Duration.FromMinutes(1);
        state = After(After(state, new C.TimeUp(), late, null), Text(Emergency, "in-2", late), late, null);

        Assert.Equal(late + Duration.FromMinutes(5), state.DueAt);
    }

    [Fact]
    public void A_conversation_of_an_older_version_rings_at_its_due_time()
    {
        var state = After(null, Text("Hello"), Now, null);
        const string old = """{"since":"2031-03-03T09:00:00Z","dueAt":"2031-03-04T09:00:00Z"}""";

        var turn = System.Text.Json.JsonSerializer.Deserialize<ConversationTurn>(old, ConversationJson.Options);
        Assert.Equal(turn!.DueAt, (state with { Turn = turn }).DueAt);
    }

    [Fact]
    public void An_emergency_calls_people_one_after_the_other_and_then_the_supervisor_until_someone_takes_it()
    {
        var state = After(null, Text(Emergency), Now, List);
        Assert.Equal((1, Minutes(10)), (state.OnCall!.Number, state.OnCall.NextAt));
        Assert.Equal(Minutes(5), state.DueAt);

        state = After(state, new C.TimeUp(), Minutes(10), List);
        state = After(state, new C.TimeUp(), Minutes(15), List);
        state = After(state, new C.TimeUp(), Minutes(30), List);
        Assert.Equal(["ann", "sue", "sue"], state.OnCall!.Alerts.Select(a => a.Person));
        Assert.Equal(Minutes(45), state.OnCall.NextAt);

        var taken = After(state, new C.Take(false), Minutes(31), List, mayTriage: true);
        Assert.Null(ConversationOnCall.DueAt(taken));
        Assert.DoesNotContain(Events(taken, new C.TimeUp(), Minutes(45), List), e => e is E.OnCall);
        var decided = After(state, new C.Decide(EmergencyDecision.Handled, "Called"), Minutes(31), List);
        Assert.Null(ConversationOnCall.DueAt(decided));
    }

    [Fact]
    public void An_ordinary_text_and_a_person_of_the_desk_change_nothing_for_the_people_on_call()
    {
        Assert.Null(After(null, Text("Hello"), Now, List).OnCall);
        var state = After(After(null, Text(Emergency), Now, List), new C.Take(false), Minutes(1), List);

        Assert.Equal(Minutes(10), ConversationOnCall.DueAt(state));
    }

    [Fact]
    public void A_further_text_continues_the_run_and_after_a_nurse_took_it_begins_a_new_one()
    {
        var alerted = After(After(null, Text(Emergency), Now, List), new C.TimeUp(), Minutes(10), List);
        var again = After(alerted, Text(Emergency, "in-2", Minutes(11)), Minutes(11), List);
        Assert.Equal((1, Minutes(15)), (again.OnCall!.Number, again.OnCall.NextAt));

        var taken = After(alerted, new C.Take(false), Minutes(11), List, mayTriage: true);
        var further = After(taken, Text(Emergency, "in-2", Minutes(12)), Minutes(12), List);
        Assert.Equal((2, Minutes(22), 0), (further.OnCall!.Number, further.OnCall.NextAt, further.OnCall.Alerts.Count));
    }

    [Fact]
    public void A_text_of_an_unknown_number_calls_the_people_of_the_first_line_that_has_some()
    {
        var state = After(null, Text(Emergency), Now, List, isKnown: false);

        Assert.Equal([ServiceLineId.Unassigned], state.Lines);
        Assert.Equal("ann", After(state, new C.TimeUp(), Minutes(10), List).OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void A_newsletter_of_an_unknown_sender_calls_nobody_and_one_of_a_patient_does()
    {
        var newsletter = new C.Receive(MessageChannel.Email, "news@example.org", new InboundText("in-1", Emergency)
        {
            Mail = new InboundMail("News", []) { IsNewsletter = true },
        }, Now);
        var state = After(null, newsletter, Now, List, isKnown: false);
        Assert.True(state.Alarms);
        Assert.Null(state.OnCall);
        Assert.Empty(Decide(state, new C.OnCallChanged(), Context(Minutes(1), List, isKnown: false)));

        Assert.NotNull(After(null, newsletter, Now, List).OnCall);
        Assert.NotNull(After(state, Text(Emergency, "in-2", Minutes(1)), Minutes(1), List, isKnown: false).OnCall);
    }

    [Fact]
    public void A_conversation_of_several_lines_calls_the_people_of_the_first_one_that_has_some()
    {
        var other = new ConversationPatient(new("r0"), null, new ServiceLineId("other"), Priority.Routine, true);
        var events = Decide(null, Text(Emergency), Context(Now, List) with { Patients = [other, Patient] });
        var state = events.Aggregate((Conversation?)null, ConversationEvolver.Evolve)!;

        Assert.Equal("ann", After(state, new C.TimeUp(), Minutes(10), List).OnCall!.Alerts[0].Person);
    }

    [Fact]
    public void Without_a_list_no_one_is_called_and_a_list_that_comes_later_begins_the_run()
    {
        var state = After(null, Text(Emergency), Now, null);
        Assert.Null(state.OnCall);

        state = After(state, new C.OnCallChanged(), Minutes(3), List);
        Assert.Equal(Minutes(13), state.OnCall!.NextAt);
        Assert.Empty(Events(state, new C.OnCallChanged(), Minutes(4), List));
    }

    [Fact]
    public void An_emergency_that_no_screen_shows_calls_the_first_person_before_the_time()
    {
        var state = After(null, Text(Emergency), Now, List);
        Assert.Empty(Events(state, new C.AlarmUnseen(), Now + Duration.FromSeconds(29), List));

        state = After(state, new C.AlarmUnseen(), Now + Duration.FromSeconds(30), List);
        Assert.Equal("ann", Assert.Single(state.OnCall!.Alerts).Person);
        Assert.Empty(Events(state, new C.AlarmUnseen(), Now + Duration.FromSeconds(35), List));
    }

    [Fact]
    public void An_alert_that_waits_is_followed_at_once_and_one_that_left_counts()
    {
        var state = After(After(null, Text(Emergency), Now, List), new C.TimeUp(), Minutes(10), List);
        var waiting = After(state, Report(state, MessageReasons.SenderStopped), Minutes(11), List);
        Assert.Equal(["ann", "sue"], waiting.OnCall!.Alerts.Select(a => a.Person));

        Assert.Equal(1, After(state, Report(state, null), Minutes(11), List).OnCall!.Reached);
    }

    private static readonly ConversationPatient Patient =
        new(new("r1"), new PatientId("p1"), AReferral.Behavioral, Priority.Routine, true);

    private static Instant Minutes(int minutes) => Now + Duration.FromMinutes(minutes);

    private static C.Receive Text(string text, string id = "in-1", Instant? at = null) =>
        new(MessageChannel.Sms, "+13035550123", new InboundText(id, text), at ?? Now);

    private static C.ReportAlert Report(Conversation state, string? waits) => state.OnCall!.Alerts[^1] is var about
        ? new C.ReportAlert(new(state.OnCall.Number, about.Person, about.Channel, about.At, null, waits)) : null!;

    private static ConversationContext Context(Instant at, OnCallInput? list, bool mayTriage = false,
        bool isKnown = true) => new(at, "nora", mayTriage)
        {
            Key = "key", Patients = isKnown ? [Patient] : [],
            Line = isKnown ? AReferral.Lines[AReferral.Behavioral] : UnassignedLine.Settings,
            ServiceLines = AReferral.Lines.Values.Select(line => line.Id != AReferral.Behavioral ? line
                : AServiceLine.Parsed(line.Settings with { OnCall = list }, line.Id.Value))
                .ToDictionary(line => line.Id),
        };

    private static IReadOnlyList<E> Decide(Conversation? state, ConversationCommand command,
        ConversationContext context) =>
        Assert.IsType<Decision<E>.Accepted>(ConversationDecider.Decide(state, command, context)).Events;

    private static IReadOnlyList<E> Events(Conversation? state, ConversationCommand command, Instant at,
        OnCallInput? list) => Decide(state, command, Context(at, list));

    private static Conversation After(Conversation? state, ConversationCommand command, Instant at, OnCallInput? list,
        bool mayTriage = false, bool isKnown = true) =>
        Decide(state, command, Context(at, list, mayTriage, isKnown)).Aggregate(state, ConversationEvolver.Evolve)!;
}
