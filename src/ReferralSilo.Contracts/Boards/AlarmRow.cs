using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Boards;

/// <summary>A row of <c>alarms/{serviceLine}</c>: a referral in triage that alarms until someone takes it, see
/// <see cref="QueueAlarm"/>. It contains no patient, because it is shown on every screen. Key: referral id.</summary>
/// <param name="Key">Referral id.</param>
/// <param name="Number">Number.</param>
/// <param name="Version">Version of the referral.</param>
/// <param name="Priority">Priority.</param>
/// <param name="Concern">Danger to life.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="DueAt">When the review is due; null when nothing is due.</param>
public sealed record AlarmRow(
    string Key, string Number, long Version, Priority Priority, EmergencyConcern Concern, DateTimeOffset ReceivedAt,
    DateTimeOffset? DueAt) : BoardRow(Key)
{
    /// <summary>Staff id of the person who has claimed it but may not triage, so that it still alarms; null when no one
    /// has claimed it. Who triages must take it over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClaimedBy { get; init; }

    /// <summary>What was done to reach someone off the screen; null when the line has no one on call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlarmAlerts? OnCall { get; init; }
}

/// <summary>The alerts of an alarm to the people on call.</summary>
/// <param name="Sent">Number of people to whom an alert was sent: the provider has it and reported no
/// failure.</param>
/// <param name="LastAt">When the last one was decided; null before the first.</param>
/// <param name="NextAt">When the next one is due; null when no one is left.</param>
public sealed record AlarmAlerts(int Sent, DateTimeOffset? LastAt, DateTimeOffset? NextAt)
{
    /// <summary>Number of alerts of which it is not known that the provider has them.</summary>
    public int Waiting { get; init; }

    /// <summary>Why the newest alert that is not sent waits, or was not delivered: a reason of messages or a code of
    /// the provider. Null for none, and while it is on its way to the provider.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>True when everyone who could be called was, and no alert was sent or is on its way.</summary>
    public bool NobodyReached { get; init; }
}
