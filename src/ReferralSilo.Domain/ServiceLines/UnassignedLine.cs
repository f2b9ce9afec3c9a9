using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The queue of the referrals that no service line takes. It has the built-in targets, so its referrals have
/// clocks and alarms like others; triage routes them. No clinician serves it.</summary>
public static class UnassignedLine
{
    /// <summary>Code of the warning in the answer to the sender, at <c>/serviceLine</c>.</summary>
    public const string WarningCode = "no-service-line";

    /// <summary>Its settings: built-in defaults, around the clock, UTC.</summary>
    public static ServiceLine Settings { get; } =
        ServiceLineParser.Parse(ServiceLineId.Unassigned, 0, new ServiceLineInput("Unassigned", "UTC")).Value!;

    /// <summary>The stored result as it is shown. A referral without a line that was stored before there was this rule
    /// says that it is eligible.</summary>
    public static EligibilityResult Shown(ServiceLineId line, EligibilityResult stored) =>
        line == ServiceLineId.Unassigned && stored.Rules.All(r => r.Rule != EligibilityEvaluator.ServiceLineRule)
            ? Unknown(stored) : stored;

    /// <summary>What the rules that need no service line found; whether the patient is eligible is not known before a
    /// line judges it.</summary>
    internal static EligibilityResult Unknown(EligibilityResult judged) => judged with
    {
        Outcome = judged.Outcome == EligibilityOutcome.Eligible ? EligibilityOutcome.Unknown : judged.Outcome,
        Rules = [new(EligibilityEvaluator.ServiceLineRule, null, RuleCodes.NoServiceLine), .. judged.Rules],
    };
}
