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
}
