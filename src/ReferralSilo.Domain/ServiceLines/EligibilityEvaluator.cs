using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>
/// Evaluates each rule to passed, failed or unknown with a sentence for nurses. The outcome is the first that applies:
/// an exclusion with a redirect → redirect; a failed rule → ineligible; an unknown rule → unknown; otherwise eligible.
/// </summary>
public static class EligibilityEvaluator
{
    /// <summary>Rule <c>age-range</c>.</summary>
    public const string AgeRange = "age-range";

    /// <summary>Rule <c>location</c>.</summary>
    public const string Location = "location";

    /// <summary>Rule <c>visit-type</c>.</summary>
    public const string VisitTypeRule = "visit-type";

    /// <summary>Rule <c>reason</c>.</summary>
    public const string Reason = "reason";

    /// <summary>Rule <c>exclusion</c>.</summary>
    public const string ExclusionRule = "exclusion";

    /// <summary>Evaluates all rules, in the order above.</summary>
    public static EligibilityView Evaluate(EligibilityRules rules, EligibilityFacts facts)
    {
        var met = MetExclusions.Find(rules.Exclusions, facts);
        RuleAnswer[] answers = [AgeAnswer(rules, facts), LocationAnswer(rules, facts), VisitTypeAnswer(rules, facts),
            ReasonAnswer(rules, facts), ExclusionAnswer(rules, facts, met)];
        var outcome =
            met.RedirectTo is not null ? EligibilityOutcome.Redirect
            : answers.Any(a => a.Passed == false) ? EligibilityOutcome.Ineligible
            : answers.Any(a => a.Passed is null) ? EligibilityOutcome.Unknown
            : EligibilityOutcome.Eligible;
        return new EligibilityView(outcome, answers, met.RedirectTo, Concern: met.Concern);
    }

    private static RuleAnswer AgeAnswer(EligibilityRules rules, EligibilityFacts facts)
    {
        if (rules.MinAge is null && rules.MaxAge is null)
            return new(AgeRange, true, "Any age is accepted.");
        var range = (rules.MinAge, rules.MaxAge) switch
        {
            ({ } min, null) => $"{min} or older",
            (null, { } max) => $"{max} or younger",
            var (min, max) => $"{min} to {max}",
        };
        if (facts.Age is not { } age)
            return new(AgeRange, null, $"The age is not known; accepted is {range}.");
        var passed = age >= (rules.MinAge ?? 0) && age <= (rules.MaxAge ?? int.MaxValue);
        return new(AgeRange, passed, passed ? $"{age} years is within {range}."
            : $"{age} years is not within {range}.");
    }

    private static RuleAnswer LocationAnswer(EligibilityRules rules, EligibilityFacts facts)
    {
        if (rules.States.Count == 0)
            return new(Location, true, "Any location is accepted.");
        var accepted = string.Join(", ", rules.States);
        if (facts.Country is { } country && !country.Equals("US", StringComparison.OrdinalIgnoreCase))
            return new(Location, false, $"{country} is outside the United States; accepted are {accepted}.");
        if (facts.State is not { } state)
            return new(Location, null, $"The state is not known; accepted are {accepted}.");
        return rules.States.Contains(state, StringComparer.OrdinalIgnoreCase)
            ? new(Location, true, $"{state} is accepted.")
            : new(Location, false, $"{state} is not accepted; accepted are {accepted}.");
    }

    // Without a preference the scheduler chooses among the line's visit types, so nothing is unknown.
    private static RuleAnswer VisitTypeAnswer(EligibilityRules rules, EligibilityFacts facts)
    {
        if (facts.VisitType is not { } wanted)
            return new(VisitTypeRule, true, "No visit type was requested.");
        var name = wanted.WireName();
        return rules.VisitTypes.Count == 0 || rules.VisitTypes.Contains(wanted)
            ? new(VisitTypeRule, true, $"A visit by {name} is offered.")
            : new(VisitTypeRule, false,
                $"A visit by {name} is not offered; offered is "
                + $"{string.Join(", ", rules.VisitTypes.Select(v => v.WireName()))}.");
    }

    private static RuleAnswer ReasonAnswer(EligibilityRules rules, EligibilityFacts facts)
    {
        if (rules.ReasonCodes.Count == 0 && rules.ReasonWords.Count == 0)
            return new(Reason, true, "Any reason is accepted.");
        if (facts.Codes.FirstOrDefault(c => rules.ReasonCodes.Any(p => p.Matches(c))) is { } known)
            return new(Reason, true, $"The code {known.Code} is accepted.");
        // A code of a system without a pattern is ignored: the words decide, or the result is unknown.
        var judged = facts.Codes.Where(c => rules.ReasonCodes.Any(p => p.Judges(c))).ToList();
        if (judged.Count > 0)
            return new(Reason, false,
                $"None of the codes {string.Join(", ", judged.Select(c => c.Code))} is accepted.");
        // The reason is personal data; the text repeats only the accepted word.
        if (rules.ReasonWords.FirstOrDefault(facts.Analyzed.MentionsInReason) is { } word)
            return new(Reason, true, $"The reason mentions \"{word}\".");
        if (facts.Codes.Count > 0)
            return new(Reason, null, "The reason's codes are of a system that is not evaluated here.");
        if (string.IsNullOrWhiteSpace(facts.ReasonText))
            return new(Reason, null, "No reason is known.");
        return rules.ReasonWords.Count == 0
            ? new(Reason, null, "The reason has no code to evaluate.")
            : new(Reason, false, "The reason mentions none of the accepted words.");
    }

    private static RuleAnswer ExclusionAnswer(EligibilityRules rules, EligibilityFacts facts, MetExclusions met)
    {
        if (met.Excluded.Count > 0)
        {
            var names = string.Join(", ", met.Excluded.Select(e => e.Name));
            return new(ExclusionRule, false, met.RedirectTo is null ? $"Excluded: {names}."
                : $"Excluded: {names}; send to {met.RedirectTo}.");
        }
        if (met.Concern == EmergencyConcern.ReviewFirst)
            return new(ExclusionRule, true,
                "No exclusion applies: an emergency is mentioned as denied, past or of somebody else; review first.");
        if (rules.Exclusions.Count == 0)
            return new(ExclusionRule, true, "Nothing is excluded.");
        return facts.Codes.Count == 0 && string.IsNullOrWhiteSpace(facts.ReasonText)
            ? new(ExclusionRule, null, "No reason is known, so no exclusion can be ruled out.")
            : new(ExclusionRule, true, "No exclusion applies.");
    }
}
