using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// A known order that its source sent again. The same content changes nothing; what differs is taken in, so that no
/// change is lost; what staff decided since, above all a higher priority, is never taken back by the sender.
/// </summary>
internal static class ReferralChanges
{
    public static D Apply(Referral state, Submit command, ReferralContext context)
    {
        var (known, sent) = (state.Case.Submission, command.Submission);
        if (SubmissionMerge.PatientConflicts(known.Patient,
            sent.Patient) is { Count: > 0 } conflicts) return ReferralRefusals.IdentifierConflict(conflicts);
        if (sent.ServiceLine is { } asked
            && !context.ServiceLines.ContainsKey(asked)) return ReferralRefusals.ServiceLineUnknown;
        var merged = SubmissionMerge.Merge(known, sent);
        var fields = SubmissionMerge.Differences(known, merged);
        if (fields.Count == 0) return D.NoChange;
        return ReferralActions.IsBeforeVisit(state.Stage) ? Change(state, merged, fields, context)
            : ReferralRefusals.OrderOver(state.Stage, fields);
    }

    private static D Change(Referral state, Submission merged, IReadOnlyList<string> fields, ReferralContext context)
    {
        var (before, known) = (state.Case, state.Case.Submission);
        var line = before.ServiceLine == ServiceLineId.Unassigned && ReferralActions.InTriage(state.Stage)
            ? ReferralTriage.Queue(merged, context)
            : before.ServiceLine;
        // What the sender only repeats was known to whoever lowered it.
        var priority = merged.Priority != known.Priority && merged.Priority > before.Priority ? merged.Priority
            : before.Priority;
        var needBy = NeedBy(before, merged);
        List<IntakeWarning> kept = [.. merged.Warnings ?? []];
        if (merged.Priority != known.Priority
            && merged.Priority < before.Priority) kept.Add(new("/priority", "not-lowered", merged.Priority.WireName()));
        if (merged.NeedBy != known.NeedBy && needBy != merged.NeedBy) kept.Add(new("/needBy", "not-relaxed"));
        if (merged.ServiceLine != known.ServiceLine
            && merged.ServiceLine != line) kept.Add(new("/serviceLine", "not-routed", merged.ServiceLine?.Value));
        var consents = SubmissionMerge.NewConsents(known, merged);
        var withdrawn = consents.Where(c => c.Given && before.Consents.Any(had => had.Kind == c.Kind && !had.Given))
            .ToList();
        kept.AddRange(withdrawn.Select(c => new IntakeWarning("/consents", "withdrawn-since", c.Kind.WireName())));
        merged = merged with { Warnings = kept.Count == 0 ? null : [.. kept.Distinct()] };

        var judged = ReferralTriage.StillConcerned(before.Eligibility, ReferralTriage.Judge(line, merged, context));
        var isGraver = EmergencyRules.Concern(judged) > EmergencyRules.Concern(before.Eligibility);
        // What a nurse overruled was not this.
        judged = judged with { OverruledBecause = isGraver ? null : before.Eligibility.OverruledBecause };
        var after = before with { Submission = merged, ServiceLine = line, Priority = priority, NeedBy = needBy,
            Eligibility = judged };
        var missing = ReferralTriage.Missing(line, merged, context);
        // What was struck off by hand stays so: documents are not in the submission.
        if (line == before.ServiceLine) missing =
            [.. before.Missing.Where(m => missing.Any(still => still.What == m.What))];
        var clock = line != before.ServiceLine ? context.Start(ClockKind.Review, after)
            : isGraver || priority != before.Priority || needBy != before.NeedBy
                ? ReferralClocks.Recount(state with { Case = after }, priority, needBy, context)
            : state.Clock!;
        // The visit stays, and its clock rings at once: somebody must look before it.
        if (isGraver && state is Referral.Booked
            && EmergencyRules.Concern(judged) == EmergencyConcern.Emergency) clock =
            clock with { RingsAt = context.Now };
        var changed = new E.ChangedBySender(
            merged, fields, line, before.Priority, priority, needBy, [.. consents.Except(withdrawn)], judged, missing,
                clock);
        var isLouder = isGraver || priority > before.Priority && priority >= Priority.Urgent;
        return D.Accept(
            [.. isLouder ? Freed(state, context) : [], changed, .. Answered(state, merged, after, context), .. isGraver
            ? BackToTriage(state, changed, after, context) : []]);
    }

    /// <summary>The date of the sender, unless staff set another one since: then the earlier of both.</summary>
    private static Instant? NeedBy(ReferralCase before, Submission merged)
    {
        if (merged.NeedBy is not { } asked || asked == before.Submission.NeedBy) return before.NeedBy;
        return before.NeedBy is { } set && set != before.Submission.NeedBy && set < asked ? set : asked;
    }

    /// <summary>A claim silences the alarm. Whoever took it took another referral than this has become.</summary>
    private static IEnumerable<ReferralEvent> Freed(Referral state, ReferralContext context) =>
        ReferralActions.InTriage(state.Stage) && ReferralTriage.LiveClaim(state, context.Now) is { } claim
            ? [new E.ClaimEnded(claim.By, "order-changed")] : [];

    /// <summary>What became an emergency after triage is triage's again, where it alarms. A booked visit is not given
    /// up for it.</summary>
    private static IEnumerable<ReferralEvent> BackToTriage(Referral state, E.ChangedBySender changed,
        ReferralCase after, ReferralContext context) =>
        state is Referral.Accepted or Referral.Contacting or Referral.Waiting or Referral.Offered
            && EmergencyRules.Concern(changed.Eligibility) == EmergencyConcern.Emergency
            ? [new E.Routed(after.ServiceLine, after.ServiceLine, "The order was sent again and names an emergency.",
                changed.Eligibility, changed.Missing,
                context.Start(ClockKind.Review, after))]
            : [];

    /// <summary>The source was asked for something and sent its order again: that is its answer, and triage looks
    /// again.</summary>
    private static IEnumerable<ReferralEvent> Answered(Referral state, Submission merged, ReferralCase after,
        ReferralContext context)
    {
        if (state is not Referral.InformationRequested asked) return [];
        var missing = MissingItems.For(merged, asked.Items).Select(m => m.What).ToHashSet();
        return [new E.InformationSupplied([.. asked.Items.Where(i => !missing.Contains(i))], null,
            context.Start(ClockKind.Review, after))];
    }
}
