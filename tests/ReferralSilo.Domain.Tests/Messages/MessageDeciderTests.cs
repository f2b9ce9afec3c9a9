using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using static ReferralSilo.Domain.Tests.Messages.AMessage;
using C = ReferralSilo.Domain.Messages.MessageCommand;
using V = ReferralSilo.Domain.Messages.MessageVerdict;

namespace ReferralSilo.Domain.Tests.Messages;

public sealed class MessageDeciderTests
{
    private static readonly Instant NotFoundCounts = Now + MessageLimits.NotFoundCountsAfter;

    [Fact]
    public void A_repeated_plan_or_submission_changes_nothing()
    {
        Assert.Empty(Planned().Events(new C.Plan(Planned().Case)));
        Assert.Empty(Submitting().Events(new C.Submit(Phone, Body)));
        Assert.Empty(Submitting().Events(new C.Supersede("replaced")));
    }

    [Fact]
    public void A_text_that_the_provider_has_is_accepted_with_its_status()
    {
        var found = Lost().After(new C.Found(1, new FindOutcome.Found("SM1", "delivered", null)));

        Assert.Equal((MessageStatus.Delivered, "SM1"), (found.Status, ((Message.Accepted)found).ProviderId));
    }

    [Fact]
    public void Not_found_counts_only_after_its_time_and_allows_one_resend()
    {
        var early = Lost().After(new C.Found(1, new FindOutcome.NotFound()), Now + Duration.FromSeconds(20));
        Assert.Empty(early.Events(new C.Resubmit(1), NotFoundCounts));

        var gone = early.After(new C.Found(1, new FindOutcome.NotFound()), NotFoundCounts);
        var again = gone.After(new C.Resubmit(1), NotFoundCounts);
        Assert.Equal((MessageStatus.Submitting, 2), (again.Status, again.LastSubmission!.Attempt));

        var late = NotFoundCounts + MessageLimits.NotFoundCountsAfter;
        var twice = again.After(new C.LoseAnswer(2), NotFoundCounts).After(
            new C.Found(2, new FindOutcome.NotFound()), late);
        Assert.Empty(twice.Events(new C.Resubmit(2), late));
        Assert.Equal((MessageStatus.Unknown, false, null), (twice.Status, twice.IsOpen, twice.DueAt));
    }

    [Fact]
    public void An_answer_that_cannot_be_given_yet_does_not_stand_for_not_found()
    {
        var gone = Lost().After(new C.Found(1, new FindOutcome.NotNow()), NotFoundCounts);

        Assert.Empty(gone.Events(new C.Resubmit(1), NotFoundCounts));
        Assert.NotNull(gone.DueAt);
    }

    [Fact]
    public void A_provider_that_can_never_be_asked_is_not_asked_again()
    {
        var gone = Lost().After(new C.Found(1, new FindOutcome.Never()), Now + MessageLimits.FirstAsk);

        Assert.Empty(gone.Events(new C.Resubmit(1), NotFoundCounts));
        Assert.Equal((MessageStatus.Unknown, null, false), (gone.Status, gone.DueAt, gone.IsOpen));
    }

    [Fact]
    public void Questions_end_after_ten_minutes_and_one_is_asked_as_soon_as_not_found_counts()
    {
        var (message, asked, now) = (Lost(), new List<Duration>(), Now);
        while (message.DueAt is { } due && asked.Count < 100)
        {
            now = due;
            asked.Add(now - Now);
            message = message.After(new C.Found(1, new FindOutcome.NotNow()), now);
        }

        Assert.Contains(MessageLimits.NotFoundCountsAfter, asked);
        Assert.InRange(asked[^1], Duration.FromMinutes(5), MessageLimits.AskUntil);
        Assert.False(message.IsOpen);
    }

    [Fact]
    public void A_lost_mail_is_never_looked_for_nor_sent_again()
    {
        var lost = Lost(Mail);

        Assert.Equal((MessageStatus.Unknown, null, false), (lost.Status, lost.DueAt, lost.IsOpen));
        Assert.Empty(lost.Events(new C.Resubmit(1), NotFoundCounts));
    }

