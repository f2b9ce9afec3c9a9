using ReferralSilo.Contracts.Capacity;

namespace ReferralSilo.Console.Desk;

/// <summary>Why clinicians have no time for a referral.</summary>
/// <param name="Rule">The code; null when the answer has none.</param>
/// <param name="Text">One sentence.</param>
public sealed record NoTimeReason(string? Rule, string Text)
{
    /// <summary>The reasons of an answer without times; empty for one with times.</summary>
    public static IReadOnlyList<NoTimeReason> Of(SlotMatches matches) => matches.Items.Count > 0 ? []
        : [.. matches.WhyNot.Select((text, i) => new NoTimeReason(
            matches.Removed.Count == matches.WhyNot.Count ? matches.Removed[i].Rule : null, text))];
}
