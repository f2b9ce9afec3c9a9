using System.Text.Json;

namespace ReferralSilo.Faults.Histories;

/// <summary>What of a submission no later change touches and no rule rewrites: the same text for the request and for
/// each answer.</summary>
public static class ReferralContent
{
    /// <summary>Of the body of an intake or of a referral in an answer.</summary>
    public static string Of(JsonElement referral) => string.Join('|',
        Text(referral, "patient", "givenName"), Text(referral, "patient", "familyName"),
            Text(referral, "patient", "birthDate"),
        Text(referral, "reason", "text"), Text(referral, "visitGoal"));

    private static string? Text(JsonElement at, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }
}