    [Fact]
    public void A_mail_that_was_not_sent_is_tried_again_until_it_is_useless()
    {
        var (message, tries) = (Submitting(Mail), 0);
        var now = Now;
        for (; message.Status == MessageStatus.Submitting; tries++)
        {
            var attempt = message.LastSubmission!.Attempt;
            message = message.After(new C.Answer(attempt, new SubmitOutcome.NotSent("no-connection")), now);
            if (message.Status != MessageStatus.Due) break;
            now = message.DueAt!.Value;
            message = message.After(new C.Submit(Mail, Body), now);
        }

        Assert.Equal(MessageStatus.Stale, message.Status);
        // Each five minutes for two weeks.
        Assert.InRange(tries, 4000, 4100);
    }

    [Fact]
    public void A_receipt_before_the_answer_proves_what_the_answer_does_not_say()
    {
        var receipt = new Receipt("SM1", MessageStatus.Sent, null, Now, "h");
        var lost = Submitting().After(new C.Receive(receipt)).After(
            new C.Answer(1, new SubmitOutcome.Unknown("reset")));
        Assert.Equal((MessageStatus.Sent, "SM1"), (lost.Status, ((Message.Accepted)lost).ProviderId));

        Assert.Equal(MessageStatus.Sent, Lost().After(new C.Receive(receipt)).Status);
        Assert.Empty(lost.Events(new C.Receive(receipt)));
        Assert.Empty(Planned().Events(new C.Receive(receipt)));
    }

    [Fact]
    public void A_retryable_rejection_is_tried_again_and_another_one_is_final()
    {
        Assert.Equal(MessageStatus.Due,
            Submitting().After(new C.Answer(1, new SubmitOutcome.Rejected("30001"))).Status);
        Assert.Equal(MessageStatus.Rejected,
            Submitting().After(new C.Answer(1, new SubmitOutcome.Rejected("21610"))).Status);
    }

    [Fact]
    public void Without_a_final_receipt_it_is_not_proven_after_three_days_and_a_late_one_still_counts()
    {
        var sent = Submitting().After(new C.Answer(1, new SubmitOutcome.Accepted("SM1")));
        Assert.Empty(sent.Events(new C.TimeUp(), Now + MessageLimits.ReceiptWithin - Duration.Epsilon));
        var expired = sent.After(new C.TimeUp(), Now + MessageLimits.ReceiptWithin);

        Assert.Equal((MessageStatus.Expired, false, null), (expired.Status, expired.IsOpen, expired.DueAt));
        Assert.Equal(MessageStatus.Delivered, expired.After(
            new C.Receive(new Receipt("SM1", MessageStatus.Delivered, null, Now, "h"))).Status);
    }

    [Fact]
    public void A_waiting_message_that_would_leave_too_late_is_stale()
    {
        var end = Planned().Case.UsefulUntil;

        Assert.Equal(MessageStatus.Stale,
            Planned().After(new C.Place(new V.Defer(Phone, "en", end, MessageReasons.QuietHours))).Status);
    }

    [Fact]
    public void A_message_that_is_judged_again_without_a_change_has_no_event()
    {
        foreach (var verdict in (V[])
            [
                new V.Block(Phone, "en", MessageReasons.Suppressed), new V.Hold(Phone, "en", MessageReasons.Emergency),
                new V.Defer(Phone, "en", Now + Duration.FromHours(2), MessageReasons.QuietHours),
                new V.Wait(Phone, "en"),
            ])
            Assert.Empty(Planned().After(new C.Place(verdict)).Events(new C.Place(verdict)));
    }

    [Fact]
    public void A_held_message_is_judged_again_even_if_nothing_has_it_judged()
    {
        var hold = new C.Place(new V.Hold(Phone, "en", MessageReasons.Emergency));
        var held = Planned().After(hold);
        Assert.Equal(Now + MessageLimits.FirstHeldLook, held.DueAt);
        Assert.Empty(held.Events(hold, held.DueAt!.Value - Duration.Epsilon));

        var at = held.DueAt.Value;
        held = held.After(hold, at);
        Assert.Equal(at + 2 * MessageLimits.FirstHeldLook, held.DueAt);
        var end = held.Case.UsefulUntil;
        Assert.Equal(end, held.After(hold, end - Duration.FromMinutes(1)).DueAt);
    }

    [Fact]
    public void The_answer_of_another_submission_changes_nothing()
    {
        Assert.Empty(Submitting().Events(new C.Answer(2, new SubmitOutcome.Accepted("SM9"))));
        Assert.Empty(Submitting().Events(new C.Found(1, new FindOutcome.NotFound())));
        Assert.Empty(Lost().Events(new C.LoseAnswer(1)));
    }

