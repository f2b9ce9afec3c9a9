using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Tests.Messages;
using ReferralSilo.Domain.Tests.Referrals;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Domain.Tests.Conversations;

/// <summary>A number that one to three patients share: who wrote, and which message is meant, is never
/// guessed.</summary>
public sealed class SharedNumberTests
{
    private const string Number = "+13035550123";
    private static readonly Instant Now = AReferral.Now;

    public static TheoryData<int, int, string> Matrix =>
    [
        .. from patients in Enumerable.Range(1, 3)
           from outstanding in Enumerable.Range(0, 4)
           from text in (string[])["1", "yes", "I can come at 3", "STOP", "START", "wrong number", "Quiero morirme"]
           select new TheoryDataRow<int, int, string>(patients, outstanding, text),
    ];

    [Theory, MemberData(nameof(Matrix))]
    public void Only_what_is_certain_is_kept(int patients, int outstanding, string text)
    {
        var known = Enumerable.Range(1, patients).Select(n => Patient($"r{n}")).ToList();
        var sent = Enumerable.Range(1, outstanding).Select(n => Sent($"m{n}", $"r{(n - 1) % patients + 1}")).ToList();
        var context = new ConversationContext(Now, "system", false)
        {
            Key = "key", Patients = ConversationFacts.Patients(known),
            Outstanding = ConversationFacts.Outstanding(null, sent, Now),
            Line = AReferral.Lines[AReferral.Behavioral],
        };
        var state = After(null, new C.Receive(MessageChannel.Sms, Number, new InboundText("in-1", text), Now), context);

        Assert.Equal(patients, state.Patients.Count);
        Assert.Equal(outstanding == 1 ? "m1" : null, state.Entries[0].Answers?.Message);
        // The program has done all that START asks for; all other texts concern every patient with the number.
        Assert.Equal(text != "START", state.IsOpen);
        Assert.Equal(text == "Quiero morirme", state.Alarms);

        var reply = ConversationDecider.Decide(state, new C.Reply("We call you.", null), context);
        if (text != "START")
            Assert.Equal(patients > 1 ? "whose-reply" : null,
                (reply as Decision<ConversationEvent>.Refused)?.Refusal.Code);
        foreach (var patient in state.IsOpen ? known : [])
            Assert.Equal(patient.Case.Id,
                After(state, new C.Reply("Yes", patient.Case.Id), context).Entries[^1].Referral);
        if (state.IsOpen)
            Assert.Equal("not-of-this-address", ((Decision<ConversationEvent>.Refused)ConversationDecider.Decide(state,
                new C.Reply("Yes", new ReferralId("r9")), context)).Refusal.Code);
    }

    [Fact]
    public void A_message_is_answered_once_and_then_the_other_one_is_certain()
    {
        var (first, second) = (Sent("m1", "r1"), Sent("m2", "r2"));
        var state = Answered("in-1", null, first);
        Assert.Equal("m1", state.Entries[^1].Answers!.Message);

        state = Answered("in-2", state, first, second);
        Assert.Equal("m2", state.Entries[^1].Answers!.Message);
        state = Answered("in-3", state, first, second);
        Assert.Null(state.Entries[^1].Answers);
    }

    [Fact]
    public void Messages_that_did_not_arrive_or_are_old_or_need_no_answer_are_not_outstanding()
    {
        var old = Sent("old", "r1", Now - ConversationLimits.AnsweredWithin);
        var later = Sent("later", "r1", Now + Duration.FromSeconds(1));
        var failed = Sent("failed", "r1").After(new MessageCommand.Receive(
            new Receipt("sid", MessageStatus.Undelivered, "30003", Now, "")));
        var stop = Sent("stop", "r1", occasion: MessageOccasion.StopConfirmed);
        var fresh = Sent("fresh", "r1", Now - ConversationLimits.AnsweredWithin + Duration.FromSeconds(1));

        Assert.Equal(["fresh"], ConversationFacts.Outstanding(null,
            [old, later, failed, stop, fresh, AMessage.Planned()], Now).Select(m => m.Message));
    }

    [Fact]
    public void A_patient_with_several_referrals_counts_once_by_the_newest_open_one()
    {
        var closed = With(AReferral.Closed(), "r1", "p1", 3);
        var older = With(AReferral.Waiting(), "r2", "p1", 1);
        var newer = With(AReferral.Waiting(), "r3", "p1", 2);
        var other = With(AReferral.Declined(), "r4", "p2", 4);

        var patients = ConversationFacts.Patients([closed, older, other, newer]);
        Assert.Equal([("r3", true), ("r4", false)], patients.Select(p => (p.Referral.Value, p.IsOpen)));
    }

