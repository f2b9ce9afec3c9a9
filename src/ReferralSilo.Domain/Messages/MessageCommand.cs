using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>A command to a message; all come from inside the program.</summary>
public abstract record MessageCommand
{
    private MessageCommand() { }

    /// <summary>Creates the message; a repeat changes nothing.</summary>
    /// <param name="Case">Its data.</param>
    /// <param name="SupersededBy">Why it is superseded at once: a later message of its family came first. Null for
    /// none.</param>
    public sealed record Plan(MessageCase Case, string? SupersededBy = null) : MessageCommand;

    /// <summary>Records the judgement of a waiting message.</summary>
    public sealed record Place(MessageVerdict Verdict) : MessageCommand;

    /// <summary>Ends a waiting message.</summary>
    public sealed record Supersede(string Reason) : MessageCommand;

    /// <summary>A person asks for the message by another channel. It becomes a new message; one that still waits ends.
    /// A repeat changes nothing. Refused: <c>not-resendable</c>, <c>same-channel</c>, <c>too-late</c>.</summary>
    public sealed record Resend(MessageChannel Channel) : MessageCommand;

    /// <summary>Begins a submission of a waiting message. Accepted without an event when another call began it.
    /// </summary>
    public sealed record Submit(MessageWay Way, RenderedMessage Text) : MessageCommand;

    /// <summary>The original of this restored copy may have sent the waiting message: the provider is asked before it
    /// is sent.</summary>
    public sealed record Doubt(MessageWay Way, RenderedMessage Text) : MessageCommand;

    /// <summary>Begins the one resend of a text that the provider provably does not have.</summary>
    /// <param name="After">The submission that was lost.</param>
    public sealed record Resubmit(int After) : MessageCommand;

    /// <summary>The one resend may not leave now.</summary>
    /// <param name="NextAskAt">When the provider is asked again; null when the message stays unknown.</param>
    public sealed record Postpone(int Attempt, string Reason, Instant? NextAskAt) : MessageCommand;

    /// <summary>Records the answer of the transport.</summary>
    public sealed record Answer(int Attempt, SubmitOutcome Outcome) : MessageCommand;

    /// <summary>Records what the provider said about a message whose answer was lost.</summary>
    /// <param name="AskedAt">When it was asked; null for now.</param>
    public sealed record Found(int Attempt, FindOutcome Outcome, Instant? AskedAt = null) : MessageCommand;

    /// <summary>Nothing calls the transport for this submission any more: its answer is lost.</summary>
    public sealed record LoseAnswer(int Attempt) : MessageCommand;

    /// <summary>Records a receipt of the provider.</summary>
    public sealed record Receive(Receipt Receipt) : MessageCommand;

    /// <summary>The time for receipts, or for the use of the message, may be over.</summary>
    public sealed record TimeUp : MessageCommand;
}

/// <summary>What may happen to a waiting message now.</summary>
public abstract record MessageVerdict
{
    private MessageVerdict() { }

    /// <summary>It waits until its due time.</summary>
    public sealed record Wait(MessageWay Way, string Language) : MessageVerdict;

    /// <summary>It may leave now, by this way.</summary>
    public sealed record Send(MessageWay Way, string Language) : MessageVerdict;

    /// <summary>It waits for the permitted hours or for the pace of its address.</summary>
    public sealed record Defer(MessageWay Way, string Language, Instant Until, string Reason) : MessageVerdict;

    /// <summary>It waits for a change of the referral or for a nurse's decision, which has it judged again; without
    /// one it is judged again from time to time.</summary>
    public sealed record Hold(MessageWay? Way, string Language, string Reason) : MessageVerdict;

    /// <summary>It is tried again later.</summary>
    public sealed record Retry(MessageWay? Way, string Language, string Reason) : MessageVerdict;

    /// <summary>It may not leave.</summary>
    public sealed record Block(MessageWay? Way, string Language, string Reason) : MessageVerdict;

    /// <summary>It ends: <see cref="MessageStatus.Stale"/> or <see cref="MessageStatus.Superseded"/>.</summary>
    public sealed record End(MessageStatus As, string Reason) : MessageVerdict;
}
