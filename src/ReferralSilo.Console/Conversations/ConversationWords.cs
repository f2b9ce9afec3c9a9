using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Conversations;

namespace ReferralSilo.Console.Conversations;

/// <summary>Conversations in words.</summary>
public static class ConversationWords
{
    /// <summary>Who did what.</summary>
    public static string Heading(ConversationEntryView entry, Names names) => entry.Kind switch
    {
        ConversationEntryKind.Received => "Came in",
        ConversationEntryKind.Reply => $"{names.Subject(entry.By!)} answered",
        ConversationEntryKind.ReplyFailed => "The answer did not arrive",
        ConversationEntryKind.Closed => $"{names.Subject(entry.By!)} closed it",
        _ => $"{names.Subject(entry.By!)} decided: " + (entry.Decision == EmergencyDecision.NotEmergency
            ? "not an emergency" : "handled"),
    };

    /// <summary>A related person with the address: <c>Eva Okafor, parent</c>.</summary>
    public static string Person(ConversationPersonView person) =>
        $"{person.Name ?? "a person without a name"}, " + (person.Relationship is { } known
            ? RelatedWords.Relation(known).ToLowerInvariant() : person.AsSent ?? "relationship not known");

    /// <summary>What may be answered to the person; null for anything.</summary>
    public static string? MayAnswer(ConversationPersonView person) =>
        person.Private == true
            ? "The patient keeps this referral private: say nothing of it to this person. No answer can be sent there."
        : person.Removed == true
            ? "Was removed from the patient’s record: say nothing to this person. No answer can be sent there."
        : !person.Confirmed
            ? "Not confirmed: no answer can be sent there. Confirm the person on the patient’s page first."
        : person.ReceivesDetails ? null
        : "May learn only that there is an appointment: no answer can be sent there. Call instead.";

    /// <summary>What was written; the reason in words for an answer that did not arrive.</summary>
    public static string? Text(ConversationEntryView entry) => entry.Kind != ConversationEntryKind.ReplyFailed
        ? entry.Text : MessageWords.Reason(entry.Text) is { } why ? $"Call instead: {why}." : "Call instead.";

    /// <summary>When a mail was written, where it came in more than an hour later; null otherwise.</summary>
    public static DateTimeOffset? WrittenAt(ConversationEntryView entry) =>
        entry.Mail?.WrittenAt is { } written && entry.At - written > TimeSpan.FromHours(1) ? written : null;

    /// <summary>What a message did by itself; null for nothing.</summary>
    public static string? Effect(ConversationEntryView entry, MessageChannel channel) => entry.Effect switch
    {
        InboundEffect.WrongNumber when channel == MessageChannel.Email =>
            "The mailbox is marked as not the patient's. Ask for another one.",
        InboundEffect.StoppedWrongNumber when channel == MessageChannel.Email =>
            "Messages are stopped and the mailbox is marked as not the patient's. Ask for another one.",
        InboundEffect.Stopped => "Messages to this address are stopped. Ask by phone how to reach the patient.",
        InboundEffect.Started => "The stop is lifted. Consents come back only when the patient gives them again.",
        InboundEffect.WrongNumber => "The number is marked as not the patient's. Find another one.",
        InboundEffect.StoppedWrongNumber =>
            "Messages are stopped and the number is marked as not the patient's. Find another one.",
        _ => null,
    };

    /// <summary>The label of the text of a form.</summary>
    public static string Label(ConversationCard.Form form) => form switch
    {
        ConversationCard.Form.Reply => "Your answer",
        ConversationCard.Form.Close => "What was done, or why no answer is needed",
        ConversationCard.Form.Handled => "What was done",
        _ => "Why it is no emergency",
    };

    /// <summary>The button of a form.</summary>
    public static string Button(ConversationCard.Form form) => form switch
    {
        ConversationCard.Form.Reply => "Send answer",
        ConversationCard.Form.Close => "Close it",
        ConversationCard.Form.Handled => "Emergency handled",
        _ => "Not an emergency",
    };

    /// <summary>What a sent form led to.</summary>
    public static string Done(ConversationCard.Form form) => form switch
    {
        ConversationCard.Form.Reply => "On its way. If it does not arrive, this opens again.",
        ConversationCard.Form.Close => "Closed.",
        _ => "Decided. Messages that were held only for it leave now.",
    };
}