    [Fact]
    public void What_one_patient_wrote_is_not_shown_with_the_next_patient_of_the_number()
    {
        var unknown = Receive(null, "in-0");
        var first = Receive(unknown, "in-1", Patient("r1"));
        Assert.Equal(["in-0", "in-1"], first.Entries.Select(e => e.Id));
        Assert.Equal(3, Receive(first, "in-2", Patient("r1"), Patient("r2")).Entries.Count);

        var next = Receive(first, "in-2", Patient("r2"));
        Assert.Equal(["in-2"], next.Entries.Select(e => e.Id));
        Assert.Equal("r2", Assert.Single(next.Patients).Referral.Value);
    }

    [Fact]
    public void What_the_earlier_patient_alone_wrote_and_was_answered_goes_when_the_number_passes_on_in_two_steps()
    {
        var context = new ConversationContext(Now, "nora", false) { Key = "key" };
        var first = Receive(Receive(null, "in-0"), "in-1", Patient("r1"));
        var shared = Receive(first, "in-2", Patient("r1"), Patient("r2"));
        var (mine, theirs) = (After(shared, new C.Reply("To the first", new("r1")), context),
            After(shared, new C.Reply("To the second", new("r2")), context));

        Assert.Equal(["in-0", "in-2", "in-3"], Receive(shared, "in-3", Patient("r2")).Entries.Select(e => e.Id));
        var next = Receive(mine, "in-3", Patient("r2"));
        Assert.DoesNotContain(next.Entries, e => e.Kind == ConversationEntryKind.Reply);
        Assert.Equal(Decision<ConversationEvent>.NoChange, ConversationDecider.Decide(next,
            new C.FailReply(mine.Entries[^1].Id!, "30003"), context));
        Assert.Single(Receive(theirs, "in-3", Patient("r2")).Entries, e => e.Kind == ConversationEntryKind.Reply);
    }

    [Fact]
    public void An_answer_to_the_earlier_patient_that_fails_late_does_not_open_the_conversation_of_the_next_one()
    {
        var context = new ConversationContext(Now, "nora", false) { Key = "key" };
        var answered = After(Receive(null, "in-1", Patient("r1")), new C.Reply("Yes", null), context);
        var next = Receive(answered, "in-2", "START", Patient("r2"));

        Assert.Equal(Decision<ConversationEvent>.NoChange, ConversationDecider.Decide(next,
            new C.FailReply(answered.Entries[^1].Id!, "30003"), context));
    }

    [Fact]
    public void What_was_written_before_a_number_was_shared_stays_while_its_patient_has_it()
    {
        var shared = Receive(Receive(null, "in-1", Patient("r1")), "in-2", Patient("r1"), Patient("r2"));

        Assert.Equal(["in-1", "in-2", "in-3"], Receive(shared, "in-3", Patient("r1")).Entries.Select(e => e.Id));
    }

    [Fact]
    public void The_words_of_an_emergency_and_the_decision_go_with_the_patient_when_the_number_passed_on_before_it()
    {
        var nurse = new ConversationContext(Now, "nora", true) { Key = "key" };
        var first = Receive(null, "in-1", "I want to kill myself", Patient("r1"));
        var held = Receive(first, "in-2", Patient("r2"));
        Assert.Equal(["in-1", "in-2"], held.Entries.Select(e => e.Id));
        var decided = After(held, new C.Decide(EmergencyDecision.Handled, "Spoke with her."), nurse);

        var next = Receive(decided, "in-3", Patient("r2"));

        Assert.Equal(["in-2", "in-3"], next.Entries.Select(e => e.Id));
        Assert.Equal("r2", Assert.Single(next.Patients).Referral.Value);
    }

    [Fact]
    public void What_a_patient_wrote_is_shown_to_nobody_else_when_the_number_is_nobodys_in_between()
    {
        var first = Receive(null, "in-1", Patient("r1"));
        var nobody = Receive(first, "in-2");
        Assert.Equal(["in-2"], nobody.Entries.Select(e => e.Id));
        Assert.Equal([ServiceLineId.Unassigned], nobody.Lines);

        Assert.Equal(["in-2", "in-3"], Receive(nobody, "in-3", Patient("r2")).Entries.Select(e => e.Id));
    }

