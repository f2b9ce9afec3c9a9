using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.Referrals;
using ReferralSilo.Domain.Tests.ServiceLines;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Domain.Tests.Conversations;

public sealed class ConversationDeciderTests
{
    private const string Phone = "+13035550123", Nurse = "nora", Desk = "sam";
    private static readonly Instant Now = AReferral.Now;

    public static TheoryData<string, InboundEffect, bool, bool> Texts => new()
    {
        // Text, what it does by itself, whether staff must act: for a patient with an open referral, for an unknown
        // one.
        { "Can I bring my daughter?", InboundEffect.None, true, true },
        { "¿Puedo cambiar la hora?", InboundEffect.None, true, true },
        { "1", InboundEffect.None, true, true },
        { "STOP 12345", InboundEffect.None, true, true },
        { "STOP", InboundEffect.Stopped, true, false },
        { "No me manden más mensajes", InboundEffect.Stopped, true, false },
        { "START", InboundEffect.Started, false, false },
        { "You have the wrong number", InboundEffect.WrongNumber, true, false },
        { "Número equivocado", InboundEffect.WrongNumber, true, false },
        { "wrong number, stop texting me", InboundEffect.StoppedWrongNumber, true, false },
    };

    [Theory, MemberData(nameof(Texts))]
    public void A_text_waits_for_a_person_unless_the_program_did_all_of_it(string text, InboundEffect effect,
        bool ofPatient, bool ofUnknown)
    {
        var (known, unknown) = (After(null, Text(text), With(Patient("r1"))), After(null, Text(text)));

        Assert.Equal((effect, effect), (known.Entries[0].Effect, unknown.Entries[0].Effect));
        Assert.Equal((ofPatient, ofUnknown), (known.IsOpen, unknown.IsOpen));
        Assert.Equal([AReferral.Behavioral], known.Lines);
        Assert.Equal([ServiceLineId.Unassigned], unknown.Lines);
    }

    [Fact]
    public void A_stop_of_a_patient_whose_referrals_are_over_needs_nobody() =>
        Assert.False(After(null, Text("STOP"), With(Patient("r1") with { IsOpen = false })).IsOpen);

    [Theory]
    [InlineData("Stop texting me. My new number is 303 555 0199, please call there.", true)]
    [InlineData("Unsubscribe\nI cannot come on Monday and need another day", true)]
    [InlineData("Wrong number! Who gave you this one to write to?", true)]
    [InlineData("Please stop texting me. Thank you, Dana Okafor", false)]
    [InlineData("Wrong number, stop texting me. Bye now.", false)]
    public void What_a_stop_says_besides_is_read_by_a_person_also_when_no_referral_is_open(string text, bool isOpen)
    {
        Assert.Equal(isOpen, After(null, Text(text), With(Patient("r1") with { IsOpen = false })).IsOpen);
        Assert.Equal(isOpen, After(null, Text(text)).IsOpen);
    }

    [Fact]
    public void The_same_text_counts_once()
    {
        var state = After(null, Text("Hello", "in-1"));

        Assert.Empty(Events(state, Text("Hello", "in-1")));
        Assert.Equal(2, After(state, Text("Hello", "in-2")).Entries.Count);
    }

    [Fact]
    public void A_conversation_keeps_the_newest_entries()
    {
        Conversation? state = null;
        for (var n = 0; n < 3 * ConversationLimits.Entries; n++) state = After(state, Text($"Text {n}", $"in-{n}"));

        Assert.Equal(ConversationLimits.Entries, state!.Entries.Count);
        Assert.Equal("Text 119", state.Entries[^1].Text);
        Assert.Empty(Events(state, Text("Text 30", "in-30")));
    }

    [Theory]
    [InlineData("Can I bring my daughter?", 24 * 60)]
    // Denied, so someone looks at it first.
    [InlineData("I do not want to kill myself", 30)]
    [InlineData("I want to kill myself", 5)]
    [InlineData("Me quiero matar", 5)]
    public void It_is_due_like_the_review_of_a_referral(string text, int minutes)
    {
        var state = After(null, Text(text), With(Patient("r1")));

        Assert.Equal(new ConversationTurn(Now, Now + Duration.FromMinutes(minutes)), state.Turn);
    }

    [Fact]
    public void A_later_text_moves_no_earlier_due_time()
    {
        var context = With(Patient("r1"));
        var first = After(null, Text("I want to kill myself", "in-1"), context);
        var later = context with { Now = Now + Duration.FromMinutes(2) };
        var second = After(first, Text("Hello?", "in-2", later.Now), later);

        Assert.Equal(first.Turn, second.Turn);
        Assert.Equal("in-1", second.Emergency!.Text);
    }

    [Fact]
    public void Due_time_counts_business_hours_of_the_line()
    {
        var line = AServiceLine.Parsed(new("Line", "America/Denver",
            BusinessHours: [new(["mon", "tue", "wed", "thu", "fri"], "08:00", "17:00")],
            Targets: [new(ClockKind.Review, 4 * 60, Counted: CountedIn.BusinessHours)]), "line");
        // Friday 2031-03-07, 15:00 in Denver.
        var friday = Instant.FromUtc(2031, 3, 7, 22, 0);
        var state = After(null, Text("Hello", at: friday), With(Patient("r1")) with { Line = line, Now = friday });

        Assert.Equal(Instant.FromUtc(2031, 3, 10, 16, 0), state.Turn!.DueAt);
    }