    [Fact]
    public void An_answer_that_is_repeated_does_not_count_for_the_next_submission()
    {
        var answer = new C.Answer(1, new SubmitOutcome.NotSent("no-connection"));
        var again = Submitting().After(answer).After(new C.Submit(Phone, Body), Now + Duration.FromSeconds(20));

        Assert.Empty(again.Events(answer));
        Assert.Empty(again.Events(new C.LoseAnswer(1)));
        Assert.Equal((2, 1), (again.LastSubmission!.Attempt, again.Case.Sent));
        Assert.Empty(again.After(new C.LoseAnswer(2)).Events(answer));
    }

    [Fact]
    public void A_resend_that_was_not_sent_leaves_the_first_submission_to_be_proven()
    {
        var resent = Lost().After(new C.Found(1, new FindOutcome.NotFound()), NotFoundCounts)
            .After(new C.Resubmit(1), NotFoundCounts);
        var answer = new C.Answer(2, new SubmitOutcome.NotSent("no-connection"));
        var lost = resent.After(answer, NotFoundCounts);

        Assert.Equal((MessageStatus.Unknown, 1, Now),
            (lost.Status, lost.LastSubmission!.Attempt, lost.LastSubmission.At));
        Assert.Empty(lost.Events(answer, NotFoundCounts));
        Assert.Equal(MessageStatus.Delivered, lost.After(
            new C.Receive(new Receipt("SM1", MessageStatus.Delivered, null, Now, "h"))).Status);
        var due = lost.DueAt!.Value;
        var third = lost.After(new C.Found(1, new FindOutcome.NotFound()), due).After(new C.Resubmit(1), due);
        Assert.Equal((MessageStatus.Submitting, 3), (third.Status, third.LastSubmission!.Attempt));
        Assert.Equal((MessageStatus.Unknown, null), (
            resent.After(answer, lost.Case.UsefulUntil).Status, resent.After(answer, lost.Case.UsefulUntil).DueAt));
    }

    [Fact]
    public void Not_found_counts_as_of_the_question_and_not_of_its_answer()
    {
        var early = Lost().After(new C.Found(1, new FindOutcome.NotFound(), NotFoundCounts - Duration.Epsilon),
            NotFoundCounts + Duration.FromSeconds(20));

        Assert.Empty(early.Events(new C.Resubmit(1), NotFoundCounts + Duration.FromSeconds(20)));
    }

    [Fact]
    public void After_a_postponement_the_provider_is_asked_for_as_long_again()
    {
        var morning = Now + Duration.FromHours(10);
        var postponed = Lost().After(new C.Found(1, new FindOutcome.NotFound()), NotFoundCounts)
            .After(new C.Postpone(1, MessageReasons.QuietHours, morning), NotFoundCounts);
        var failed = new C.Found(1, new FindOutcome.NotFound(), AskedAt: Now);
        var asked = postponed.After(failed, morning);

        Assert.NotNull(asked.DueAt);
        Assert.Null(asked.After(failed, morning + MessageLimits.AskUntil).DueAt);
    }

    [Fact]
    public void While_the_transport_is_closed_the_tries_become_rare()
    {
        var (message, now, tries) = (Planned(), Now, 0);
        for (; now < Now + Duration.FromDays(13); tries++)
        {
            message = message.After(new C.Place(new V.Retry(Phone, "en", MessageReasons.TransportClosed)), now);
            now = message.DueAt!.Value;
        }

        Assert.InRange(tries, 24 * 13, 24 * 13 + 20);
    }

    [Fact]
    public void Texts_of_commands_and_events_name_no_person()
    {
        object[] all =
        [
            new C.Submit(Phone, Body), Submitting(), new MessageValues("Clinic", "Dana", Phone.To), Body,
            new OutgoingMessage("m1", 1, MessageChannel.Sms, Phone.To, null, Body.Body, null, "en"),
            new AddressCommand.MarkInvalid(MessageChannel.Sms, Phone.To, "21614"),
            new AddressEvent.TextReceived(Phone.To, new InboundText("in-1", Body.Body), Now),
        ];

        Assert.All(all, each => Assert.DoesNotContain(Phone.To, each.ToString(), StringComparison.Ordinal));
        Assert.All(all, each => Assert.DoesNotContain(Body.Body, each.ToString(), StringComparison.Ordinal));
        Assert.All(all, each => Assert.DoesNotContain("Dana", each.ToString(), StringComparison.Ordinal));
    }
}
