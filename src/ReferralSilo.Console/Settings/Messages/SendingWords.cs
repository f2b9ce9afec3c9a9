using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Settings.Messages;

/// <summary>Whether messages leave, in words, and what to do when they do not.</summary>
public static class SendingWords
{
    public static string Channel(MessageChannel channel) => channel == MessageChannel.Sms ? "Texts" : "Emails";

    public static string State(TransportState state) => state switch
    {
        TransportState.NotSetUp => "Not set up",
        TransportState.Sending => "Sending",
        TransportState.KeptBack => "Failing, messages wait",
        _ => "Failing, the next message is tried",
    };

    /// <summary>How the mailbox is read.</summary>
    public static string Inbox(string? error) => error switch
    {
        null => "Read",
        "not-read-yet" => "Not read yet",
        "not-recorded" => "Reading is delayed",
        _ => "Cannot be read: what patients write by mail waits there",
    };

    /// <summary>Why a mail was set aside.</summary>
    public static string SetAside(string why) => why switch
    {
        "program-ended" => "The program ended several times while it read it",
        "not-given" => "The mail server does not give it",
        "not-recorded" => "It could not be recorded, while others could",
        "gone" => "It is no longer in the mailbox",
        _ => "It, or its sender, cannot be understood",
    };

    /// <summary>What to do about the mailbox; null when nothing is to be done.</summary>
    public static string? InboxToDo(string? error) => error switch
    {
        null or "not-read-yet" or "not-recorded" => null,
        "authentication" or "refused" => "The server refuses the sign-in: check user and password in "
            + "Messaging__Email__Inbox, and that IMAP is switched on for the mailbox.",
        "no-folder" => "The server does not know this folder: check the end of Messaging__Email__Inbox.",
        "tls" => "The connection is not safe: check the certificate of the mail server.",
        _ => "The mail server does not answer: check the network from here to it, and its own status page.",
    };

    /// <summary>What to do about a channel; null when nothing is to be done.</summary>
    public static string? ToDo(ChannelStatus channel) => channel switch
    {
        { State: TransportState.NotSetUp, Channel: MessageChannel.Sms } =>
            "Set Messaging__Sms__Url, Account, Token and From, and start the program again.",
        { State: TransportState.NotSetUp } =>
            "Set Messaging__Email__Url and Messaging__Email__From, and start the program again.",
        { State: TransportState.Sending } => null,
        _ => Fault(channel.LastError),
    };

    /// <summary>What to do about the last failure of a provider.</summary>
    public static string Fault(string? code) => code switch
    {
        "401" or "403" or "authentication" or "535" =>
            "The provider refuses the account: check user and password, or account and token, in the settings.",
        "404" => "The provider does not know this account or address: check the address in the settings.",
        "tls" or "tls-required" =>
            "The connection is not safe: check the certificate and that the server offers TLS.",
        "429" => "The provider takes no more for now: wait, or ask it for a higher limit.",
        "30034" or "30024" => "The sending number is not registered with the carriers: register it at the provider.",
        "connection" or "connect-timeout" or "timeout" or null =>
            "The provider does not answer: check the network from here to it, and the provider’s own status page.",
        _ => $"The provider answers with the code {code}: look it up in the provider’s list of codes.",
    };

    /// <summary>What to do about messages that wait for this reason; null when they leave by themselves.</summary>
    public static string? ToDo(string? reason) => reason switch
    {
        "no-consent" => "Ask these patients for consent on the phone; their messages leave when it is recorded.",
        "no-address" => "Confirm on the patient’s page who is written to for the patient, or ask for a number or "
            + "mailbox; their messages then leave.",
        "no-details" => "Call these people, or mark on the patient’s page that the person may learn details.",
        "suppressed" => "These people said STOP: call them. START by text lifts the stop of a number, a new "
            + "consent on the patient’s page that of a mailbox.",
        "invalid-address" => "Ask these patients for a number or mailbox that works and correct it.",
        "no-transport" => "Set up the channel above; the messages then leave by themselves.",
        "no-template" => "Approve a text for them under “Message texts”.",
        "held" => "After a restore an operator checks what was sent and runs the command release-messages.",
        "transport-closed" => "See the failing channel above; the messages leave when it works again.",
        "sender-stopped" => "Register the sending number at the provider, then have it marked valid.",
        "not-on-call" => "Check the list of people on call at the service line.",
        "emergency-undecided" => "Decide on these emergencies in triage first.",
        _ => null,
    };

    /// <summary>The reason as the heading of a row.</summary>
    public static string Reason(MessageTally tally) => tally.Reason switch
    {
        _ when tally.Status == MessageStatus.Stale => "They were kept back until it was too late to help",
        null => MessageWords.Status(tally.Status),
        "no-consent" => "No consent to texts or emails",
        "no-address" => "No number or mailbox of the patient or of a confirmed person",
        "no-details" => "The related person may learn only of appointments",
        "suppressed" => "The person said STOP",
        "invalid-address" => "The address does not work or is not the patient’s",
        "no-transport" => "The channel is not set up",
        "no-template" => "No text is approved",
        "quiet-hours" => "Until the permitted hours where the patient is",
        "pace" => "The address had many messages lately",
        "not-due" => "Their time has not come",
        "sender-stopped" => "The provider refuses our number",
        "restored" => "It may have been sent before the restore",
        "not-on-call" => "The person is no longer on call",
        "held" => "Held after a restore",
        "transport-closed" => "The provider cannot be reached",
        "emergency-undecided" => "An emergency is not decided",
        "answer-lost" or "interrupted" or "no-answer" => "The answer of the provider was lost",
        "not-found" => "The provider does not have it",
        var code => $"Code {code} of the provider",
    };

    /// <summary>What to do about what did not arrive.</summary>
    public static string Failed(MessageStatus status) => status switch
    {
        MessageStatus.Unknown or MessageStatus.Expired =>
            "Not proven: call where it matters, or send it another way from the referral.",
        MessageStatus.Stale =>
            "They never left: call where it matters, and see above what keeps messages back now.",
        MessageStatus.Rejected => "Correct the address at the patient, or send it another way from the referral.",
        _ => "Send it another way from the referral, or call.",
    };

    /// <summary>What is wrong with the public address; null for nothing.</summary>
    public static string? PublicUrl(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.IsLoopback
            ? "Patients cannot open this address: set PublicUrl to the one they reach."
        : parsed.Scheme != Uri.UriSchemeHttps ? "Links to it are not safe: serve it by https and set PublicUrl so."
        : null;
}
