using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The eligibility of a referral with the result of each rule (EL-2), as it is stored.</summary>
/// <param name="Outcome">Overall result.</param>
/// <param name="Rules">Result of each rule, in the order of evaluation.</param>
/// <param name="Concern">Danger to life.</param>
/// <param name="Redirect">Where to send the patient instead: a text of the service line's settings, or the program's
/// own.</param>
/// <param name="Suggestions">Service lines that fit; null when eligible.</param>
/// <param name="OverruledBecause">The reason of the nurse who overruled a failed rule.</param>
public sealed record EligibilityResult(
    EligibilityOutcome Outcome, IReadOnlyList<RuleResult> Rules, EmergencyConcern Concern = EmergencyConcern.None,
    ShownText? Redirect = null, IReadOnlyList<ServiceLineId>? Suggestions = null, string? OverruledBecause = null);

/// <summary>The result of one rule as code and values; <see cref="RuleSentences"/> has the sentence.</summary>
/// <param name="Rule">Name of the rule, e.g. <c>age-range</c>.</param>
/// <param name="Passed">Null when the rule cannot be evaluated.</param>
/// <param name="Code">One of <see cref="RuleCodes"/>.</param>
/// <param name="Values">The values of the sentence by name; null for none.</param>
public sealed record RuleResult(string Rule, bool? Passed, string Code,
    IReadOnlyDictionary<string, string>? Values = null);
