namespace ReferralSilo.Contracts.Capacity;

/// <summary>Why a clinician or a slot is not offered to a referral, or why it is not the best,
/// <c>GET /api/referrals/{id}/why-not</c>.</summary>
/// <param name="Referral">Referral id.</param>
/// <param name="Clinician">Clinician id.</param>
/// <param name="Slot">The slot asked for; without one, the clinician's best slot, and null when there is none.</param>
/// <param name="Broken">Every broken rule. About a slot, in the order in which a booking is judged: the first is the
/// refusal of a booking. About a clinician without a slot, the first is the rule under which
/// <see cref="SlotMatches.Removed"/> counts the clinician; the others follow in the order of evaluation.</param>
/// <param name="FirstPossible">Without a slot: start of the clinician's first free slot that breaks no rule about
/// clinician and day, in the next 1000 days; null for none. With <c>beyond-horizon</c> among the broken rules it can be
/// booked from the day that this rule names.</param>
/// <param name="Score">Score of the slot; null when it cannot be booked, not even with a reason, and after a need-by
/// that has not passed.</param>
/// <param name="Best">The best slot of all clinicians; null when there is none.</param>
/// <param name="Differences">What the slot has more (or less, negative) than the best one, by reason. The differences
/// add up to the difference of the scores.</param>
public sealed record WhyNot(
    string Referral, string Clinician, string? Slot, IReadOnlyList<BrokenRule> Broken, DateTimeOffset? FirstPossible,
    double? Score, SlotMatch? Best, IReadOnlyList<ReasonDifference> Differences);

/// <summary>A broken rule.</summary>
/// <param name="Rule">The code with which a hold or booking is refused, e.g. <c>not-licensed</c>; or
/// <c>no-free-slot</c>, <c>not-on-grid</c>, <c>beyond-search</c>, <c>own-slot</c> or <c>referral-closed</c>, which keep
/// a slot from being offered and refuse no booking by themselves.</param>
/// <param name="Value">The value that breaks the rule; null when it is not known.</param>
/// <param name="Required">The value that the rule requires; null when it is not known.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Change">The nearest change that would fulfil the rule: <c>licence-starts</c>, <c>licence</c>,
/// <c>access-need-met</c>, <c>state-known</c>, <c>birth-date-known</c>, <c>birthday</c>,
/// <c>language-not-required</c>, <c>overrule</c>, <c>hold-ends</c>, <c>other-time</c>,
/// <c>other-visit-type</c>, <c>booking-opens</c>, <c>search-reaches</c>, <c>other-day</c> or <c>other-week</c>. Null
/// for none.</param>
/// <param name="ChangesAt">When this change happens by itself; null when it does not.</param>
public sealed record BrokenRule(
    string Rule, string? Value, string? Required, string Text, string? Change = null, DateTimeOffset? ChangesAt = null);

/// <summary>The points of one reason for two slots.</summary>
/// <param name="Rule">The reason, as in <see cref="ScoreReason"/>.</param>
/// <param name="Points">Points of the slot asked for.</param>
/// <param name="BestPoints">Points of the best slot.</param>
/// <param name="Difference">Points minus the best slot's points.</param>
public sealed record ReasonDifference(string Rule, double Points, double BestPoints, double Difference)
{
    /// <summary>The differences between two slots of one referral, by reason. They add up to the difference of the
    /// scores, because points are whole tenths.</summary>
    public static IReadOnlyList<ReasonDifference> Between(IReadOnlyList<ScoreReason> own,
        IReadOnlyList<ScoreReason> best) => [.. own.Zip(best, (o, b) =>
            new ReasonDifference(o.Rule, o.Points, b.Points, Math.Round(o.Points - b.Points, 1)))];
}

/// <summary>How many clinicians a hard rule removed.</summary>
/// <param name="Rule"><c>service-line-not-served</c>, <c>not-licensed</c>, <c>language-not-spoken</c>,
/// <c>access-need-not-met</c>, <c>age-not-served</c>, <c>visit-type-not-offered</c>, <c>no-free-slot</c> or
/// <c>need-by-passed</c>.</param>
/// <param name="Clinicians">Number of clinicians for whom it was the first broken rule.</param>
public sealed record RemovedClinicians(string Rule, int Clinicians);