    [Fact]
    public void An_emergency_alarms_until_someone_who_may_triage_takes_it()
    {
        var state = After(null, Text("I want to kill myself"), With(Patient("r1")));
        Assert.True(state.Alarms);

        var byDesk = After(state, new C.Take(false), By(Desk));
        Assert.Equal((Desk, true), (byDesk.Owner, byDesk.Alarms));
        var byNurse = After(byDesk, new C.Take(false), By(Nurse, mayTriage: true));
        Assert.Equal((Nurse, false, Nurse), (byNurse.Owner, byNurse.Alarms, byNurse.Emergency!.TakenBy));
        var again = After(byNurse, Text("I will do it tonight, I will kill myself", "in-2"), With(Patient("r1")));
        Assert.True(again.Alarms);
    }

    [Fact]
    public void An_emergency_ends_only_by_a_decision()
    {
        var state = After(null, Text("I want to kill myself"), With(Patient("r1")));

        Assert.Equal("emergency-undecided", Refused(state, new C.Close("Called")));
        var answered = After(state, new C.Reply("Please call 988 now.", null));
        Assert.True(answered is { IsOpen: true, Emergency: not null });
        var decided = After(answered, new C.Decide(EmergencyDecision.Handled, "Spoke with her"));
        Assert.True(decided is { IsOpen: true, Emergency: null });
        Assert.Equal("no-emergency", Refused(decided, new C.Decide(EmergencyDecision.Handled, "Again")));
        Assert.False(After(decided, new C.Close("Called")).IsOpen);
    }

    [Fact]
    public void The_later_emergency_is_decided_on_when_the_earlier_one_comes_after_it()
    {
        var (early, late) = (Text("I want to kill myself", "in-1"),
            Text("I want to kill myself tonight", "in-2", Now + Duration.FromMinutes(1)));
        var taken = After(After(null, late, With(Patient("r1"))), new C.Take(false), By(Nurse, mayTriage: true));
        Assert.False(taken.Alarms);
        var state = After(taken, early, With(Patient("r1")));

        Assert.Equal(("in-2", late.At), (state.Emergency!.Text, state.Emergency.At));
        // Nobody has read the one that came now.
        Assert.True(state.Alarms);
        var decided = Assert.IsType<ConversationEvent.EmergencyDecided>(
            Assert.Single(Events(state, new C.Decide(EmergencyDecision.Handled, "Spoke with her"))));
        Assert.Equal(("in-2", late.At), (decided.Text, decided.TextAt!.Value));
    }

    [Fact]
    public void What_the_address_holds_as_an_emergency_is_one_also_when_the_rules_here_find_no_such_words()
    {
        var state = After(null, Text("Can I bring my daughter?") with { IsEmergency = true }, With(Patient("r1")));

        Assert.Equal((true, EmergencyConcern.Emergency), (state.Alarms, state.Entries[0].Concern));
        Assert.Equal("911", state.Emergency!.Phone);
    }

    [Fact]
    public void Answers_that_put_the_text_out_of_the_entries_can_still_be_followed_by_one_and_can_fail()
    {
        var state = After(null, Text("I want to kill myself"), With(Patient("r1")));
        for (var n = 0; n < ConversationLimits.Entries + 5; n++) state = Answer(state, n);
        Assert.DoesNotContain(state.Entries, e => e.Kind == ConversationEntryKind.Received);

        var last = Assert.IsType<ConversationEvent.Replied>(
            Assert.Single(Events(state, new C.Reply("Please call 988 now.", null))));
        Assert.Equal(Now, last.Answers);
        var first = state.Replies[0];
        Assert.DoesNotContain(state.Entries, e => e.Id == first);
        var failed = After(state, new C.FailReply(first, "30003"));
        Assert.Equal(ConversationEntryKind.ReplyFailed, failed.Entries[^1].Kind);
        Assert.Empty(Events(failed, new C.FailReply(first, "30003")));

        static Conversation Answer(Conversation state, int n) => After(state, new C.Reply("Call 988.", null),
            By(Desk) with { Now = Now + Duration.FromSeconds(n + 1) });
    }

    [Fact]
    public void In_a_conversation_that_an_older_version_stored_answers_are_sent_and_fail_too()
    {
        var open = After(null, Text("Hello"), With(Patient("r1"))) with { LastReceivedAt = null };
        var answered = After(open, new C.Reply("Yes.", null)) with { Replies = [] };

        Assert.Equal(Now, Assert.IsType<ConversationEvent.Replied>(
            Assert.Single(Events(open, new C.Reply("Yes.", null)))).Answers);
        var failed = After(answered, new C.FailReply(answered.Entries[^1].Id!, "30003"));
        Assert.True(failed.IsOpen);
        Assert.Empty(Events(failed, new C.FailReply(answered.Entries[^1].Id!, "30003")));
    }

