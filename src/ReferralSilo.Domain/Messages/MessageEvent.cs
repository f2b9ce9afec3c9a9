using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>An event of a message. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Planned), "message-planned")]
[JsonDerivedType(typeof(Addressed), "message-addressed")]
[JsonDerivedType(typeof(Due), "message-due")]
[JsonDerivedType(typeof(Deferred), "message-deferred")]
[JsonDerivedType(typeof(Blocked), "message-blocked")]
[JsonDerivedType(typeof(Ended), "message-ended")]
[JsonDerivedType(typeof(Submitting), "message-submitting")]
[JsonDerivedType(typeof(Accepted), "message-accepted")]
[JsonDerivedType(typeof(Rejected), "message-rejected")]
[JsonDerivedType(typeof(NotSent), "message-not-sent")]
[JsonDerivedType(typeof(AnswerLost), "message-answer-lost")]
[JsonDerivedType(typeof(StillUnknown), "message-still-unknown")]
[JsonDerivedType(typeof(ReceiptReceived), "message-receipt")]
[JsonDerivedType(typeof(Expired), "message-expired")]
[JsonDerivedType(typeof(MayBeSent), "message-may-be-sent")]
[JsonDerivedType(typeof(Resent), "message-resent")]
public abstract record MessageEvent
{
    private MessageEvent() { }

    /// <summary>Planned with the change that caused it.</summary>
    public sealed record Planned(MessageCase Case) : MessageEvent;

    /// <summary>Where it goes was chosen, or chosen anew. Null: there is no permitted way.</summary>
    public sealed record Addressed(MessageWay? Way, string Language) : MessageEvent;

    /// <summary>It waits to be tried again.</summary>
    public sealed record Due(Instant NextTryAt, string Reason) : MessageEvent;

    /// <summary>It waits for the permitted hours or for the pace of its address.</summary>
    public sealed record Deferred(Instant Until, string Reason) : MessageEvent;

    /// <summary>It may not leave.</summary>
    public sealed record Blocked(string Reason) : MessageEvent;

    /// <summary>It will never leave.</summary>
    public sealed record Ended(MessageStatus As, string Reason) : MessageEvent;

    /// <summary>The transport is called after this event is durable, and never before.</summary>
    public sealed record Submitting(Submission Submission) : MessageEvent;

    /// <summary>The transport has it; also when a receipt or a question to the provider showed it.</summary>
    public sealed record Accepted(string? ProviderId, Instant At) : MessageEvent;

    /// <summary>The transport refused it.</summary>
    public sealed record Rejected(string Code) : MessageEvent;

    /// <summary>This submission was provably not sent. It is tried again; a resend only after the provider was asked
    /// again for the submission before it.</summary>
    public sealed record NotSent(string Code, Instant NextTryAt) : MessageEvent;

    /// <summary>The transport's answer was lost.</summary>
    public sealed record AnswerLost(string Code, Instant? NextAskAt) : MessageEvent;

    /// <summary>The provider was asked for it and could not tell.</summary>
    public sealed record StillUnknown(string Code, Instant? NextAskAt) : MessageEvent
    {
        /// <summary>From when the time for questions counts again; null when it goes on.</summary>
        public Instant? AskFrom { get; init; }
    }

    /// <summary>A receipt came in.</summary>
    public sealed record ReceiptReceived(Receipt Receipt) : MessageEvent;

    /// <summary>No final receipt came in time.</summary>
    public sealed record Expired : MessageEvent;

    /// <summary>The original of this restored copy may have made the submission.</summary>
    /// <param name="At">When it was doubted: the time for questions counts from then on.</param>
    /// <param name="NextAskAt">When the provider is asked; null when it never can be.</param>
    public sealed record MayBeSent(Submission Submission, Instant At, Instant? NextAskAt) : MessageEvent;

    /// <summary>A person asked for it by another channel.</summary>
    /// <param name="As">The new message.</param>
    public sealed record Resent(MessageCase As) : MessageEvent;
}
