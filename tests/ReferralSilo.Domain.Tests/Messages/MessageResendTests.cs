using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using static ReferralSilo.Domain.Tests.Messages.AMessage;
using C = ReferralSilo.Domain.Messages.MessageCommand;
using V = ReferralSilo.Domain.Messages.MessageVerdict;

namespace ReferralSilo.Domain.Tests.Messages;

/// <summary>A person has a message sent again by another channel (decision 0118).</summary>
public sealed class MessageResendTests
{
    private static readonly Instant Later = Now + Duration.FromHours(5);

    private static readonly C.Resend ByMail = new(MessageChannel.Email);

    public static TheoryData<string> Resendable =>
        ["blocked", "closed", "stopped", "rejected", "undelivered", "failed", "expired", "conflict", "unknown"];

    public static TheoryData<string> NotResendable =>
        ["planned", "deferred", "submitting", "asked-for", "accepted", "sent", "delivered", "superseded"];

    [Theory, MemberData(nameof(Resendable))]
    public void What_failed_is_blocked_or_is_not_proven_becomes_a_new_message_by_the_other_channel(string state)
    {
        var before = In(state);
        Assert.Equal([MessageChannel.Email], MessageResend.Channels(before, Later));

        var next = Assert.Single(before.Events(ByMail, Later).OfType<MessageEvent.Resent>()).As;

        Assert.Equal((MessageChannel.Email, "m1", null, Later, 0), (next.Asked, next.ResendOf, next.Way, next.DueAt,
            next.Attempts));
        Assert.Equal(MessageIds.Of("r1", MessageOccasion.ReachOut, 2, MessageChannel.Email), next.Id);
        Assert.Equal((before.Case.Occurrence, before.Case.UsefulUntil), (next.Occurrence, next.UsefulUntil));
        Assert.Empty(next.Receipts);
    }

    [Theory, MemberData(nameof(NotResendable))]
    public void What_may_have_arrived_or_may_still_leave_is_not_sent_again(string state)
    {
        Assert.Empty(MessageResend.Channels(In(state), Later));
        Assert.Equal(MessageResend.NotResendable, Refusal(In(state), ByMail));
    }

    [Theory, InlineData(MessageOccasion.StaffAlarm), InlineData(MessageOccasion.ToSource)]
    public void Messages_to_staff_and_sources_are_not_sent_again(MessageOccasion occasion)
    {
        var blocked = MessageEvolver.Evolve(null, new MessageEvent.Planned(
            Planned().Case with { Occasion = occasion })).After(new C.Place(new V.Block(Phone, "en", "no-transport")));

        Assert.Empty(MessageResend.Channels(blocked, Later));
        Assert.Equal(MessageResend.NotResendable, Refusal(blocked, ByMail));
    }

    [Theory, MemberData(nameof(Resendable))]
    public void A_repeat_makes_no_second_message(string state)
    {
        var once = In(state).After(ByMail, Later);

        Assert.Empty(once.Events(ByMail, Later));
        Assert.Empty(MessageResend.Channels(once, Later));
    }

    [Fact]
    public void A_message_that_waits_ends_with_the_same_commit()
    {
        var ended = In("blocked").After(ByMail, Later);

        Assert.Equal((MessageStatus.Superseded, MessageReasons.Resent), (ended.Status, ended.StatusReason));
        Assert.Equal(MessageStatus.Undelivered, In("undelivered").After(ByMail, Later).Status);
    }

    [Fact]
    public void The_same_channel_and_a_time_at_which_it_helps_no_more_are_refused()
    {
        Assert.Equal(MessageResend.SameChannel, Refusal(In("undelivered"), new C.Resend(MessageChannel.Sms)));
        Assert.Equal("too-late", Refusal(In("undelivered"), ByMail, Planned().Case.UsefulUntil).Code);
        Assert.Equal(MessageDecider.Unknown,
            ((Decision<MessageEvent>.Refused)MessageDecider.Decide(null, ByMail, Later)).Refusal);
    }

    [Fact]
    public void The_new_message_can_be_asked_for_by_the_first_channel_once_more()
    {
        var next = In("undelivered").Events(ByMail, Later).OfType<MessageEvent.Resent>().Single().As;
        var mail = MessageEvolver.Evolve(null, new MessageEvent.Planned(next)).After(new C.Submit(Mail, Body))
            .After(new C.Answer(1, new SubmitOutcome.Rejected("550")));

        var text = mail.Events(new C.Resend(MessageChannel.Sms), Later).OfType<MessageEvent.Resent>().Single().As;

        Assert.Equal((MessageChannel.Sms, next.Id), (text.Asked, text.ResendOf));
        Assert.DoesNotContain(text.Id, (string[])["m1", next.Id]);
        var rejected = MessageEvolver.Evolve(null, new MessageEvent.Planned(text)).After(new C.Submit(Phone, Body))
            .After(new C.Answer(1, new SubmitOutcome.Rejected("21614")));
        Assert.Empty(MessageResend.Channels(rejected, Later));
        Assert.Equal(MessageResend.SameChannel, Refusal(rejected, ByMail));
    }

