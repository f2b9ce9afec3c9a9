using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>How much of a referral a role sees. A caller with several roles sees the most.</summary>
public enum ViewLevel
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>What happened when and who did it: no patient, no free text, nothing clinical.</summary>
    Record,

    /// <summary>What the source sent, milestones, questions to it and outcomes: no staff, no internal notes.</summary>
    Source,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>The fields of <see cref="ReferralView"/> that a level does not have. They are not in the JSON at
/// all.</summary>
public static class ReferralFields
{
    private static readonly FrozenSet<string> NotForSource = new[]
    {
        "claimedBy", "claimExpiresAt", "claimedByDesk", "takenOverFrom", "assignedTo", "holds", "offerExpiresAt",
        "contactAttempts", "possibleDuplicates", "asSent", "safeContact", "deceased", "mayHaveDied", "private",
        "onCall", "noShowClinician",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> NotForRecord = new[]
    {
        "patient", "reason", "visitGoal", "preferences", "payer", "memberId", "identifiers", "trigger", "tracking",
        "referrer", "order", "missing", "documents", "checklist", "outcome", "emergency", "asked", "warnings",
        "possibleDuplicates", "asSent", "safeContact", "deceased", "mayHaveDied", "private",
    }.ToFrozenSet();

    /// <summary>False when the level does not have the field.</summary>
    /// <param name="level">The level.</param>
    /// <param name="field">JSON name.</param>
    public static bool Has(ViewLevel level, string field) => level switch
    {
        ViewLevel.Full => true,
        ViewLevel.Source => !NotForSource.Contains(field),
        ViewLevel.Record => !NotForRecord.Contains(field),
        _ => false,
    };

    /// <summary>Leaves the fields that a view's level does not have out of its JSON.</summary>
    internal static void Omit(JsonTypeInfo type)
    {
        if (type.Type == typeof(ReferralView))
            foreach (var field in type.Properties)
            {
                var name = field.Name;
                field.ShouldSerialize = (view, _) => Has(((ReferralView)view).Level, name);
            }
        else if (type.Type == typeof(AppointmentView))
            foreach (var field in type.Properties.Where(p => p.Name is "slot" or "clinician"))
                field.ShouldSerialize = (_, value) => value is not "";
    }
}
