using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;

namespace ReferralSilo.Console.Words;

/// <summary>Messages to patients in words.</summary>
public static class MessageWords
{
    /// <summary>The status, and why.</summary>
    public static string Status(MessageView message) => message switch
    {
        { Conflict: true } => "Reported as both arrived and not arrived: not proven",
        { Status: MessageStatus.Unknown, Reason: "restored" } => "Not proven: it may have been sent before the restore",
        { Status: MessageStatus.Unknown } => "Not proven: the answer of the provider was lost",
        { Status: MessageStatus.Expired } => "Not proven: no receipt within three days",
        { Status: MessageStatus.Accepted } => "Handed to the provider",
        { Status: MessageStatus.Submitting } => "Being handed to the provider",
        { Status: MessageStatus.Due } => "Waits to be tried again",
        { Status: MessageStatus.Deferred } => "Waits",
        { Status: MessageStatus.Planned } => "Planned",
        { Status: MessageStatus.Stale } => "Not sent: too late to help",
        { Occasion: MessageOccasion.Reply, Status: MessageStatus.Superseded } => "Not sent",
        { Status: MessageStatus.Superseded } => "Not sent: no longer needed",
        { Status: MessageStatus.Blocked } => "Not sent",
        _ => PlainWords.Sentence(message.Status),
    };

    /// <summary>The reason in words; null for none, and for one that the status says already.</summary>
    public static string? Reason(MessageView message) => Reason(message.Reason);

    /// <summary>A reason in words; null for none, and for one that a status says already.</summary>
    public static string? Reason(string? reason) => reason switch
    {
        null or "restored" or "too-late" or "replaced" or "not-needed" or "answer-lost" or "interrupted"
            or "not-due" => null,
        "no-consent" => "the patient has not consented to texts or emails",
        "suppressed" => "the person said STOP; only START from the number lifts it",
        "invalid-address" => "nothing can be sent to the address, or it is not the patient's",
        "no-transport" => "sending is not set up",
        "no-template" => "no text is approved for it",
        "quiet-hours" => "until the permitted hours where the patient is",
        "pace" => "the address had many messages lately",
        "emergency-undecided" => "until someone has decided on the emergency",
        "held" => "messages are held after a restore",
        "transport-closed" => "the provider cannot be reached",
        "sender-stopped" => "the provider refuses our number until an administrator has registered it",
        "not-found" => "the provider does not have it",
        var code => $"code {code}",
    };

    /// <summary>True while something is still expected.</summary>
    public static bool IsOpen(MessageView message) => message.Status is MessageStatus.Planned or MessageStatus.Due
        or MessageStatus.Deferred or MessageStatus.Blocked;
}
