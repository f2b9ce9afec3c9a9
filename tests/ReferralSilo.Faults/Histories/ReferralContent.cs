using System.Text.Json;

namespace ReferralSilo.Faults.Histories;

/// <summary>
/// The submitted values that no later change and no rule modifies: the same text for request and answers.
/// </summary>
public static class ReferralContent
{
    /// <summary>Content of an intake body or of a referral in an answer.</summary>
    public static string Of(JsonElement referral) => string.Join('|',
        Text(referral, "patient", "givenName"), Text(referral, "patient", "familyName"),
        Text(referral, "patient", "birthDate"), Text(referral, "reason", "text"), Text(referral, "visitGoal"));

    private static string? Text(JsonElement at, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }
}
