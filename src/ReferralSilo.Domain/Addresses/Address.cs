using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Addresses;

/// <summary>A phone number or a mailbox: whether it may be written to, and what was sent there lately. Every send is
/// claimed here, in one order with what the person says from there.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="To">An E.164 number, or a mailbox as it was typed; its key is made from lower case.</param>
/// <param name="Suppressions">At most one for each sender group.</param>
/// <param name="Invalid">Why nothing can be sent there; null when it can.</param>
/// <param name="Claims">The newest claims, oldest first.</param>
/// <param name="Received">Ids of the newest texts and mails that came in, oldest first.</param>
public sealed record Address(MessageChannel Channel, string To, IReadOnlyList<Suppression> Suppressions,
    InvalidAddress? Invalid, IReadOnlyList<SendClaim> Claims, IReadOnlyList<string> Received)
{
    /// <summary>Id of the newest text with words of an emergency on which no nurse has decided; null for none. Until
    /// then no automatic message leaves for the address.</summary>
    public string? Emergency { get; init; }

    /// <summary>When the latest text with such words came in; null for none, and in an address that an older version
    /// stored.</summary>
    public Instant? EmergencyAt { get; init; }

    /// <summary>The suppression of a sender group; null for none.</summary>
    public Suppression? SuppressionOf(string group) => Suppressions.FirstOrDefault(s => s.Group == group);

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Channel} address";
}

/// <summary>No message of a sender group leaves for the address.</summary>
/// <param name="Group">The sender group: messages that the person sees as one sender.</param>
/// <param name="Why">How it was said.</param>
/// <param name="At">When it came in.</param>
/// <param name="Evidence">Id of the inbound text, code of the provider, or what a person told staff.</param>
public sealed record Suppression(string Group, SuppressionReason Why, Instant At, string? Evidence);

/// <summary>How a person, or the provider for them, refused messages.</summary>
public enum SuppressionReason
{
    /// <summary>A text that says stop.</summary>
    Stop,
    /// <summary>The unsubscribe link or button of a mail, or a mail that asks for it.</summary>
    Unsubscribe,
    /// <summary>Said to staff.</summary>
    Staff,
    /// <summary>The provider reported an opt-out.</summary>
    Provider,
}

/// <summary>Nothing can be sent to the address, or it is not the patient's.</summary>
/// <param name="Code">The provider's code, or <c>wrong-number</c>.</param>
/// <param name="At">When it was learnt.</param>
public sealed record InvalidAddress(string Code, Instant At)
{
    /// <summary>The person who has the number says that it is not the patient's.</summary>
    public const string WrongNumber = "wrong-number";
}

/// <summary>One send that was allowed.</summary>
/// <param name="Message">Id of the message.</param>
/// <param name="Attempt">Its submission, from 1.</param>
/// <param name="Referral">Its referral; null for none.</param>
/// <param name="Occasion">Its occasion.</param>
/// <param name="At">When it was allowed.</param>
public sealed record SendClaim(string Message, int Attempt, ReferralId? Referral, MessageOccasion Occasion, Instant At)
{
    /// <summary>True for an alert about an unknown sender.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOfUnknown { get; init; }
}

/// <summary>Names of sender groups.</summary>
public static class SenderGroups
{
    /// <summary>All messages of the clinic to patients.</summary>
    public const string Clinic = "clinic";
}

/// <summary>A command to an address.</summary>
public abstract record AddressCommand
{
    private AddressCommand() { }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Allows one send. Refused: <c>suppressed</c>, <c>invalid-address</c>, <c>pace</c>. A repeat for the same
    /// message and attempt is judged again but not counted twice.</summary>
    public sealed record ClaimSend(MessageChannel Channel, string To, string Message, int Attempt,
        ReferralId? Referral, MessageOccasion Occasion) : AddressCommand
    {
        /// <summary>True for an alert about an unknown sender.</summary>
        public bool IsOfUnknown { get; init; }
    }

    /// <summary>Stops all messages to the address.</summary>
    /// <param name="Referrals">The referrals whose text consent ends with it.</param>
    /// <param name="Confirm">True when the stop is confirmed by one text.</param>
    /// <param name="Language">Language of the confirmation, BCP 47.</param>
    public sealed record Suppress(MessageChannel Channel, string To, SuppressionReason Why, string? Evidence,
        IReadOnlyList<ReferralId> Referrals, bool Confirm = false, string Language = "en") : AddressCommand;

    /// <summary>Lifts the suppression of a mailbox that is older than a new consent, and nothing else. Only START from
    /// a number lifts that of a number.</summary>
    /// <param name="Evidence">Where the consent is recorded.</param>
    /// <param name="Since">When the consent was recorded. A later suppression stays.</param>
    /// <param name="Waiting">Ids of the messages that are judged again.</param>
    public sealed record Lift(string Evidence, Instant Since, IReadOnlyList<string> Waiting) : AddressCommand;

    /// <summary>Nothing can be sent there.</summary>
    public sealed record MarkInvalid(MessageChannel Channel, string To, string Code) : AddressCommand;

