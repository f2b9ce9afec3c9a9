using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Finds other service lines for a referral (EL-3).</summary>
public static class ServiceLineSuggestions
{
    /// <summary>Service lines where every rule certainly passes. Lines that name the reason come before lines that
    /// accept any, then by id, so that the result is always the same.</summary>
    /// <param name="facts">The facts for each line; lines may have different civil days.</param>
    /// <param name="lines">All service lines.</param>
    public static IReadOnlyList<ServiceLineId> For(Func<ServiceLine, EligibilityFacts> facts,
        IEnumerable<ServiceLine> lines) =>
        [.. lines
            .Where(l => l.Id != ServiceLineId.Unassigned && l.Evaluate(facts(l)).Rules.All(r => r.Passed == true))
            .OrderByDescending(l => l.Eligibility.ReasonCodes.Count + l.Eligibility.ReasonWords.Count > 0)
            .ThenBy(l => l.Id.Value, StringComparer.Ordinal)
            .Select(l => l.Id)];

    /// <summary>The queue for a referral without a line. An emergency passes no line, but someone must see it: it goes
    /// to a line where only the exclusion fails, otherwise to the line that names this emergency.</summary>
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
