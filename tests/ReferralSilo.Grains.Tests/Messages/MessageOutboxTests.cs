using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>What each code of the provider leads to (outreach.md 1.4).</summary>
public sealed class MessageOutboxTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);
    private static readonly MessageWay Phone = new(MessageChannel.Sms, "+13035550123", "phone-key");
    private static readonly MessageWay Own = new(MessageChannel.Sms, "+13035550100", "own-key");

    [Theory]
    [InlineData("21610", "rejected", "address/phone-key Suppress")]
    [InlineData("21614", "rejected", "address/phone-key MarkInvalid")]
    [InlineData("21635", "rejected", "address/phone-key MarkInvalid")]
    [InlineData("21408", "rejected", "")]
    [InlineData("21612", "rejected", "")]
    [InlineData("21268", "rejected", "")]
    [InlineData("21617", "rejected", "")]
    [InlineData("30001", "due", "")]
    [InlineData("30500", "due", "")]
    [InlineData("60005", "due", "")]
    [InlineData("30047", "due", "")]
    [InlineData("30003", "rejected", "by mail")]
    [InlineData("30005", "rejected", "by mail")]
    [InlineData("30006", "rejected", "by mail")]
    [InlineData("30004", "rejected", "")]
    [InlineData("30007", "rejected", "")]
    [InlineData("32017", "rejected", "")]
    [InlineData("30008", "rejected", "")]
    [InlineData("30024", "rejected", "address/own-key MarkInvalid")]
    [InlineData("30034", "rejected", "address/own-key MarkInvalid")]
    public void A_code_that_refuses_a_text_has_its_effect(string code, string status, string effect)
    {
        var events = Events(Submitting(), new MessageCommand.Answer(1, new SubmitOutcome.Rejected(code)));
        var after = events.Aggregate(Submitting(), MessageEvolver.Evolve);

        Assert.Equal(status, after.Status.ToString().ToLowerInvariant());
        Assert.Equal(effect, Text(MessageOutbox.For(events, after, _ => Own)));
    }

    [Theory]
    [InlineData("21610", "address/phone-key Suppress")]
    [InlineData("30003", "by mail")]
    [InlineData("30005", "by mail")]
    [InlineData("30006", "by mail")]
    [InlineData("30007", "")]
    [InlineData("30008", "")]
    [InlineData("30034", "address/own-key MarkInvalid")]
    public void The_same_code_in_a_receipt_has_the_same_effect(string code, string effect)
    {
        var sent = After(Submitting(), new MessageCommand.Answer(1, new SubmitOutcome.Accepted("SM1")));
        var events = Events(sent, new MessageCommand.Receive(
            new Receipt("SM1", MessageStatus.Undelivered, code, Now, "h")));

        Assert.Equal(effect, Text(MessageOutbox.For(events, events.Aggregate(sent, MessageEvolver.Evolve), _ => Own)));
    }

    [Fact]
    public void A_sender_that_is_refused_before_the_text_is_taken_stops_and_the_text_waits()
    {
        var events = Events(Submitting(), new MessageCommand.Answer(1, new SubmitOutcome.NotSent("30034")));
        var after = events.Aggregate(Submitting(), MessageEvolver.Evolve);

        Assert.Equal(MessageStatus.Due, after.Status);
        Assert.Equal("address/own-key MarkInvalid", Text(MessageOutbox.For(events, after, _ => Own)));
        Assert.Empty(MessageOutbox.For(events, after, _ => null));
    }

    [Fact]
    public void A_mail_is_the_same_message_and_goes_on_to_no_third_channel()
    {
        var failed = Events(Submitting(), new MessageCommand.Answer(1, new SubmitOutcome.Rejected("30003")));
        var plan = (MessageCommand.Plan)Assert.Single(MessageOutbox.For(failed,
            failed.Aggregate(Submitting(), MessageEvolver.Evolve), _ => null)).Payload;

        Assert.Equal((MessageOccasion.Booked, 2L, "visit-1", (MessageChannel?)MessageChannel.Email, 0, null),
            (plan.Case.Occasion, plan.Case.Occurrence, plan.Case.Subject, plan.Case.Asked, plan.Case.Attempts,
                plan.Case.Way));
        // Nor back to the number that cannot be reached.
        var blocked = After(MessageEvolver.Evolve(null, new MessageEvent.Planned(plan.Case)),
            new MessageCommand.Place(new MessageVerdict.Block(null, "en", MessageReasons.NoConsent)));
        Assert.Empty(MessageResend.Channels(blocked, Now));
        var asked = Submitting(plan.Case with { Id = "m2" });
        var again = Events(asked, new MessageCommand.Answer(1, new SubmitOutcome.Rejected("30003")));
        Assert.Empty(MessageOutbox.For(again, again.Aggregate(asked, MessageEvolver.Evolve), _ => null));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void An_alert_tells_its_alarm_what_became_of_it(bool ofConversation)
    {
        var about = new MessageCase("m1", ofConversation ? null : new ReferralId("r1"),
            ofConversation ? MessageOccasion.StaffTextAlarm : MessageOccasion.StaffAlarm, 2, "1:ann", Now, Now,
            Now + Duration.FromHours(2), null, "en", 0, [], MessageChannel.Sms)
        {
            Conversation = ofConversation ? "c1" : null,
        };
        var planned = MessageEvolver.Evolve(null, new MessageEvent.Planned(about));
        var sending = Submitting(about);
        var sent = After(sending, new MessageCommand.Answer(1, new SubmitOutcome.Accepted("SM1")));
        (Message Before, MessageCommand Command, string? Failure, string? Waits)[] reports =
        [
            (sending, new MessageCommand.Answer(1, new SubmitOutcome.Accepted("SM1")), null, null),
            (sending, new MessageCommand.Answer(1, new SubmitOutcome.Unknown("reset")), null, "answer-lost"),
            (sending, new MessageCommand.Answer(1, new SubmitOutcome.Rejected("21614")), "21614", null),
            (planned, Place(new MessageVerdict.Retry(Phone, "en", MessageReasons.TransportClosed)), null,
                "transport-closed"),
            (planned, Place(new MessageVerdict.Defer(Phone, "en", Now + Duration.FromMinutes(40),
                MessageReasons.Pace)), null, "pace"),
            (planned, Place(new MessageVerdict.Block(Phone, "en", MessageReasons.Suppressed)), "suppressed", null),
            (sent, new MessageCommand.Receive(new Receipt("SM1", MessageStatus.Undelivered, "30003", Now, "h")),
                "30003", null),
        ];
        foreach (var (before, command, failure, waits) in reports)
        {
            var events = Events(before, command);
            var report = Assert.Single(MessageOutbox.For(events, events.Aggregate(before, MessageEvolver.Evolve),
                _ => null), o => o.Message.Kind.EndsWith("alert-reported", StringComparison.Ordinal));
            var expected = new OnCallReport(1, "ann", MessageChannel.Sms, Now, failure, waits);
            Assert.Equal(ofConversation ? ("conversation/c1", new ConversationCommand.ReportAlert(expected))
                : ("referral/r1", (object)new AlertReported(expected)), (report.Message.Destination, report.Payload));
        }

        // The first try without a connection is repeated soon.
        var retried = Events(sending, new MessageCommand.Answer(1, new SubmitOutcome.NotSent("no-connection")));
        Assert.Empty(MessageOutbox.For(retried, retried.Aggregate(sending, MessageEvolver.Evolve), _ => null));
    }

    private static MessageCommand.Place Place(MessageVerdict verdict) => new(verdict);

    private static Message Submitting(MessageCase? about = null) => After(
        MessageEvolver.Evolve(null, new MessageEvent.Planned(about ?? new MessageCase("m1", new ReferralId("r1"),
            MessageOccasion.Booked, 2, "visit-1", Now, Now, Now + Duration.FromDays(14), null, "en", 0, []))),
        new MessageCommand.Submit(Phone, new RenderedMessage("booked", 1, "en", null, "Clinic: your visit.")));

    private static IReadOnlyList<MessageEvent> Events(Message state, MessageCommand command) =>
        ((Decision<MessageEvent>.Accepted)MessageDecider.Decide(state, command, Now)).Events;

    private static Message After(Message state, MessageCommand command) =>
        Events(state, command).Aggregate(state, MessageEvolver.Evolve);

    private static string Text(IReadOnlyList<Outgoing> outgoing) => string.Join(", ", outgoing.Select(o =>
        o.Payload is MessageCommand.Plan ? "by mail" : $"{o.Message.Destination} {((AddressCommand)o.Payload)}"));
}
