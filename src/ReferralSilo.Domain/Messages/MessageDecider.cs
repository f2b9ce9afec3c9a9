using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Codes;
using C = ReferralSilo.Domain.Messages.MessageCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Messages.MessageEvent>;
using E = ReferralSilo.Domain.Messages.MessageEvent;
using V = ReferralSilo.Domain.Messages.MessageVerdict;

namespace ReferralSilo.Domain.Messages;

/// <summary>The rules of one message: from <c>submitting</c> on, the only way back to a submission is the proof that
/// the provider does not have it.</summary>
public static class MessageDecider
{
    /// <summary>Refused: there is no such message.</summary>
    public static Refusal Unknown { get; } = new("message-unknown", "There is no such message.");

    /// <summary>Decides one command. Refused: <c>message-unknown</c>, and the refusals of
    /// <see cref="MessageResend"/>.</summary>
    public static D Decide(Message? state, MessageCommand command, Instant now) => (state, command) switch
    {
        (null, C.Plan c) => c.SupersededBy is null ? new E.Planned(c.Case)
            : D.Accept(new E.Planned(c.Case), new E.Ended(MessageStatus.Superseded, c.SupersededBy)),
        (null, _) => Unknown,
        ({ }, C.Plan) => D.NoChange,

        ({ IsWaiting: true } s, C.Place c) => Place(s, c.Verdict, now),
        ({ IsWaiting: true }, C.Supersede c) => new E.Ended(MessageStatus.Superseded, c.Reason),
        ({ IsWaiting: true } s, C.Submit c) =>
            new E.Submitting(new Submission(s.Case.Attempts + 1, now, c.Way, c.Text)),
        // It cannot have been sent before it was due.
        ({ IsWaiting: true } s, C.Doubt c) => new E.MayBeSent(
            new Submission(s.Case.Attempts + 1, s.Case.DueAt, c.Way, c.Text), now,
            c.Way.Channel == MessageChannel.Sms ? now + MessageLimits.FirstAsk : null),
        (_, C.Place or C.Supersede or C.Submit or C.Doubt) => D.NoChange,
        ({ } s, C.Resend c) => Resend(s, c.Channel, now),

        (Message.Submitting { Submission: var sent } s, C.Answer c) when sent.Attempt == c.Attempt =>
            Answer(s, sent, c.Outcome, now),
        // The answer came after it had been given up: it may show that the provider has it.
        (Message.Unknown { Submission: var sent } s, C.Answer c) when sent.Attempt == c.Attempt =>
            c.Outcome is SubmitOutcome.Unknown ? D.NoChange : Answer(s, sent, c.Outcome, now),
        (_, C.Answer) => D.NoChange,

        (Message.Submitting { Submission: var sent } s, C.LoseAnswer c) when sent.Attempt == c.Attempt =>
            Answer(s, sent, new SubmitOutcome.Unknown(MessageReasons.Interrupted), now),
        (_, C.LoseAnswer) => D.NoChange,

        (Message.Unknown s, C.Found c) when s.Submission.Attempt == c.Attempt =>
            Found(s, c.Outcome, c.AskedAt ?? now, now),
        (_, C.Found) => D.NoChange,
        (Message.Unknown s, C.Resubmit c) when MayResend(s, c.After, now) =>
            new E.Submitting(s.Submission with { Attempt = s.Case.Attempts + 1, At = now }),
        (_, C.Resubmit) => D.NoChange,
        (Message.Unknown s, C.Postpone c) when s.Submission.Attempt == c.Attempt =>
            new E.StillUnknown(c.Reason, c.NextAskAt) { AskFrom = c.NextAskAt },
        (_, C.Postpone) => D.NoChange,

        ({ } s, C.Receive c) => Receive(s, c.Receipt),
        ({ } s, C.TimeUp) => OnTimeUp(s, now),
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>True when the provider provably does not have the text, and sending it once more still helps.</summary>
    public static bool MayResend(Message.Unknown state, int after, Instant now) =>
        state.Submission.Way.Channel == MessageChannel.Sms && state.Submission.Attempt == after
        && state.Case.Sent < MessageLimits.Submissions && state.Code == MessageReasons.NotFound
        && now < state.Case.UsefulUntil
        && now >= state.Submission.At + MessageLimits.NotFoundCountsAfter;

    /// <summary>A message that still waits ends with the same commit, so the person never gets it by both channels.
    /// </summary>
    private static D Resend(Message state, MessageChannel channel, Instant now) =>
        MessageResend.Next(state, channel, now) switch
        {
            { Refusal: { } refusal } => refusal,
            { Next: { } next } when state.IsWaiting => D.Accept(new E.Resent(next),
                new E.Ended(MessageStatus.Superseded, MessageReasons.Resent)),
            { Next: { } next } => new E.Resent(next),
            _ => D.NoChange,
        };

    private static D Place(Message state, MessageVerdict verdict, Instant now)
    {
        var events = new List<MessageEvent>();
        var (way, language) = verdict switch
        {
            V.Wait v => (v.Way, v.Language),
            V.Hold v => (v.Way, v.Language),
            V.Send v => (v.Way, v.Language),
            V.Defer v => (v.Way, v.Language),
            V.Retry v => (v.Way, v.Language),
            V.Block v => (v.Way, v.Language),
            _ => (state.Case.Way, state.Case.Language),
        };
        if (way != state.Case.Way || language != state.Case.Language) events.Add(new E.Addressed(way, language));
        switch (verdict)
        {
            case V.Wait when state is not Message.Planned
                && (state as Message.Deferred)?.Reason != MessageReasons.NotDue:
                events.Add(new E.Deferred(state.Case.DueAt, MessageReasons.NotDue));
                break;
            case V.Defer v when v.Until >= state.Case.UsefulUntil:
                return new E.Ended(MessageStatus.Stale, MessageReasons.TooLate);
            case V.Defer v when state is not Message.Deferred d || d.Until != v.Until || d.Reason != v.Reason:
                events.Add(new E.Deferred(v.Until, v.Reason));
                break;
            case V.Retry v:
                events.Add(new E.Due(now + MessageLimits.Backoff(MessageLimits.FirstRetry, Tries(state),
                    Longest(state, v.Reason, now)), v.Reason));
                break;
            // What ends the hold may have looked for held messages just before this one became one.
            case V.Hold v when state is not Message.Due d || d.Reason != v.Reason || d.NextTryAt <= now:
                var looks = state is Message.Due held && held.Reason == v.Reason ? held.Tries + 1 : 1;
                events.Add(new E.Due(Instant.Min(state.Case.UsefulUntil, now + MessageLimits.Backoff(
                    MessageLimits.FirstHeldLook, looks, MessageLimits.LongestHeldLook)), v.Reason));
                break;
            case V.Block v when state is not Message.Blocked b || b.Reason != v.Reason:
                events.Add(new E.Blocked(v.Reason));
                break;
            case V.End v:
                return new E.Ended(v.As, v.Reason);
        }

        return D.Accept(events);
    }

    private static D Answer(Message state, Submission sent, SubmitOutcome outcome, Instant now) => outcome switch
    {
        SubmitOutcome.Accepted o => new E.Accepted(o.ProviderId, now),
        // A receipt proves what no answer says.
        _ when state.Case.Receipts.Count > 0 => new E.Accepted(state.Case.Receipts[0].ProviderId, now),
        SubmitOutcome.Rejected o when GatewayCodes.Meaning(o.Code) == GatewayMeaning.Retryable =>
            Answer(state, sent, new SubmitOutcome.NotSent(o.Code), now),
        SubmitOutcome.Rejected o => new E.Rejected(o.Code),
        SubmitOutcome.NotSent when now >= state.Case.UsefulUntil => EndNotSent(state, MessageStatus.Stale,
            MessageReasons.TooLate),
        // A person had it sent another way since: it must not wait to leave beside that one.
        SubmitOutcome.NotSent when state.Case.Resent is { Count: > 0 } => EndNotSent(state,
            MessageStatus.Superseded, MessageReasons.Resent),
        SubmitOutcome.NotSent o =>
            new E.NotSent(o.Code, now + MessageLimits.Backoff(MessageLimits.FirstRetry, state.Case.NotSent + 1)),
        SubmitOutcome.Unknown o => new E.AnswerLost(o.Code,
            sent.Way.Channel == MessageChannel.Sms ? now + MessageLimits.FirstAsk : null),
        _ => throw new UnreachableException(),
    };

    private static MessageEvent EndNotSent(Message state, MessageStatus how, string reason) => state switch
    {
        // The submission before this resend may have arrived.
        Message.Submitting { Lost: not null } => new E.AnswerLost(MessageReasons.NotFound, null),
        Message.Unknown { Lost: not null } => new E.StillUnknown(MessageReasons.NotFound, null),
        _ => new E.Ended(how, reason),
    };

    private static D Found(Message.Unknown state, FindOutcome outcome, Instant askedAt, Instant now)
    {
        switch (outcome)
        {
            case FindOutcome.Found o:
                var receipt = GatewayStatuses.Find(o.Status) is { } status
                    ? new Receipt(o.ProviderId, status.Status, o.Code, now, "") : null;
                return receipt is null || state.Case.Receipts.Any(receipt.IsRepeatOf)
                    ? new E.Accepted(o.ProviderId, now)
                    : D.Accept(new E.Accepted(o.ProviderId, now), new E.ReceiptReceived(receipt));
            case FindOutcome.Never:
                return new E.StillUnknown(state.Code, null);
            default:
                var isConclusive = outcome is FindOutcome.NotFound
                    && askedAt >= state.Submission.At + MessageLimits.NotFoundCountsAfter;
                if (!isConclusive) return new E.StillUnknown(MessageReasons.AnswerLost, NextAsk(state, now));
                // The resend follows at once; without one left, or without use, it stays unknown.
                return new E.StillUnknown(MessageReasons.NotFound,
                    state.Case.Sent < MessageLimits.Submissions && now < state.Case.UsefulUntil
                        ? now + MessageLimits.FirstAsk : null);
        }
    }

    private static Instant? NextAsk(Message.Unknown state, Instant now)
    {
        var next = now + MessageLimits.Backoff(MessageLimits.FirstAsk, state.Asked + 2);
        var counts = state.Submission.At + MessageLimits.NotFoundCountsAfter;
        // Asks once as soon as "not found" counts.
        if (now < counts && next > counts) next = counts;
        return next <= (state.AskFrom ?? state.Submission.At) + MessageLimits.AskUntil ? next : null;
    }

    private static D Receive(Message state, Receipt receipt)
    {
        // A receipt for a message that was never submitted proves nothing about it.
        if (state.IsWaiting || state is Message.Ended || state.Case.Receipts.Count >= MessageLimits.Receipts
            || state.Case.Receipts.Any(receipt.IsRepeatOf))
            return D.NoChange;
        var received = new E.ReceiptReceived(receipt);
        return state is Message.Unknown
            ? D.Accept(received, new E.Accepted(receipt.ProviderId, receipt.At)) : received;
    }

    private static D OnTimeUp(Message state, Instant now) => state switch
    {
        { IsWaiting: true } when now >= state.Case.UsefulUntil =>
            new E.Ended(MessageStatus.Stale, MessageReasons.TooLate),
        Message.Accepted { IsOpen: true, At: var at } when now >= at + MessageLimits.ReceiptWithin => new E.Expired(),
        _ => D.NoChange,
    };

    /// <summary>A transport may be closed, or its sender stopped, for days: the longer the message helps, the rarer it
    /// is tried.</summary>
    private static Duration Longest(Message state, string reason, Instant now) =>
        reason is MessageReasons.TransportClosed or MessageReasons.SenderStopped
            ? Duration.Max(MessageLimits.LongestRetry,
                Duration.Min(MessageLimits.LongestClosedRetry, (state.Case.UsefulUntil - now) / 8))
            : MessageLimits.LongestRetry;

    private static int Tries(Message state) => state is Message.Due due ? due.Tries + 1 : 1;
}
