using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Applies an order that its source sent again. The same content changes nothing; differences are applied. The
/// sender never undoes decisions of staff, such as a higher priority.</summary>
internal static class ReferralChanges
{
    public static D Apply(Referral state, Submit command, ReferralContext context)
    {
        var (known, sent) = (state.Case.Submission, command.Submission);
        // The source may have corrected the patient as staff did.
        if (SubmissionMerge.PatientConflicts(known.Patient, sent.Patient) is { Count: > 0 } conflicts
            && SubmissionMerge.PatientConflicts(state.Case.Patient, sent.Patient).Count > 0)
            return ReferralRefusals.IdentifierConflict(conflicts);
        if (sent.ServiceLine is { } asked && !context.ServiceLines.ContainsKey(asked))
            return ReferralRefusals.ServiceLineUnknown;
        var merged = SubmissionMerge.Merge(known, sent);
        var fields = SubmissionMerge.Differences(known, merged);
        if (fields.Count == 0) return D.NoChange;
        if (Stages.BeforeVisit.Contains(state.Stage)) return Change(state, merged, fields, context);
        // The same order, of which an older program kept less.
        return fields is ["/patient/contacts"] && GuardianCopies.AreExtended(known.Patient, merged.Patient.Contacts)
            ? D.NoChange : ReferralRefusals.OrderOver(state.Stage, fields);
    }

    private static D Change(Referral state, Submission merged, IReadOnlyList<string> fields, ReferralContext context)
    {
        var (before, known) = (state.Case, state.Case.Submission);
        var line = before.ServiceLine == ServiceLineId.Unassigned && Stages.InTriage.Contains(state.Stage)
            ? ReferralTriage.Queue(before.Judged(merged), context)
            : before.ServiceLine;
        // A repeated priority is ignored: the person who changed it had seen it.
        var priority = merged.Priority != known.Priority && merged.Priority > before.Priority ? merged.Priority
            : before.Priority;
        var needBy = NeedBy(before, merged);
        List<SubmissionWarning> kept = [.. merged.Warnings ?? []];
        if (merged.Priority != known.Priority && merged.Priority < before.Priority)
            kept.Add(new("/priority", "not-lowered", merged.Priority.WireName()));
        if (merged.NeedBy != known.NeedBy && needBy != merged.NeedBy) kept.Add(new("/needBy", "not-relaxed"));
        if (merged.ServiceLine != known.ServiceLine && merged.ServiceLine != line)
            kept.Add(new("/serviceLine", "not-routed", merged.ServiceLine?.Value));
        var consents = ConsentOrder.Received(SubmissionMerge.NewConsents(known, merged), context.Now);
        var withdrawn = consents.Where(c => c.Given && before.Consents.Any(had =>
            had.Kind == c.Kind && !had.Given && ConsentOrder.Compare(had, c) >= 0)).ToList();
        kept.AddRange(withdrawn.Select(c => new SubmissionWarning("/consents", "withdrawn-since", c.Kind.WireName())));
        merged = merged with { Warnings = kept.Count == 0 ? null : [.. kept.Distinct()] };

        var counted = before.With([.. consents.Except(withdrawn)]);
        var (judged, rises) = ReferralConcern.Judge(state, counted.Judged(merged), line, null, context);
        var after = counted with
        {
            Submission = merged, ServiceLine = line, Priority = priority, NeedBy = needBy, Eligibility = judged,
        };
        var missing = ReferralTriage.Missing(line, counted.Judged(merged), context);
        // Items that staff marked as supplied stay so: the submission contains no documents.
        if (line == before.ServiceLine)
            missing = [.. before.Missing.Where(m => missing.Any(still => still.What == m.What))];
        var clock = line != before.ServiceLine ? context.Start(ClockKind.Review, after)
            : rises ? ReferralConcern.Clock(state, after, context)
            : priority != before.Priority || needBy != before.NeedBy
                ? ReferralClocks.Recalculate(state with { Case = after }, priority, needBy, context)
            : state.Clock!;
        var visitRule = VisitRules.NewlyBroken(state, after with { Missing = missing }, context);
        // Someone must review the visit.
        if (visitRule is not null) clock = clock with { RingsAt = context.Now };
        var changed = new E.ChangedBySender(
            merged, fields, line, before.Priority, priority, needBy, [.. consents.Except(withdrawn)], judged, missing,
            clock) { VisitRule = visitRule };
        var raisesAlarm = rises || priority > before.Priority && priority >= Priority.Urgent;
        return D.Accept([
            .. raisesAlarm ? ReferralConcern.EndClaim(state, context) : [], changed,
            .. AnswerRequest(state, merged, after, context),
            .. rises ? ReferralConcern.BackToTriage(state, after with { Missing = missing }, context) : []]);
    }

    /// <summary>The sender's date; when staff set another one since, the earlier of both.</summary>
    private static Instant? NeedBy(ReferralCase before, Submission merged)
    {
        if (merged.NeedBy is not { } asked || asked == before.Submission.NeedBy) return before.NeedBy;
        return before.NeedBy is { } set && set != before.Submission.NeedBy && set < asked ? set : asked;
    }

    /// <summary>When information was requested, the new order is the answer, and the review starts again.</summary>
    private static IEnumerable<ReferralEvent> AnswerRequest(Referral state, Submission merged, ReferralCase after,
        ReferralContext context)
    {
        if (state is not Referral.InformationRequested asked) return [];
        var missing = MissingItems.For(after.Judged(merged), asked.Items).Select(m => m.What).ToHashSet();
        return [new E.InformationSupplied([.. asked.Items.Where(i => !missing.Contains(i))], null,
            context.Start(ClockKind.Review, after))];
    }
}
