using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What the record of the patient changes in a referral, and the consents that are recorded with it.</summary>
internal static class ReferralPatient
{
    /// <summary>Reason of a referral that ended because the patient died; public.</summary>
    public const string Died = "The patient has died.";

    public static D Assign(Referral state, AssignPatient command) =>
        state.Case.PatientId is null ? new E.PatientAssigned(command.PatientId) : D.NoChange;

    public static D Record(Referral state, RecordConsent command, ReferralContext context) =>
        new E.ConsentRecorded(new Consent(command.Kind, command.Given, command.How, context.Now)
        {
            Purpose = command.Purpose, Wording = command.Wording, RiskTold = command.RiskTold,
            By = context.Actor, RecordedAt = context.Now, From = state.Case.Id,
        });

    /// <summary>Takes over a newer copy. Before the visit the referral is judged anew; it ends when the patient
    /// died.</summary>
    public static D Change(Referral state, ChangePatient command, ReferralContext context)
    {
        var (before, copy) = (state.Case, command.Copy);
        if (before.Copy is { } known && known.Version >= copy.Version) return D.NoChange;
        if (!Stages.BeforeVisit.Contains(state.Stage)) return new E.PatientChanged(copy);
        // One that came after the death was recorded is of someone who lives, or a mistake: people look at it.
        if (before.ReceivedAt <= copy.DeceasedAt && before.Copy?.DeceasedAt is null)
            return D.Accept(new E.PatientChanged(copy), new E.Ended(Stage.Withdrawn, Died, null,
                context.Start(ClockKind.LoopClosure, before)));

        var after = before.With(copy);
        var line = before.ServiceLine == ServiceLineId.Unassigned && Stages.InTriage.Contains(state.Stage)
            ? ReferralTriage.Queue(after.Judged(after.Submission), context) : before.ServiceLine;
        var judged = after.Judged(after.Submission);
        var fields = SubmissionMerge.Differences(before.Judged(before.Submission), judged);
        if (fields.Count == 0) return new E.PatientChanged(copy);

        var (eligibility, rises) = ReferralConcern.Judge(state, judged, line, null, context);
        after = after with { ServiceLine = line, Eligibility = eligibility };
        var missing = Missing(before, judged, line, context);
        after = after with { Missing = missing };
        var clock = line != before.ServiceLine ? context.Start(ClockKind.Review, after)
            : rises ? ReferralConcern.Clock(state, after, context) : state.Clock!;
        var visitRule = VisitRules.NewlyBroken(state, after, context);
        // Someone must review the visit.
        if (visitRule is not null) clock = clock with { RingsAt = context.Now };
        var changed = new E.PatientChanged(copy)
        {
            Fields = fields, Eligibility = eligibility, Missing = missing, VisitRule = visitRule,
            Clock = clock == state.Clock || line != before.ServiceLine ? null : clock,
        };
        return D.Accept([.. rises ? ReferralConcern.EndClaim(state, context) : [], changed,
            .. line != before.ServiceLine
                ? [new E.Routed(before.ServiceLine, line, null, eligibility, missing, clock)]
                : rises ? ReferralConcern.BackToTriage(state, after, context) : []]);
    }

    /// <summary>What staff marked as supplied stays so: documents are in no record of the patient.</summary>
    private static IReadOnlyList<MissingInformation> Missing(ReferralCase before, Submission judged,
        ServiceLineId line, ReferralContext context)
    {
        var required = ReferralTriage.Missing(line, judged, context);
        return line != before.ServiceLine ? required
            : [.. required.Where(m => before.Missing.Contains(m) || !MissingItems.IsKnownByWord(m.What))];
    }
}