    [Fact]
    public void A_mention_that_is_denied_does_not_alarm() =>
        Assert.Equal((EmergencyConcern.ReviewFirst, null),
            After(null, Text("I do not want to kill myself"), With(Patient("r1"))) is var state
                ? (state.Entries[0].Concern, state.Emergency) : default);

    [Fact]
    public void An_answer_ends_the_turn_and_the_next_text_begins_a_new_one()
    {
        var open = After(null, Text("Can I bring my daughter?"), With(Patient("r1")));
        var answered = After(After(open, new C.Take(false)), new C.Reply("Yes.", null));

        Assert.Equal((false, null), (answered.IsOpen, answered.Owner));
        Assert.Equal(new ReferralId("r1"), answered.Entries[^1].Referral);
        Assert.Equal("conversation-closed", Refused(answered, new C.Reply("Also", null)));
        Assert.Equal("conversation-closed", Refused(answered, new C.Take(false)));
        Assert.Empty(Events(answered, new C.Close("Done")));
        Assert.True(After(answered, Text("Thanks, and my son?", "in-2")).IsOpen);
    }

    [Fact]
    public void An_answer_that_does_not_arrive_opens_the_conversation_again()
    {
        var open = After(null, Text("Can I bring my daughter?"), With(Patient("r1")));
        var answered = After(open, new C.Reply("Yes.", null));
        var reply = answered.Entries[^1].Id!;
        var failed = After(answered, new C.FailReply(reply, "30003"));

        Assert.True(failed.IsOpen);
        Assert.Equal((ConversationEntryKind.ReplyFailed, "30003"), (failed.Entries[^1].Kind, failed.Entries[^1].Text));
        Assert.Empty(Events(failed, new C.FailReply(reply, "30003")));
        Assert.Empty(Events(answered, new C.FailReply("another", "30003")));
    }

    [Fact]
    public void A_reply_that_may_not_leave_is_refused_and_nothing_changes()
    {
        var open = After(null, Text("Hello"), With(Patient("r1")));

        Assert.Equal("reply-blocked", Refused(open, new C.Reply("Hi", null),
            By(Desk) with { ReplyBlocked = MessageReasons.Suppressed }));
    }

    [Fact]
    public void A_refused_answer_to_a_number_that_is_not_safe_asks_nobody_to_call_it() =>
        Assert.Equal("Only another number is safe for this patient. Call only that number.",
            ConversationRefusals.ReplyBlocked(MessageReasons.NotSafe).Text);

    [Fact]
    public void Work_of_another_person_is_taken_over_explicitly()
    {
        var taken = After(After(null, Text("Hello"), With(Patient("r1"))), new C.Take(false), By(Desk));

        Assert.Equal("taken-by-another", Refused(taken, new C.Take(false), By(Nurse)));
        Assert.Equal("taken-by-another", Refused(taken, new C.Reply("Hi", null), By(Nurse)));
        Assert.Equal("taken-by-another", Refused(taken, new C.Close("Done"), By(Nurse)));
        Assert.Equal(Nurse, After(taken, new C.Take(true), By(Nurse)).Owner);
        Assert.Empty(Events(taken, new C.Take(false), By(Desk)));
    }

    [Fact]
    public void Nothing_can_be_done_in_a_conversation_that_does_not_exist() =>
        Assert.All((ConversationCommand[])[new C.Take(false), new C.Reply("Hi", null), new C.Close("x"),
                new C.Decide(EmergencyDecision.Handled, "x"), new C.FailReply("m", "x")],
            command => Assert.Equal("conversation-unknown", Refused(null, command)));

    private static C.Receive Text(string text, string id = "in-1", Instant? at = null) =>
        new(MessageChannel.Sms, Phone, new InboundText(id, text), at ?? Now);

    private static ConversationPatient Patient(string referral) =>
        new(new(referral), new PatientId("p-" + referral), AReferral.Behavioral, Priority.Routine, true);

    private static ConversationContext With(params IReadOnlyList<ConversationPatient> patients) =>
        By("system") with { Patients = patients, Line = AReferral.Lines[AReferral.Behavioral] };

    private static ConversationContext By(string actor, bool mayTriage = false) =>
        new(Now, actor, mayTriage) { Key = "key", Line = UnassignedLine.Settings };

    private static IReadOnlyList<ConversationEvent> Events(Conversation? state, ConversationCommand command,
        ConversationContext? context = null) => ((Decision<ConversationEvent>.Accepted)ConversationDecider.Decide(
            state, command, context ?? By(Desk))).Events;

    private static Conversation After(Conversation? state, ConversationCommand command,
        ConversationContext? context = null) =>
        Events(state, command, context).Aggregate(state, ConversationEvolver.Evolve)!;

    private static string Refused(Conversation? state, ConversationCommand command,
        ConversationContext? context = null) => ((Decision<ConversationEvent>.Refused)ConversationDecider.Decide(
            state, command, context ?? By(Desk))).Refusal.Code;
}
