using System.Diagnostics;
using NodaTime;
using E = ReferralSilo.Domain.Messages.MessageEvent;

namespace ReferralSilo.Domain.Messages;

/// <summary>Applies events to a message; an impossible pair throws.</summary>
public static class MessageEvolver
{
    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state.</exception>
    public static Message Evolve(Message? state, MessageEvent happened) => (state, happened) switch
    {
        (null, E.Planned e) => new Message.Planned(e.Case),
        ({ IsWaiting: true } s, E.Addressed e) => s with { Case = s.Case with { Way = e.Way, Language = e.Language } },
        ({ IsWaiting: true } s, E.Due e) => new Message.Due(s.Case, e.NextTryAt, e.Reason, Tries(s)),
        ({ IsWaiting: true } s, E.Deferred e) => new Message.Deferred(s.Case, e.Until, e.Reason),
        ({ IsWaiting: true } s, E.Blocked e) => new Message.Blocked(s.Case, e.Reason),
        (Message.Planned or Message.Due or Message.Deferred or Message.Blocked or Message.Submitting or Message.Unknown,
            E.Ended e) => new Message.Ended(state.Case, e.As, e.Reason),
        ({ } s, E.Submitting e) when s.IsWaiting || s is Message.Unknown => new Message.Submitting(
            s.Case with { Attempts = s.Case.Attempts + 1, Way = e.Submission.Way }, e.Submission)
            { Lost = (s as Message.Unknown)?.Submission },
        ({ IsWaiting: true } s, E.MayBeSent e) => new Message.Unknown(
            s.Case with { Attempts = s.Case.Attempts + 1, Way = e.Submission.Way }, e.Submission,
            MessageReasons.Restored, 0, e.NextAskAt) { AskFrom = e.At },
        (Message.Submitting or Message.Unknown, E.Accepted e) => Accept(state, e.ProviderId, e.At),
        (Message.Submitting or Message.Unknown, E.Rejected e) =>
            new Message.Rejected(state.Case, state.LastSubmission!, e.Code),
        (Message.Submitting s, E.NotSent e) => NotSent(s.Case, s.Lost, e),
        (Message.Unknown s, E.NotSent e) => NotSent(s.Case, s.Lost, e),
        (Message.Submitting s, E.AnswerLost e) =>
            new Message.Unknown(s.Case, s.Submission, e.Code, 0, e.NextAskAt) { Lost = s.Lost },
        (Message.Unknown s, E.StillUnknown { AskFrom: { } since } e) =>
            s with { Code = e.Code, Asked = 0, NextAskAt = e.NextAskAt, AskFrom = since },
        (Message.Unknown s, E.StillUnknown e) =>
            s with { Code = e.Code, Asked = s.Asked + 1, NextAskAt = e.NextAskAt },
        ({ } s, E.ReceiptReceived e) => Received(s, e.Receipt),
        ({ } s, E.Resent { As.Asked: { } channel }) =>
            s with { Case = s.Case with { Resent = [.. s.Case.Resent ?? [], channel] } },
        (Message.Accepted s, E.Expired) => s with { IsExpired = true },
        _ => throw new UnreachableException(
            $"{happened.GetType().Name} cannot follow {state?.Status.ToString() ?? "nothing"}."),
    };

    private static int Tries(Message state) => state is Message.Due due ? due.Tries + 1 : 1;

    private static Message NotSent(MessageCase about, Submission? lost, E.NotSent happened)
    {
        var known = about with { NotSent = about.NotSent + 1 };
        return lost is null ? new Message.Due(known, happened.NextTryAt, happened.Code, 1)
            : new Message.Unknown(known, lost, MessageReasons.NotFound, 0, happened.NextTryAt)
                { AskFrom = happened.NextTryAt };
    }

    private static Message.Accepted Accept(Message state, string? providerId, Instant at) =>
        new(state.Case, state.LastSubmission!, providerId, at, ReceiptFold.Of(state.Case.Receipts), false);

    private static Message Received(Message state, Receipt receipt)
    {
        var known = state.Case with { Receipts = [.. state.Case.Receipts, receipt] };
        return state is Message.Accepted accepted
            ? accepted with { Case = known, Proof = ReceiptFold.Of(known.Receipts) } : state with { Case = known };
    }
}
