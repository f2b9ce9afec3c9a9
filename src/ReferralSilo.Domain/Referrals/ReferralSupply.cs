using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;
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
        var merged = Merge(before.Submission, command);
        var line = before.ServiceLine == ServiceLineId.Unassigned && Stages.InTriage.Contains(state.Stage)
            ? ReferralTriage.Queue(merged, context) : before.ServiceLine;
        var judged = Judge(before, merged, line, command.Message, context);
        var missing = Missing(before, merged, line, command, context);
        var fields = SubmissionMerge.Differences(before.Submission, merged);
        if (state is not Referral.InformationRequested && command.Message is null && fields.Count == 0
            && missing.SequenceEqual(before.Missing) && ReferenceEquals(merged, before.Submission))
            return D.NoChange;

        var after = before with { Submission = merged, ServiceLine = line, Eligibility = judged, Missing = missing };
        var supplied = new E.InformationSupplied(command.Items, command.Message, Clock(state, after, context))
        {
            Patient = ReferenceEquals(merged.Patient, before.Submission.Patient) ? null : merged.Patient,
            Warnings = ReferenceEquals(merged.Warnings, before.Submission.Warnings) ? null : merged.Warnings ?? [],
            Fields = fields, Eligibility = judged, Missing = missing,
        };
        return D.Accept([supplied, .. Moved(state, supplied, after, context)]);
    }

    private static Submission Merge(Submission known, SuppliedInformation command)
    {
        var patient = command.Patient is { } sent ? SubmissionMerge.Merge(known.Patient, sent) : known.Patient;
        var merged = ReferenceEquals(patient, known.Patient) ? known : known with { Patient = patient };
        var fields = SubmissionMerge.Differences(known, merged);
        // A value that is there now was unreadable before.
        var warnings = (known.Warnings ?? []).Where(w => !fields.Any(f => IsUnder(w.Field, f)))
            .Concat(command.Warnings ?? []).Distinct().ToList();
        return warnings.SequenceEqual(known.Warnings ?? []) ? merged
            : merged with { Warnings = warnings.Count == 0 ? null : warnings };
    }

    private static bool IsUnder(string pointer, string field) =>
        pointer == field || pointer.StartsWith(field + "/", StringComparison.Ordinal);

    /// <summary>The message is judged too: it may name an emergency. What a nurse overruled stays overruled, unless
    /// something more serious came.</summary>
    private static EligibilityResult Judge(ReferralCase before, Submission merged, ServiceLineId line, string? message,
        ReferralContext context)
    {
        var judged = ReferralTriage.KeepConcern(before.Eligibility,
            ReferralTriage.Judge(line, merged, context, message));
        return judged with
        {
            OverruledBecause = judged.Concern > before.Eligibility.Concern ? null : before.Eligibility.OverruledBecause,
        };
    }

    /// <summary>A data item is missing until it is there. Other items are struck on the word of staff.</summary>
    private static IReadOnlyList<MissingInformation> Missing(ReferralCase before, Submission merged, ServiceLineId line,
        SuppliedInformation command, ReferralContext context)
    {
        var struck = command.ByStaff ? command.Items.Where(i => !MissingItems.IsPatientData(i)).ToHashSet() : [];
        var required = ReferralTriage.Missing(line, merged, context).ToDictionary(m => m.What);
        // Items of the line that staff struck before stay so: the submission contains no documents.
        var open = line == before.ServiceLine
            ? before.Missing.Where(m => required.ContainsKey(m.What)) : required.Values;
        return [.. open.Where(m => !struck.Contains(m.What))];
    }

    private static Clock Clock(Referral state, ReferralCase after, ReferralContext context) =>
        state is Referral.InformationRequested || after.ServiceLine != state.Case.ServiceLine
            ? context.Start(ClockKind.Review, after)
        // The visit stays and its clock rings at once: someone must review it before the visit.
        : state is Referral.Booked booked && IsNewEmergency(state, after)
            ? booked.Visit with { RingsAt = context.Now }
        : after.Eligibility.Concern > state.Case.Eligibility.Concern
            ? ReferralClocks.Recalculate(state with { Case = after }, after.Priority, after.NeedBy, context)
        : state.Clock!;

    /// <summary>With the data a line may take the referral; an emergency after triage goes back there, as when the
    /// order is sent again.</summary>
    private static IEnumerable<ReferralEvent> Moved(Referral state, E.InformationSupplied supplied, ReferralCase after,
        ReferralContext context)
    {
        if (after.ServiceLine != state.Case.ServiceLine)
            return [new E.Routed(state.Case.ServiceLine, after.ServiceLine, null, after.Eligibility, after.Missing,
                supplied.Clock)];
        return IsNewEmergency(state, after)
            && state is Referral.Accepted or Referral.Contacting or Referral.Waiting or Referral.Offered
            ? [new E.Routed(after.ServiceLine, after.ServiceLine, ShownText.BuiltIn(BuiltInText.EmergencyInOrder),
                after.Eligibility, after.Missing, context.Start(ClockKind.Review, after))]
            : [];
    }

    private static bool IsNewEmergency(Referral state, ReferralCase after) =>
        after.Eligibility.Concern == EmergencyConcern.Emergency
        && state.Case.Eligibility.Concern < EmergencyConcern.Emergency;

    private static SupplyInformation Public { get; } = new();
}
