using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What changes when the danger of a known referral rises: its order was sent again, or information
/// came.</summary>
internal static class ReferralConcern
{
    /// <summary>The referral judged anew. What a nurse overruled stays overruled, unless something more serious or
    /// another emergency came.</summary>
    /// <param name="state">The referral before the change.</param>
    /// <param name="merged">Its submission after the change.</param>
    /// <param name="line">Its service line after the change.</param>
    /// <param name="message">The message that came; null for none.</param>
    /// <param name="context">The inputs of the decision.</param>
    /// <returns>The result, and true when the danger rises by the change.</returns>
    public static (EligibilityResult Judged, bool Rises) Judge(Referral state, Submission merged, ServiceLineId line,
        string? message, ReferralContext context)
    {
        var before = state.Case.Eligibility;
        var judged = ReferralTriage.KeepConcern(before, ReferralTriage.Judge(line, merged, context));
        var rises = judged.Concern > before.Concern
            || !IsUndecidedEmergency(state) && IsEmergency(News(state.Case.Submission, merged, message), line, context);
        return (judged with { OverruledBecause = rises ? null : before.OverruledBecause }, rises);
    }

    /// <summary>Ends the claim, because it silences the alarm and was made for a less urgent referral.</summary>
    public static IEnumerable<ReferralEvent> EndClaim(Referral state, ReferralContext context) =>
        Stages.InTriage.Contains(state.Stage) && ReferralTriage.LiveClaim(state, context.Now) is { } claim
            ? [new E.ClaimEnded(claim.By, "order-changed")] : [];

    /// <summary>Moves an emergency that arises after triage back to triage for the alarm. A booked visit
    /// stays.</summary>
    public static IEnumerable<ReferralEvent> BackToTriage(Referral state, ReferralCase after,
        ReferralContext context) =>
        state is Referral.Accepted or Referral.Contacting or Referral.Waiting or Referral.Offered
            && after.Eligibility.Concern == EmergencyConcern.Emergency
            ? [new E.Routed(after.ServiceLine, after.ServiceLine, ShownText.BuiltIn(BuiltInText.EmergencyInOrder),
                after.Eligibility, after.Missing, context.Start(ClockKind.Review, after))]
            : [];

    /// <summary>The clock when the danger rises. A visit stays and its clock rings at once: someone must review it
    /// before the visit.</summary>
    public static Clock Clock(Referral state, ReferralCase after, ReferralContext context)
    {
        var clock = ReferralClocks.Recalculate(state with { Case = after }, after.Priority, after.NeedBy, context);
        return state is Referral.Booked && after.Eligibility.Concern == EmergencyConcern.Emergency
            ? clock with { RingsAt = context.Now } : clock;
    }

    /// <summary>True while triage has not decided on the emergency: its alarm is on, or a nurse works on it.</summary>
    private static bool IsUndecidedEmergency(Referral state) =>
        Stages.InTriage.Contains(state.Stage)
        && state.Case.Eligibility is { Concern: EmergencyConcern.Emergency, OverruledBecause: null };

    private static bool IsEmergency(Submission? news, ServiceLineId line, ReferralContext context) =>
        news is not null && ReferralTriage.Judge(line, news, context).Concern == EmergencyConcern.Emergency;

    /// <summary>The submission with only the texts and codes that are new; null for none.</summary>
    private static Submission? News(Submission known, Submission merged, string? message)
    {
        var text = merged.Reason?.Text == known.Reason?.Text ? null : merged.Reason?.Text;
        List<ConceptCode> codes = [.. (merged.Reason?.Codes ?? []).Except(known.Reason?.Codes ?? [])];
        var goal = merged.VisitGoal == known.VisitGoal ? null : merged.VisitGoal;
        var trigger = merged.Trigger == known.Trigger ? null : merged.Trigger;
        return text is null && codes.Count == 0 && goal is null && trigger is null && message is null ? null
            : merged with
            {
                Reason = new Reason(text, codes), VisitGoal = goal, Trigger = trigger,
                Notes = message is null ? null : [message],
            };
    }
}
