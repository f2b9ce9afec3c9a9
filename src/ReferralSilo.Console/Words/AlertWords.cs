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
    /// <summary>Someone was alerted.</summary>
    Alerted,
    /// <summary>No one is left to alert, and no alert was sent.</summary>
    NobodyReached,
}

/// <summary>The alerts of an alarm in words.</summary>
public static class AlertWords
{
    public static AlertState Of(AlarmRow alarm) => alarm.OnCall switch
    {
        { NobodyReached: true } => AlertState.NobodyReached,
        { Sent: > 0 } => AlertState.Alerted,
        { } => AlertState.Waiting,
        null => alarm.Priority >= Priority.Urgent || alarm.Concern == EmergencyConcern.Emergency
            ? AlertState.NoList : AlertState.None,
    };

    /// <summary>For example <c>2 people on call alerted</c>.</summary>
    public static string Sent(int alerts) => (alerts == 1 ? "1 person" : $"{alerts} people") + " on call alerted";

    /// <summary>How a person was alerted, after the name.</summary>
    public static string How(OnCallAlertView alert) => (alert.Supervisor ? ", supervisor, alerted by " : " alerted by ")
        + (alert.Channel == MessageChannel.Sms ? "text" : "email");

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
