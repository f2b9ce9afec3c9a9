using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;

namespace ReferralSilo.Console.Words;

/// <summary>Messages to patients in words.</summary>
public static class MessageWords
{
    /// <summary>What the message is about.</summary>
    public static string Occasion(MessageOccasion occasion) => occasion switch
    {
        MessageOccasion.Received => "Referral received",
        MessageOccasion.ReachOut => "First message",
        MessageOccasion.MissedCall => "Missed call",
        MessageOccasion.Offer => "Times to choose from",
        MessageOccasion.Booked => "Visit booked",
        MessageOccasion.Moved => "Visit moved",
        MessageOccasion.Cancelled => "Visit cancelled",
        MessageOccasion.Prepare => "To prepare before the visit",
        MessageOccasion.NotScheduled => "No time chosen yet",
        MessageOccasion.Declined => "Referral declined",
        MessageOccasion.Redirected => "Sent elsewhere",
        MessageOccasion.Unreachable => "Could not be reached",
        MessageOccasion.StopConfirmed => "Answer to STOP",
        MessageOccasion.StaffAlarm => "Alarm to staff",
        MessageOccasion.StaffTextAlarm => "Alarm to staff about a text",
        MessageOccasion.ToSource => "News to the source",
        _ => PlainWords.Sentence(occasion),
    };

    /// <summary>The status and why, for example "Not sent: no text is approved for it".</summary>
    public static string Sentence(MessageView message) =>
        (Status(message), Reason(message)) switch
        {
            (var status, null) => status,
            // The status of what is not proven has a colon already.
            (var status, { } why) => status.Contains(':') ? $"{status} ({why})" : $"{status}: {why}",
        };

    /// <summary>The status, without the reason.</summary>
    public static string Status(MessageView message) => message switch
    {
        { Conflict: true } => "Reported as both arrived and not arrived: not proven",
        { Status: MessageStatus.Unknown, Reason: "restored" } => "Not proven: it may have been sent before the restore",
        { Occasion: MessageOccasion.Reply, Status: MessageStatus.Superseded } => "Not sent",
        { Status: MessageStatus.Superseded, Reason: "resent" } => "Not sent",
        _ => Status(message.Status),
    };

    /// <summary>A status alone.</summary>
    public static string Status(MessageStatus status) => status switch
    {
        MessageStatus.Unknown => "Not proven: the answer of the provider was lost",
        MessageStatus.Expired => "Not proven: no receipt within three days",
        MessageStatus.Accepted => "Handed to the provider",
        MessageStatus.Submitting => "Being handed to the provider",
        MessageStatus.Due => "Waits to be tried again",
        MessageStatus.Deferred => "Waits",
        MessageStatus.Stale => "Not sent: too late to help",
        MessageStatus.Superseded => "Not sent: no longer needed",
        MessageStatus.Blocked => "Not sent",
        MessageStatus.Rejected => "Not sent, refused by the provider",
        MessageStatus.Queued => "With the carrier",
        MessageStatus.Sent => "Sent, no receipt yet",
        MessageStatus.Delivered => "Arrived",
        MessageStatus.Undelivered => "Did not arrive",
        MessageStatus.Failed => "Could not be sent",
        MessageStatus.Read => "Opened",
        _ => "Planned",
    };

    /// <summary>The reason in words; null for none, and for one that the status says already.</summary>
    public static string? Reason(MessageView message) => Reason(message.Reason);

    /// <summary>A reason in words; null for none, and for one that a status says already.</summary>
    public static string? Reason(string? reason) => reason switch
    {
        null or "restored" or "too-late" or "replaced" or "not-needed" or "answer-lost" or "interrupted"
            or "not-due" => null,
        "not-safe" => "another number is the only safe one",
        "no-consent" => "the patient has not consented to texts or emails",
        "no-address" => "the patient has no number or mailbox, and no person is confirmed who has one",
        "not-of-patient" => "the address is not that of the patient or of a person of the record any more",
        "private" => "the patient keeps it private from this address",
        "person-not-confirmed" => "the related person is not confirmed, or has no role now",
        "no-details" => "the related person may learn only of appointments",
        "suppressed" => "the person said stop; START by text lifts that of a number, a new consent that of a mailbox",
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
        "not-on-call" => "the person is no longer on call",
        "resent" => "a colleague had it sent another way",
        var code => $"code {code}",
    };

    /// <summary>For example "by text".</summary>
    public static string By(MessageChannel channel) => channel == MessageChannel.Sms ? "by text" : "by email";

    /// <summary>True while something is still expected.</summary>
    public static bool IsOpen(MessageView message) => message.Status is MessageStatus.Planned or MessageStatus.Due
        or MessageStatus.Deferred or MessageStatus.Blocked;
}
