using System.Globalization;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>
/// Evaluates each rule to passed, failed or unknown with a code. The outcome is the first that applies:
/// an exclusion with a redirect → redirect; a failed rule → ineligible; an unknown rule → unknown; otherwise eligible.
/// </summary>
public static class EligibilityEvaluator
{
    /// <summary>Rule <c>service-line</c>, of referrals that no service line takes.</summary>
    public const string ServiceLineRule = "service-line";

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

    /// <summary>Evaluates all rules of a service line, in the order above.</summary>
    public static EligibilityResult Evaluate(EligibilityRules rules, EligibilityFacts facts)
    {
        var met = MetExclusions.Find(rules.Exclusions, facts);
        RuleResult[] results = [AgeResult(rules, facts), LocationResult(rules, facts), VisitTypeResult(rules, facts),
            ReasonResult(rules, facts), ExclusionResult(rules, facts, met)];
        var outcome =
            met.RedirectTo is not null ? EligibilityOutcome.Redirect
            : results.Any(a => a.Passed == false) ? EligibilityOutcome.Ineligible
            : results.Any(a => a.Passed is null) ? EligibilityOutcome.Unknown
            : EligibilityOutcome.Eligible;
        return new EligibilityResult(outcome, results, met.Concern, met.RedirectTo);
    }

    private static RuleResult AgeResult(EligibilityRules rules, EligibilityFacts facts)
    {
        if (rules.MinAge is null && rules.MaxAge is null)
            return new(AgeRange, true, RuleCodes.AnyAge);
        var (min, max) = (("min", Text(rules.MinAge)), ("max", Text(rules.MaxAge)));
        if (facts.Age is not { } age)
            return new(AgeRange, null, RuleCodes.AgeUnknown, Values(min, max));
        var passed = age >= (rules.MinAge ?? 0) && age <= (rules.MaxAge ?? int.MaxValue);
        return new(AgeRange, passed, passed ? RuleCodes.AgeWithin : RuleCodes.AgeOutside,
            Values(("age", Text(age)), min, max));
    }

    private static RuleResult LocationResult(EligibilityRules rules, EligibilityFacts facts)
    {
        if (rules.States.Count == 0)
            return new(Location, true, RuleCodes.AnyLocation);
        var accepted = ("accepted", string.Join(", ", rules.States));
        if (facts.Country is { } country && !country.Equals("US", StringComparison.OrdinalIgnoreCase))
            return new(Location, false, RuleCodes.OtherCountry, Values(("country", country), accepted));
        if (facts.State is not { } state)
            return new(Location, null, RuleCodes.StateUnknown, Values(accepted));
        return rules.States.Contains(state, StringComparer.OrdinalIgnoreCase)
            ? new(Location, true, RuleCodes.StateAccepted, Values(("state", state)))
            : new(Location, false, RuleCodes.StateNotAccepted, Values(("state", state), accepted));
    }

    // Without a preference the scheduler chooses among the line's visit types, so nothing is unknown.
    private static RuleResult VisitTypeResult(EligibilityRules rules, EligibilityFacts facts)
    {
        if (facts.VisitType is not { } wanted)
            return new(VisitTypeRule, true, RuleCodes.NoVisitType);
        var name = ("visitType", wanted.WireName());
        return rules.VisitTypes.Count == 0 || rules.VisitTypes.Contains(wanted)
            ? new(VisitTypeRule, true, RuleCodes.VisitTypeOffered, Values(name))
            : new(VisitTypeRule, false, RuleCodes.VisitTypeNotOffered,
                Values(name, ("visitTypes", string.Join(", ", rules.VisitTypes.Select(v => v.WireName())))));
    }

    private static RuleResult ReasonResult(EligibilityRules rules, EligibilityFacts facts)
    {
        if (rules.ReasonCodes.Count == 0 && rules.ReasonWords.Count == 0)
            return new(Reason, true, RuleCodes.AnyReason);
        if (facts.Codes.FirstOrDefault(c => rules.ReasonCodes.Any(p => p.Matches(c))) is { } known)
            return new(Reason, true, RuleCodes.CodeAccepted, Values(("code", known.Code)));
        // A code of a system without a pattern is ignored: the words decide, or the result is unknown.
        var judged = facts.Codes.Where(c => rules.ReasonCodes.Any(p => p.Judges(c))).ToList();
        if (judged.Count > 0)
            return new(Reason, false, RuleCodes.CodesNotAccepted,
                Values(("codes", string.Join(", ", judged.Select(c => c.Code)))));
        // The reason is personal data; only the accepted word is kept.
        if (rules.ReasonWords.FirstOrDefault(facts.Analyzed.MentionsInReason) is { } word)
            return new(Reason, true, RuleCodes.WordFound, Values(("word", word)));
        if (facts.Codes.Count > 0)
            return new(Reason, null, RuleCodes.SystemNotEvaluated);
        if (string.IsNullOrWhiteSpace(facts.ReasonText))
            return new(Reason, null, RuleCodes.NoReason);
        return rules.ReasonWords.Count == 0
            ? new(Reason, null, RuleCodes.NoCode)
            : new(Reason, false, RuleCodes.NoWordFound);
    }

    private static RuleResult ExclusionResult(EligibilityRules rules, EligibilityFacts facts, MetExclusions met)
    {
        if (met.Excluded.Count > 0)
        {
            var builtIn = ("builtInNames", Joined(met.Excluded.Select(e => e.Name.Code)));
            var names = ("names", Joined(met.Excluded.Select(e => e.Name.Text)));
            return met.RedirectTo is { } to
                ? new(ExclusionRule, false, RuleCodes.ExcludedWithRedirect,
                    Values(builtIn, names, ("builtInRedirect", to.Code), ("redirect", to.Text)))
                : new(ExclusionRule, false, RuleCodes.Excluded, Values(builtIn, names));
        }
        if (met.Concern == EmergencyConcern.ReviewFirst)
            return new(ExclusionRule, true, RuleCodes.EmergencyMentioned);
        if (rules.Exclusions.Count == 0)
            return new(ExclusionRule, true, RuleCodes.NoExclusions);
        return facts.Codes.Count == 0 && string.IsNullOrWhiteSpace(facts.ReasonText)
            ? new(ExclusionRule, null, RuleCodes.ExclusionUnknown)
            : new(ExclusionRule, true, RuleCodes.NotExcluded);
    }

    /// <summary>Null when all are null.</summary>
    private static string? Joined(IEnumerable<string?> parts) =>
        parts.OfType<string>().ToList() is { Count: > 0 } some ? string.Join(", ", some) : null;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Values(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var named = new Dictionary<string, string>();
        foreach (var (name, value) in values)
            if (value is not null) named[name] = value;
        return named;
    }
}