    [Fact]
    public void What_nobody_had_answered_is_kept_for_the_line_of_the_earlier_patient_and_nothing_is_written_there()
    {
        var first = Receive(null, "in-1", Patient("r1"));
        var kept = After(null, new C.Keep(first, Now), new ConversationContext(Now, "system", false));

        Assert.Equal((first.Turn, Now), (kept.Turn, kept.PassedOnAt));
        Assert.Equal(["in-1"], kept.Entries.Select(e => e.Id));
        Assert.Equal(first.Lines, kept.Lines);
        var desk = new ConversationContext(Now, "sam", false);
        Assert.Equal("number-passed-on", ((Decision<ConversationEvent>.Refused)ConversationDecider.Decide(kept,
            new C.Reply("Yes", null), desk)).Refusal.Code);
        Assert.False(After(kept, new C.Close("Called her at work"), desk).IsOpen);
        // Brought once more, it is the same.
        Assert.Equal(Decision<ConversationEvent>.NoChange, ConversationDecider.Decide(kept, new C.Keep(first, Now),
            desk));
    }

    [Fact]
    public void What_nobody_had_answered_is_kept_also_when_a_number_passes_on_in_two_steps()
    {
        var (first, later) = (Receive(null, "in-1", Patient("r1")), Now + Duration.FromDays(3));
        var shared = Receive(first, "in-2", Patient("r1"), Patient("r2"));
        IReadOnlyList<ConversationPatient> now = ConversationFacts.Patients([Patient("r2")]);

        var leaving = ConversationEvolver.Leaving(shared, now)!;
        Assert.Equal(["in-1"], leaving.Entries.Select(e => e.Id));
        Assert.Equal("r1", Assert.Single(leaving.Patients).Referral.Value);
        Assert.Equal(first.Turn, leaving.Turn);
        Assert.Equal(Now, Receive(shared, "in-3", Patient("r2")).Turn!.Since);

        // What stays was answered: the turn begins with the new text.
        var both = Receive(null, "in-2", Patient("r2"));
        Assert.Null(ConversationEvolver.Leaving(both, now));
        var alone = shared with { Entries = [.. shared.Entries.Take(1)] };
        var next = After(alone, new C.Receive(MessageChannel.Sms, Number, new InboundText("in-3", "Hello"), later),
            new ConversationContext(later, "system", false) { Patients = now });
        Assert.Equal(["in-3"], next.Entries.Select(e => e.Id));
        Assert.Equal(later, next.Turn!.Since);
        Assert.Null(Receive(alone, "in-3", "START", Patient("r2")).Turn);
        var answered = After(shared, new C.Reply("Yes", new ReferralId("r1")),
            new ConversationContext(Now, "sam", false) { Key = "key" });
        Assert.Null(ConversationEvolver.Leaving(answered, now));
    }

    [Fact]
    public void The_failure_of_an_answer_to_an_earlier_patient_does_not_show_to_the_next_one()
    {
        var first = Receive(null, "in-1", Patient("r1"));
        var answered = After(first, new C.Reply("Yes", null), new ConversationContext(Now, "sam", false));
        var next = Receive(answered, "in-2", Patient("r2"));

        Assert.Equal(Decision<ConversationEvent>.NoChange, ConversationDecider.Decide(next,
            new C.FailReply(answered.Entries[^1].Id!, "30003"), new ConversationContext(Now, "system", false)));
    }

    [Fact]
    public void The_lines_follow_the_referrals_and_the_order_of_the_patients_stays()
    {
        var state = Receive(null, "in-1", Patient("r1"), Patient("r2"));
        var same = new ConversationContext(Now, "system", false) { Patients = state.Patients };
        Assert.Equal(Decision<ConversationEvent>.NoChange,
            ConversationDecider.Decide(state, new C.FollowLines(), same));

        var other = new ServiceLineId("other");
        var routed = After(state, new C.FollowLines(), same with
        {
            Patients = [.. state.Patients.Select((p, i) => i == 1 ? p with { ServiceLine = other } : p)],
        });
        Assert.Equal([AReferral.Behavioral, other], routed.Lines);
        Assert.Equal(state.Turn, routed.Turn);
    }

    [Fact]
    public void The_next_patient_of_a_number_has_an_own_due_time_and_a_stop_of_hers_leaves_nothing_open()
    {
        var (later, day) = (Now + Duration.FromDays(3), Duration.FromDays(1));
        var first = Receive(null, "in-1", Patient("r1"));
        var next = After(first, new C.Receive(MessageChannel.Sms, Number, new InboundText("in-2", "Hello"), later),
            new ConversationContext(later, "system", false) { Patients = ConversationFacts.Patients([Patient("r2")]) });

        Assert.Equal(later, next.Turn!.Since);
        Assert.InRange(next.Turn.DueAt, later, later + 7 * day);
        Assert.Null(Receive(first, "in-2", "START", Patient("r2")).Turn);
    }

