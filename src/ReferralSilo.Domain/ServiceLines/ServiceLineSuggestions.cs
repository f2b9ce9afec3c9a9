namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Where else a referral could go (EL-3).</summary>
public static class ServiceLineSuggestions
{
    /// <summary>
    /// Service lines where every rule passes for certain. Those that name the reason come before those that accept
    /// any, then by id, so that the answer is the same each time.
    /// </summary>
    public static IReadOnlyList<ServiceLineId> For(EligibilityFacts facts, IEnumerable<ServiceLine> lines) =>
        [.. lines
            .Where(l => l.Id != ServiceLineId.Unassigned && l.Evaluate(facts).Rules.All(r => r.Passed == true))
            .OrderByDescending(l => l.Eligibility.ReasonCodes.Count + l.Eligibility.ReasonWords.Count > 0)
            .ThenBy(l => l.Id.Value, StringComparer.Ordinal)
            .Select(l => l.Id)];
}
