using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Domain.Conversations;

/// <summary>Refusals of a conversation, with their public codes.</summary>
public static class ConversationRefusals
{
    /// <summary>There is no such conversation; answered as 404.</summary>
    public static Refusal Unknown { get; } = new("conversation-unknown", "There is no such conversation.");

    /// <summary>Nobody waits for an answer.</summary>
    public static Refusal Closed { get; } =
        new("conversation-closed", "This conversation is closed; it opens again when the person writes.");

    /// <summary>Another person works on it.</summary>
    public static Refusal Taken { get; } =
        new("taken-by-another", "Another person works on this conversation; take it over first.");

    /// <summary>An emergency must be decided first.</summary>
    public static Refusal EmergencyUndecided { get; } =
        new("emergency-undecided", "It has words of an emergency; a nurse must decide on it first.");

    /// <summary>There is no emergency to decide on.</summary>
    public static Refusal NoEmergency { get; } = new("no-emergency", "No emergency is open in this conversation.");

    /// <summary>Several patients have the address, so the reply must name one.</summary>
    public static Refusal WhoseReply { get; } =
        new("whose-reply", "Several patients have this address; say which referral the answer is about.", "/referral");

    /// <summary>The referral is of a patient who does not have the address.</summary>
    public static Refusal NotOfThisAddress { get; } =
        new("not-of-this-address", "The patient of this referral does not have this address.", "/referral");

    /// <summary>The address belongs to others now.</summary>
    public static Refusal PassedOn { get; } = new("number-passed-on",
        "This number or mailbox is not the patient's any more. Reach the patient another way.");

    /// <summary>A reply may not leave.</summary>
    /// <param name="reason">One of <see cref="MessageReasons"/>.</param>
    public static Refusal ReplyBlocked(string reason) => new("reply-blocked", reason switch
    {
        MessageReasons.Suppressed => "The person stopped all messages to this address. Call instead.",
        MessageReasons.InvalidAddress => "Nothing can be sent to this address. Call instead.",
        MessageReasons.NotSafe => "Only another number is safe for this patient. Call only that number.",
        MessageReasons.Private =>
            "The patient keeps this private: no answer goes to this address. Use only the one that is named for it.",
        MessageReasons.NotConfirmed => "This is a related person who is not confirmed, or has no role now. Confirm the "
            + "person on the page of the patient first.",
        MessageReasons.NotOfPatient => "This is not an address of the patient or of a person of the record any more. "
            + "Look at the page of the patient, and call.",
        MessageReasons.NoDetails => "This person may learn only that there is an appointment. Call instead.",
        MessageReasons.NoConsent => "The patient does not want such messages, or not to this address. Call instead.",
        MessageReasons.SenderStopped => "The provider refuses our number now, so no text leaves. Call instead.",
        MessageReasons.NoTransport => "No way to send such messages is set up. Call instead.",
        _ => "An answer cannot be sent to this address now. Call instead.",
    });
}
