using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Where else a referral could go (EL-3).</summary>
public static class ServiceLineSuggestions
{
    /// <summary>
    /// Service lines where every rule passes for certain. Those that name the reason come before those that accept
    /// any, then by id, so that the answer is the same each time.
    /// </summary>
    /// <param name="facts">What is known, as each line sees it: its day may be another.</param>
    /// <param name="lines">All of them.</param>
    public static IReadOnlyList<ServiceLineId> For(Func<ServiceLine, EligibilityFacts> facts,
        IEnumerable<ServiceLine> lines) =>
        [.. lines
            .Where(l => l.Id != ServiceLineId.Unassigned && l.Evaluate(facts(l)).Rules.All(r => r.Passed == true))
            .OrderByDescending(l => l.Eligibility.ReasonCodes.Count + l.Eligibility.ReasonWords.Count > 0)
            .ThenBy(l => l.Id.Value, StringComparer.Ordinal)
            .Select(l => l.Id)];

    /// <summary>
    /// Whose queue a referral without a line waits in. An emergency passes nowhere, yet somebody must see it: it goes
    /// where all but the exclusion passes, else to the line that knows this emergency by name.
    /// </summary>
    public static ServiceLineId Queue(Func<ServiceLine, EligibilityFacts> facts, IEnumerable<ServiceLine> lines)
    {
        var all = lines.ToList();
        if (For(facts, all) is [var fits, ..]) return fits;
        var judged = all.Where(l => l.Id != ServiceLineId.Unassigned).OrderBy(l => l.Id.Value, StringComparer.Ordinal)
            .Select(l => (Line: l, View: l.Evaluate(facts(l)))).Where(l => l.View.Concern == EmergencyConcern.Emergency)
                .ToList();
        return judged.Where(l =>
            l.View.Rules.All(r => r.Passed == true || r.Rule == EligibilityEvaluator.ExclusionRule))
                .OrderByDescending(l => l.Line.Eligibility.ReasonCodes.Count + l.Line.Eligibility.ReasonWords.Count > 0)
            .Concat(judged.Where(l => MetExclusions.IsNamed(l.Line.Eligibility.Exclusions, facts(l.Line))))
            .Select(l => l.Line.Id).FirstOrDefault(ServiceLineId.Unassigned);
    }
}
