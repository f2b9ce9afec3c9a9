using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Conversations;

/// <summary>An event of a conversation. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Received), "message-received")]
[JsonDerivedType(typeof(Taken), "conversation-taken")]
[JsonDerivedType(typeof(Replied), "replied")]
[JsonDerivedType(typeof(ReplyFailed), "reply-failed")]
[JsonDerivedType(typeof(Closed), "conversation-closed")]
[JsonDerivedType(typeof(EmergencyDecided), "emergency-decided")]
[JsonDerivedType(typeof(Overdue), "conversation-overdue")]
[JsonDerivedType(typeof(OnCall), "conversation-on-call")]
[JsonDerivedType(typeof(Kept), "conversation-kept")]
[JsonDerivedType(typeof(LinesChanged), "conversation-lines-changed")]
public abstract record ConversationEvent
{
    private ConversationEvent() { }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>A message came in.</summary>
    /// <param name="Patients">The patients who have the address now.</param>
    /// <param name="Turn">What staff must do, and by when; null when it needs nobody.</param>
    /// <param name="Emergency">Set when it has words of an emergency.</param>
    public sealed record Received(MessageChannel Channel, string To, ConversationEntry Entry,
        IReadOnlyList<ConversationPatient> Patients, ConversationTurn? Turn, UndecidedEmergency? Emergency)
        : ConversationEvent
    {
        /// <summary>True when the patient is among these; after a merge by the other record, too.</summary>
        internal static bool Has(IReadOnlyList<ConversationPatient> patients, ConversationPatient patient) =>
            patients.Any(p => p.Referral == patient.Referral
                || p.Patient is { } id && (id == patient.Patient || id == patient.Home)
                || p.Home is { } home && (home == patient.Patient || home == patient.Home));
    }

    /// <summary>A person works on it.</summary>
    /// <param name="By">Staff id.</param>
    /// <param name="EndsAlarm">True when the person may triage.</param>
    /// <param name="From">Staff id of the person who had it; null for nobody.</param>
    public sealed record Taken(string By, bool EndsAlarm, string? From, Instant At) : ConversationEvent;

    /// <summary>Staff answered.</summary>
    /// <param name="Entry">The answer.</param>
    /// <param name="Answers">When the last message came in.</param>
    public sealed record Replied(ConversationEntry Entry, Instant Answers) : ConversationEvent;

    /// <summary>An answer did not reach the person.</summary>
    public sealed record ReplyFailed(ConversationEntry Entry, ConversationTurn Turn) : ConversationEvent;

    /// <summary>Staff ended it without an answer.</summary>
    public sealed record Closed(ConversationEntry Entry) : ConversationEvent;

    /// <summary>A nurse decided on the emergency.</summary>
    /// <param name="Text">Id of the message with the words.</param>
    public sealed record EmergencyDecided(ConversationEntry Entry, string Text) : ConversationEvent
    {
        /// <summary>When that message came in; null in events of older versions.</summary>
        public Instant? TextAt { get; init; }
    }

    /// <summary>The due time passed and no one had acted.</summary>
    /// <param name="DueAt">By when someone should have acted.</param>
    /// <param name="Rings">How often this was noted for the turn, from 1.</param>
    /// <param name="RingsAt">When it is noted again.</param>
    public sealed record Overdue(Instant DueAt, int Rings, Instant RingsAt) : ConversationEvent;

    /// <summary>What earlier patients of the address wrote is kept for their lines.</summary>
    /// <param name="At">When the address was known to be of others.</param>
    public sealed record Kept(Conversation Earlier, Instant At) : ConversationEvent;

    /// <summary>Patients have another service line.</summary>
    public sealed record LinesChanged(IReadOnlyList<ConversationPatient> Patients) : ConversationEvent;

    /// <summary>A step of the alerts to people on call.</summary>
    public sealed record OnCall(OnCallChange Step) : ConversationEvent;
}

/// <summary>What an address learns of the decision on an emergency; it is stored in the outbox.</summary>
/// <param name="Text">Id of the newest message with the words.</param>
/// <param name="At">When that message came in.</param>
public sealed record DecidedText(string Text, Instant At);
