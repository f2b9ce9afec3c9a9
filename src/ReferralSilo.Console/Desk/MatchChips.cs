using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Desk;

/// <summary>A short word about a suggested time.</summary>
/// <param name="Text">One to four words.</param>
/// <param name="Good">True for what suits, false for what does not; null for a fact.</param>
public sealed record MatchChip(string Text, bool? Good = null);

/// <summary>What a person has to know to choose between suggested times. No side effects.</summary>
public static class MatchChips
{
    /// <summary>How soon it is, the kind of visit, and each wish of the patient that there is.</summary>
    /// <param name="match">The suggested time.</param>
    /// <param name="view">The referral; null while it is not read.</param>
    /// <param name="now">The time of the screen.</param>
    public static IReadOnlyList<MatchChip> Of(SlotMatch match, ReferralView? view, DateTimeOffset now)
    {
        List<MatchChip> chips =
            [new($"in {TimeWords.Length(match.Start - now)}"), new(PlainWords.Text(match.VisitType))];
        if (view?.Preferences?.Times is { Count: > 0 })
            chips.Add(Suits(match, "times") ? new("in their times", true) : new("outside their times", false));
        if (view?.Preferences?.Clinician is not null)
            chips.Add(Suits(match, "clinician") ? new("clinician they asked for", true)
                : new("not the clinician they asked for", false));
        if (view?.Patient.Language is { } language && !IsEnglish(language))
            chips.Add(Suits(match, "language") ? new($"speaks {PlaceNames.Language(language)}", true)
                : new($"does not speak {PlaceNames.Language(language)}", false));
        return chips;
    }

    /// <summary>Null when the time can be booked without a reason.</summary>
    public static string? NeedsReason(SlotMatch match) => SlotOverrule.Describe(match.NeedsOverrule);

    private static bool Suits(SlotMatch match, string rule) =>
        match.Reasons.Any(r => r.Rule == rule && r.Points > 0);

    private static bool IsEnglish(string language) =>
        language == "en" || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase);
}