    [Theory, InlineData("unknown"), InlineData("expired"), InlineData("conflict")]
    public void The_channel_by_which_it_may_have_arrived_is_not_asked_for_by_the_message_that_followed(string state)
    {
        var next = In(state).Events(ByMail, Later).OfType<MessageEvent.Resent>().Single().As;
        var mail = MessageEvolver.Evolve(null, new MessageEvent.Planned(next)).After(new C.Submit(Mail, Body))
            .After(new C.Answer(1, new SubmitOutcome.Rejected("550")));

        Assert.Empty(MessageResend.Channels(mail, Later));
        Assert.Equal(MessageResend.SameChannel, Refusal(mail, new C.Resend(MessageChannel.Sms)));
    }

    [Fact]
    public void A_message_that_helps_no_more_is_not_offered() =>
        Assert.Empty(MessageResend.Channels(In("undelivered"), Planned().Case.UsefulUntil));

    [Fact]
    public void What_the_program_itself_sends_by_mail_is_not_offered_by_mail()
    {
        var unreachable = Accepted().After(new C.Receive(
            new Receipt("SM1", MessageStatus.Undelivered, "30003", Now, "undelivered")));

        Assert.Empty(MessageResend.Channels(unreachable, Later));
        Assert.Equal(MessageResend.Already, Refusal(unreachable, ByMail));
    }

    [Fact]
    public void A_late_proof_that_it_was_not_sent_does_not_let_it_leave_beside_the_message_that_followed()
    {
        var late = In("unknown").After(ByMail, Later)
            .After(new C.Answer(1, new SubmitOutcome.NotSent("connection")), Later);

        Assert.Equal((MessageStatus.Superseded, MessageReasons.Resent), (late.Status, late.StatusReason));
    }

    [Fact]
    public void It_never_leaves_before_the_message_that_it_repeats_was_due()
    {
        var due = Now + Duration.FromSeconds(8);
        var blocked = MessageEvolver.Evolve(null, new MessageEvent.Planned(Planned().Case with { DueAt = due }))
            .After(new C.Place(new V.Block(Phone, "en", MessageReasons.NoTransport)));

        Assert.Equal(due, blocked.Events(ByMail, Now).OfType<MessageEvent.Resent>().Single().As.DueAt);
    }

    private static Refusal Refusal(Message state, MessageCommand command, Instant? at = null) =>
        Assert.IsType<Decision<MessageEvent>.Refused>(MessageDecider.Decide(state, command, at ?? Later)).Refusal;

    private static Message In(string state) => state switch
    {
        "planned" => Planned(),
        "blocked" => Placed(new V.Block(Phone, "en", MessageReasons.NoTransport)),
        "closed" => Placed(new V.Retry(Phone, "en", MessageReasons.TransportClosed)),
        "stopped" => Placed(new V.Retry(Phone, "en", MessageReasons.SenderStopped)),
        "deferred" => Placed(new V.Defer(Phone, "en", Later + Duration.FromHours(1), MessageReasons.QuietHours)),
        "submitting" => Submitting(),
        "asked-for" => Lost(),
        "unknown" => Lost().After(new C.Found(1, new FindOutcome.Never())),
        "rejected" => Submitting().After(new C.Answer(1, new SubmitOutcome.Rejected("21614"))),
        "accepted" => Accepted(),
        "sent" => Accepted(MessageStatus.Sent),
        "delivered" => Accepted(MessageStatus.Delivered),
        "undelivered" => Accepted(MessageStatus.Undelivered),
        "failed" => Accepted(MessageStatus.Failed),
        "conflict" => Accepted(MessageStatus.Delivered, MessageStatus.Undelivered),
        "expired" => Accepted().After(new C.TimeUp(), Now + MessageLimits.ReceiptWithin),
        _ => Planned().After(new C.Supersede(MessageReasons.Replaced)),
    };

    private static Message Placed(MessageVerdict verdict) => Planned().After(new C.Place(verdict));

    private static Message Accepted(params MessageStatus[] receipts) => receipts.Aggregate(
        Submitting().After(new C.Answer(1, new SubmitOutcome.Accepted("SM1"))), (message, status) =>
            message.After(new C.Receive(new Receipt("SM1", status, null, Now, status.ToString()))));
}