    [Fact]
    public void The_patients_of_an_undecided_emergency_stay_when_the_number_passes_to_another_one()
    {
        var first = Receive(null, "in-1", "I want to kill myself", Patient("r1"));
        var next = Receive(first, "in-2", Patient("r2"));

        Assert.Equal(["r2", "r1"], next.Patients.Select(p => p.Referral.Value));
        Assert.NotNull(next.Emergency);
    }

    [Fact]
    public void A_safe_number_is_the_patients_too()
    {
        var state = Patient("r1");
        var safe = state with
        {
            Case = state.Case with
            {
                Copy = new PatientCopy(new("p1"), 1) { SafeContact = new(Phone: new PhoneNumber("+13035550199")) },
            },
        };

        Assert.Single(ConversationFacts.With([safe], MessageChannel.Sms, "+13035550199"));
        Assert.Single(ConversationFacts.With([safe], MessageChannel.Sms, Number));
        Assert.Empty(ConversationFacts.With([safe], MessageChannel.Sms, "+13035550198"));
        Assert.Equal(MessageReasons.NotSafe, BlockedBy(safe, Number));
        Assert.Null(BlockedBy(safe, "+13035550199"));
        Assert.True(ReferralMessages.IsUnsafe(safe, MessageChannel.Sms, Number));
        Assert.False(ReferralMessages.IsUnsafe(safe, MessageChannel.Email, "dana@example.org"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_person_who_wrote_is_answered_unless_they_refused_texts(bool? consent, bool may)
    {
        var state = Patient("r1");
        state = state with
        {
            Case = state.Case with
            {
                Consents = consent is { } given ? [new Consent(ConsentKind.Sms, given, "verbal", Now)] : [],
            },
        };

        Assert.Equal(may, BlockedBy(state, Number) is null);
        var died = state with
        {
            Case = state.Case with { Copy = new PatientCopy(new("p1"), 1) { DeceasedAt = Now } },
        };
        Assert.Equal(MessageReasons.NoConsent, BlockedBy(died, Number));
    }

    private static Conversation Answered(string id, Conversation? state, params Message[] sent)
    {
        var context = new ConversationContext(Now, "system", false)
        {
            Key = "key", Patients = ConversationFacts.Patients([Patient("r1"), Patient("r2")]),
            Outstanding = ConversationFacts.Outstanding(state, sent, Now),
        };
        return After(state, new C.Receive(MessageChannel.Sms, Number, new InboundText(id, "yes"), Now), context);
    }

    private static Conversation Receive(Conversation? state, string id, params Referral[] patients) =>
        Receive(state, id, "Hello", patients);

    private static Conversation Receive(Conversation? state, string id, string text, params Referral[] patients) =>
        After(state, new C.Receive(MessageChannel.Sms, Number, new InboundText(id, text), Now),
            new ConversationContext(Now, "system", false) { Patients = ConversationFacts.Patients(patients) });

    private static string? BlockedBy(Referral state, string number) =>
        ReferralMessages.ReplyBlockedBy(state, MessageChannel.Sms, number, Now);

    private static Referral Patient(string id) => AReferral.Received(id: id);

    private static Referral With(Referral state, string id, string patient, int day) => state with
    {
        Case = state.Case with
        {
            Id = new ReferralId(id), PatientId = new PatientId(patient), ReceivedAt = Now + Duration.FromDays(day),
        },
    };

    private static Message Sent(string id, string referral, Instant? at = null,
        MessageOccasion occasion = MessageOccasion.Booked)
    {
        var planned = AMessage.Planned();
        return (planned with
        {
            Case = planned.Case with { Id = id, Referral = new ReferralId(referral), Occasion = occasion },
        }).After(new MessageCommand.Submit(AMessage.Phone, AMessage.Body), at ?? Now - Duration.FromHours(1))
            .After(new MessageCommand.Answer(1, new SubmitOutcome.Accepted("sid")));
    }

    private static Conversation After(Conversation? state, ConversationCommand command, ConversationContext context) =>
        ((Decision<ConversationEvent>.Accepted)ConversationDecider.Decide(state, command, context)).Events
            .Aggregate(state, ConversationEvolver.Evolve)!;
}