    /// <summary>Something can be sent there after all.</summary>
    /// <param name="Waiting">Ids of the messages that are judged again.</param>
    /// <param name="Reason">How staff know it, in their words.</param>
    public sealed record MarkValid(IReadOnlyList<string> Waiting, string? Reason = null) : AddressCommand;

    /// <summary>Keeps a text or mail that came in from the address, with what it asks for. A repeat changes
    /// nothing.</summary>
    /// <param name="Effect">What it asks for.</param>
    /// <param name="Referrals">For a stop: the referrals whose text consent ends with it.</param>
    /// <param name="Language">For a stop: language of the confirmation, BCP 47.</param>
    /// <param name="Waiting">For a start: ids of the messages that are judged again.</param>
    /// <param name="IsEmergency">True when it has words of an emergency.</param>
    public sealed record ReceiveText(string To, InboundText Text, TextEffect Effect,
        IReadOnlyList<ReferralId> Referrals, string Language, IReadOnlyList<string> Waiting, bool IsEmergency = false)
        : AddressCommand
    {
        /// <summary>For an answer: the unreachable referral of the number's only patient; null for none.</summary>
        public ReferralId? Reopens { get; init; }
    }

    /// <summary>A nurse decided on the words of an emergency in a text.</summary>
    /// <param name="Text">Id of the text. A newer one with such words stays undecided.</param>
    /// <param name="Waiting">Ids of the messages that are judged again.</param>
    public sealed record DecideEmergency(string Text, IReadOnlyList<string> Waiting) : AddressCommand
    {
        /// <summary>When the text came in; null in messages of older versions.</summary>
        public Instant? At { get; init; }
    }
}

/// <summary>What an inbound text asks for.</summary>
public enum TextEffect
{
    /// <summary>A person must read it.</summary>
    None,
    /// <summary>No more texts.</summary>
    Stop,
    /// <summary>Texts again.</summary>
    Start,
    /// <summary>The number is not the patient's.</summary>
    WrongNumber,
    /// <summary>Both: no more texts, and not the patient's number.</summary>
    StopWrongNumber,
}

/// <summary>A text or mail that came in.</summary>
/// <param name="Id">The provider's id of it; of a mail a hash of it. A repeat has the same.</param>
/// <param name="Body">What it says; of a mail what is new in it.</param>
public sealed record InboundText(string Id, string Body)
{
    /// <summary>What a mail has besides its text; null for a text message.</summary>
    public InboundMail? Mail { get; init; }

    /// <summary>The way in which it came in.</summary>
    [JsonIgnore]
    public MessageChannel Channel => Mail is null ? MessageChannel.Sms : MessageChannel.Email;

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => Id;
}

/// <summary>An event of an address. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(SendClaimed), "send-claimed")]
[JsonDerivedType(typeof(Suppressed), "address-suppressed")]
[JsonDerivedType(typeof(Lifted), "suppression-lifted")]
[JsonDerivedType(typeof(BecameInvalid), "address-invalid")]
[JsonDerivedType(typeof(BecameValid), "address-valid")]
[JsonDerivedType(typeof(TextReceived), "text-received")]
[JsonDerivedType(typeof(EmergencyDecided), "address-emergency-decided")]
public abstract record AddressEvent
{
    private AddressEvent() { }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>A send was allowed.</summary>
    public sealed record SendClaimed(MessageChannel Channel, string To, SendClaim Claim) : AddressEvent;

    /// <summary>Messages of a sender group were stopped.</summary>
    /// <param name="Referrals">The referrals whose text consent ends with it.</param>
    /// <param name="ConfirmIn">Language in which the stop is confirmed; null for no confirmation.</param>
    public sealed record Suppressed(MessageChannel Channel, string To, Suppression Suppression,
        IReadOnlyList<ReferralId> Referrals, string? ConfirmIn) : AddressEvent;

    /// <summary>A suppression was lifted.</summary>
    public sealed record Lifted(string Group, string Evidence, IReadOnlyList<string> Waiting) : AddressEvent;

    /// <summary>Nothing can be sent there.</summary>
    public sealed record BecameInvalid(MessageChannel Channel, string To, InvalidAddress Invalid) : AddressEvent;

    /// <summary>Something can be sent there after all.</summary>
    public sealed record BecameValid(IReadOnlyList<string> Waiting) : AddressEvent
    {
        /// <summary>How staff know it; null in events of older versions.</summary>
        public string? Reason { get; init; }
    }

    /// <summary>A text or mail came in.</summary>
    public sealed record TextReceived(string To, InboundText Text, Instant At) : AddressEvent
    {
        /// <summary>The referral that the answer opens again; null for none.</summary>
        public ReferralId? Reopens { get; init; }

        /// <summary>True when it has words of an emergency.</summary>
        public bool IsEmergency { get; init; }
    }

    /// <summary>A nurse decided on the words of an emergency.</summary>
    /// <param name="Text">Id of the text.</param>
    public sealed record EmergencyDecided(string Text, IReadOnlyList<string> Waiting) : AddressEvent
    {
        /// <summary>When the text came in; null in events of older versions.</summary>
        public Instant? At { get; init; }
    }
}
