using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Conversations;

/// <summary>A command to a conversation.</summary>
public abstract record ConversationCommand
{
    private ConversationCommand() { }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Adds a message that came in. A repeat of the same id changes nothing.</summary>
    /// <param name="To">The address from which it came: an E.164 number or a mailbox.</param>
    /// <param name="At">When it came in.</param>
    public sealed record Receive(MessageChannel Channel, string To, InboundText Text, Instant At) : ConversationCommand
    {
        /// <summary>True when the address found words of an emergency, and so holds its messages until a nurse has
        /// decided. False otherwise, and in messages of older versions.</summary>
        public bool IsEmergency { get; init; }
    }

    /// <summary>The person works on it. Refused: <c>conversation-closed</c>, <c>taken-by-another</c>.</summary>
    /// <param name="TakeOver">True to take it from the person who works on it.</param>
    public sealed record Take(bool TakeOver) : ConversationCommand;

    /// <summary>Answers the person at the address. Refused: <c>conversation-closed</c>, <c>taken-by-another</c>,
    /// <c>not-of-this-address</c>, <c>whose-reply</c>, <c>number-passed-on</c>, <c>reply-blocked</c>.</summary>
    /// <param name="Text">What is written.</param>
    /// <param name="Referral">The referral that it is about. Null when one patient or none has the address.</param>
    public sealed record Reply(string Text, ReferralId? Referral) : ConversationCommand;

    /// <summary>Ends it without an answer. Refused: <c>taken-by-another</c>, <c>emergency-undecided</c>.</summary>
    public sealed record Close(string Note) : ConversationCommand;

    /// <summary>Decides on the emergency. Refused: <c>no-emergency</c>.</summary>
    public sealed record Decide(EmergencyDecision Decision, string Note) : ConversationCommand;

    /// <summary>The address passed to others before anyone had answered: what the earlier patients wrote becomes a
    /// conversation of its own, of their lines.</summary>
    /// <param name="Earlier">The conversation before the address passed on.</param>
    /// <param name="At">When a message of the others came in.</param>
    public sealed record Keep(Conversation Earlier, Instant At) : ConversationCommand;

    /// <summary>A referral of one of its patients has another service line.</summary>
    public sealed record FollowLines : ConversationCommand;

    /// <summary>A deadline may be due; the state decides. Has no effect when too early.</summary>
    public sealed record TimeUp : ConversationCommand;

    /// <summary>No screen that shows the emergencies of the line is open.</summary>
    public sealed record AlarmUnseen : ConversationCommand;

    /// <summary>The on-call list of the line may have changed.</summary>
    public sealed record OnCallChanged : ConversationCommand;

    /// <summary>What the message of an alert to someone on call became.</summary>
    public sealed record ReportAlert(OnCallReport Report) : ConversationCommand;

    /// <summary>A reply did not reach the person: the conversation is open again.</summary>
    /// <param name="Message">Id of the reply.</param>
    /// <param name="Reason">Why: a kebab-case code, or a code of the provider.</param>
    public sealed record FailReply(string Message, string Reason) : ConversationCommand;
}
