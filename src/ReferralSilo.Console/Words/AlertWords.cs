using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>What was done to reach someone off the screen.</summary>
public enum AlertState
{
    /// <summary>Nothing, and nothing will be: it alarms on screens only.</summary>
    None,
    /// <summary>The line has no one on call.</summary>
    NoList,
    /// <summary>The first alert is not due yet.</summary>
    Waiting,
    /// <summary>An alert was decided, and it is not known that the provider has it.</summary>
    NotSent,
    /// <summary>Someone was alerted.</summary>
    Alerted,
    /// <summary>Everyone who could be called was, and no alert was sent.</summary>
    NobodyReached,
}

/// <summary>The alerts of an alarm in words.</summary>
public static class AlertWords
{
    /// <summary>True for an alarm for which people are called.</summary>
    public static bool Calls(AlarmRow alarm) =>
        alarm.Priority >= Priority.Urgent || alarm.Concern == EmergencyConcern.Emergency;

    /// <param name="alerts">The alerts of the alarm; null for none.</param>
    /// <param name="calls">True for an alarm for which people are called.</param>
    public static AlertState Of(AlarmAlerts? alerts, bool calls) => alerts switch
    {
        { NobodyReached: true } => AlertState.NobodyReached,
        { Sent: > 0 } => AlertState.Alerted,
        { LastAt: not null } => AlertState.NotSent,
        { } => AlertState.Waiting,
        null => calls ? AlertState.NoList : AlertState.None,
    };

    /// <summary>Why an alert is not known to be sent, in words; null when it is.</summary>
    public static string? Waits(string? code) => code switch
    {
        null => null,
        "planned" => "not confirmed as sent",
        "answer-lost" => "not known whether it was sent",
        "pace" => "not sent yet: the number or mailbox had many messages lately",
        "transport-closed" => "not sent yet: the provider cannot be reached",
        "sender-stopped" => "not sent: the provider refuses our number until an administrator has registered it",
        "held" => "not sent yet: messages are held after a restore",
        _ => $"not sent yet: the provider cannot be reached, code {code}",
    };

    /// <summary>For example <c>2 people on call alerted</c>.</summary>
    public static string Sent(int alerts) => (alerts == 1 ? "1 person" : $"{alerts} people") + " on call alerted";

    /// <summary>How a person was alerted, after the name.</summary>
    public static string How(OnCallAlertView alert) => (alert.Supervisor ? ", supervisor" : "")
        + (alert is not { Failure: null, Waits: null } ? ": alert by "
            : alert.Supervisor ? ", alerted by " : " alerted by ")
        + (alert.Channel == MessageChannel.Sms ? "text" : "email");

    /// <summary>Why the newest alert was not sent or not delivered; null for none.</summary>
    public static string? Why(string? code) => code switch
    {
        "pace" => "they had many messages lately",
        "transport-closed" or "no-connection" => "the provider cannot be reached",
        "sender-stopped" => "the provider refuses our number until an administrator has registered it",
        "held" => "messages are held after a restore",
        _ => Failure(code),
    };

    /// <summary>Why an alert was not delivered; null for one that may have been.</summary>
    public static string? Failure(string? code) => code switch
    {
        null => null,
        "suppressed" => "the number or mailbox said STOP",
        "invalid-address" => "nothing can be sent to the number or mailbox",
        "no-transport" => "sending is not set up",
        "no-template" => "no text is approved for it",
        "not-on-call" => "the person is not on the list any more",
        "too-late" => "it could not be sent in time",
        "undelivered" or "failed" => "the provider could not deliver it",
        _ => $"the provider refused it, code {code}",
    };
}
