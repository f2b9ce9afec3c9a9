using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Takes in data that was missing, or corrects it, and judges the referral anew.</summary>
internal static class ReferralSupply
{
    public static D Apply(Referral state, SuppliedInformation command, ReferralContext context)
    {
        if (!CommandTable.Allows(state.Stage, Public) || !command.ByStaff && state is not Referral.InformationRequested)
            return ReferralRefusals.NotAllowed(state, Public);
        var before = state.Case;
        if (!command.ByStaff && command.Patient is { } sent
            && SubmissionMerge.PatientConflicts(before.Submission.Patient, sent) is { Count: > 0 } conflicts
            && SubmissionMerge.PatientConflicts(before.Patient, sent).Count > 0)
            return ReferralRefusals.AnotherPatient(conflicts);
        var merged = Merge(before.Submission, command);
        var line = before.ServiceLine == ServiceLineId.Unassigned && Stages.InTriage.Contains(state.Stage)
            ? ReferralTriage.Queue(before.Judged(merged), context) : before.ServiceLine;
        var (judged, rises) = ReferralConcern.Judge(state, before.Judged(merged), line, command.Message, context);
        var missing = Missing(before, merged, line, command, context);
        var fields = SubmissionMerge.Differences(before.Submission, merged with { Notes = before.Submission.Notes });
        if (state is not Referral.InformationRequested && command.Message is null && fields.Count == 0
            && missing.SequenceEqual(before.Missing) && ReferenceEquals(merged, before.Submission))
            return D.NoChange;

        var after = before with { Submission = merged, ServiceLine = line, Eligibility = judged, Missing = missing };
        var visitRule = VisitRules.NewlyBroken(state, after, context);
        var clock = Clock(state, after, rises, context);
        // Someone must review the visit.
        if (visitRule is not null) clock = clock with { RingsAt = context.Now };
        var supplied = new E.InformationSupplied(command.Items, command.Message, clock)
        {
            Patient = ReferenceEquals(merged.Patient, before.Submission.Patient) ? null : merged.Patient,
            Warnings = ReferenceEquals(merged.Warnings, before.Submission.Warnings) ? null : merged.Warnings ?? [],
            Fields = fields, Eligibility = judged, Missing = missing, VisitRule = visitRule,
        };
        return D.Accept([.. rises ? ReferralConcern.EndClaim(state, context) : [], supplied,
            .. Moved(state, supplied, after, rises, context)]);
    }

    private static Submission Merge(Submission known, SuppliedInformation command)
    {
        var patient = command.Patient is { } sent
            ? SubmissionMerge.Merge(GuardianCopies.Before(known, sent), sent) : known.Patient;
        var merged = ReferenceEquals(patient, known.Patient) ? known : known with { Patient = patient };
        var fields = SubmissionMerge.Differences(known, merged);
        // A value that is there now was unreadable before.
        IReadOnlyList<SubmissionWarning> warnings = [.. (known.Warnings ?? [])
            .Where(w => !fields.Any(f => IsUnder(w.Field, f))).Concat(command.Warnings ?? []).Distinct()];
        if (command.Patient is { } part) warnings = GuardianCopies.Warnings(known, part, warnings) ?? [];
        if (!warnings.SequenceEqual(known.Warnings ?? []))
            merged = merged with { Warnings = warnings.Count == 0 ? null : warnings };
        return command.Message is { } message ? merged.WithNote(message) : merged;
    }

    private static bool IsUnder(string pointer, string field) =>
        pointer == field || pointer.StartsWith(field + "/", StringComparison.Ordinal);

    /// <summary>A value or consent is missing until it is there. Other items are struck on the word of staff.</summary>
    private static IReadOnlyList<MissingInformation> Missing(ReferralCase before, Submission merged, ServiceLineId line,
        SuppliedInformation command, ReferralContext context)
    {
        var struck = command.ByStaff ? command.Items.Where(i => MissingItems.IsKnownByWord(i)).ToHashSet() : [];
        var required = ReferralTriage.Missing(line, before.Judged(merged), context)
            .ToDictionary(m => m.What);
        // Items of the line that staff struck before stay so: the submission contains no documents.
        var open = line == before.ServiceLine
            ? before.Missing.Where(m => required.ContainsKey(m.What)) : required.Values;
        return [.. open.Where(m => !struck.Contains(m.What))];
    }

    private static Clock Clock(Referral state, ReferralCase after, bool rises, ReferralContext context) =>
        state is Referral.InformationRequested || after.ServiceLine != state.Case.ServiceLine
            ? context.Start(ClockKind.Review, after)
        : rises ? ReferralConcern.Clock(state, after, context)
        : state.Clock!;

    /// <summary>With the data a line may take the referral; an emergency after triage goes back there.</summary>
    private static IEnumerable<ReferralEvent> Moved(Referral state, E.InformationSupplied supplied, ReferralCase after,
        bool rises, ReferralContext context)
    {
        if (after.ServiceLine != state.Case.ServiceLine)
            return [new E.Routed(state.Case.ServiceLine, after.ServiceLine, null, after.Eligibility, after.Missing,
                supplied.Clock)];
        return rises ? ReferralConcern.BackToTriage(state, after, context) : [];
    }

    private static SupplyInformation Public { get; } = new();
}
