using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Boards;

/// <summary>A row of <c>conversations/{serviceLine}</c>: a conversation in which staff must act. It contains no patient
/// and no text, because its alarm is shown on every screen. Key: conversation id.</summary>
/// <param name="Key">Conversation id.</param>
/// <param name="Version">Version of the conversation.</param>
/// <param name="Channel">Text or email.</param>
/// <param name="Since">When the first message without an answer came in.</param>
/// <param name="DueAt">By when someone must have acted.</param>
/// <param name="Owner">Staff id of the person who works on it; null for none.</param>
/// <param name="Emergency">True while words of an emergency are undecided.</param>
/// <param name="Alarm">True until someone who may triage has taken the emergency.</param>
public sealed record ConversationRow(string Key, long Version, MessageChannel Channel, DateTimeOffset Since,
    DateTimeOffset DueAt, string? Owner, bool Emergency, bool Alarm) : BoardRow(Key)
{
    /// <summary>True when the due time has passed.</summary>
    public bool Overdue { get; init; }

    /// <summary>What was done to reach someone off the screen while it alarms; null when no one is on call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlarmAlerts? OnCall { get; init; }
}
