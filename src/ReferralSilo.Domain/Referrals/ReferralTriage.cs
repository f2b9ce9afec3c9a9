using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Receipt and triage: who works on a referral, whether it is accepted, where it goes.</summary>
internal static class ReferralTriage
{
    public static D Receive(Submit command, ReferralContext context)
    {
        var sent = command.Submission;
        var submission = sent with
        {
            Patient = command.Copy?.Corrected?.ApplyTo(sent.Patient) ?? sent.Patient,
            Consents = ConsentOrder.Add(ConsentOrder.Received(sent.Consents, context.Now),
                command.Copy?.Consents ?? []),
        };
        if (submission.ServiceLine is { } asked && !context.ServiceLines.ContainsKey(asked))
            return ReferralRefusals.ServiceLineUnknown;
        var line = Queue(submission, context);
        var judged = Judge(line, submission, context);
        var due = EmergencyRules.DueAt(context.Line(line), ClockKind.Review, submission.Priority,
            judged.Concern, submission.NeedBy, context.Now);
        return new E.Received(command.Id, command.Number, sent, line,
            judged, Missing(line, submission, context), Clock.Start(ClockKind.Review, context.Now, due))
        {
            PatientId = command.PatientId, Copy = command.Copy,
        };
    }

    /// <summary>The service line whose queue it waits in.</summary>
    public static ServiceLineId Queue(Submission submission, ReferralContext context) =>
        submission.ServiceLine
            ?? ServiceLineSuggestions.Queue(FactsOf(submission, context.Now), context.ServiceLines.Values);

    public static D Claim(Referral state, Claim command, ReferralContext context)
    {
        var expires = context.Now + context.Line(state.Case.ServiceLine).ClaimFor;
        var own = new StaffClaim(context.Actor, expires, MayTriage: context.MayAccept ? null : false);
        return LiveClaim(state, context.Now) switch
        {
            null when state.Case.Claim is { } stale =>
                D.Accept(new E.ClaimEnded(stale.By, "expired"), new E.Claimed(own)),
            null => new E.Claimed(own),
            { } claim when claim.By == context.Actor => D.NoChange,
            { } claim when !command.TakeOver => ReferralRefusals.ClaimedByAnother(claim),
            _ when string.IsNullOrWhiteSpace(command.Reason) =>
                ReferralRefusals.BadInput("/reason", "Say why it is taken from the person who works on it."),
            { } claim => new E.Claimed(own with { TakenFrom = claim.By }, command.Reason),
        };
    }

    public static D Release(Referral state, ReferralContext context) => LiveClaim(state, context.Now) switch
    {
        null => D.NoChange,
        { } claim when claim.By == context.Actor => new E.ClaimEnded(claim.By, "released"),
        { } claim => ReferralRefusals.ClaimedByAnother(claim),
    };

    public static D Accept(Referral state, Accept command, ReferralContext context)
    {
        if (IsUnassigned(state)) return ReferralRefusals.NotRouted;
        if (IsIneligible(state) && string.IsNullOrWhiteSpace(command.Overrule)) return ReferralRefusals.NotEligible;
        return new E.Accepted(command.Overrule, command.Note, context.Start(ClockKind.FirstContact, state.Case));
    }

    public static D RequestInformation(Referral state, RequestInformation command, ReferralContext context) =>
        new E.InformationRequested(command.Items, command.Message, context.Start(ClockKind.Information, state.Case));

    public static D Route(Referral state, Route command, ReferralContext context)
    {
        var to = new ServiceLineId(command.ServiceLine);
        if (to == state.Case.ServiceLine) return D.NoChange;
        if (!context.ServiceLines.ContainsKey(to)) return ReferralRefusals.ServiceLineUnknown;
        var submission = state.Case.Judged(state.Case.Submission);
        var judged = KeepConcern(state.Case.Eligibility, Judge(to, submission, context));
        return new E.Routed(state.Case.ServiceLine, to, ShownText.Written(command.Reason), judged,
            Missing(to, submission, context),
            context.Start(ClockKind.Review, state.Case with { ServiceLine = to, Eligibility = judged }))
        {
            FormerLines = state.Case.Leaving(to, context.Now),
        };
    }

    public static D Prioritize(Referral state, Prioritize command, ReferralContext context)
    {
        if (!context.MayAccept && LowersInTriage(state, command)) return ReferralRefusals.NotAccepted;
        var asked = command.NeedBy is { } at ? Instant.FromDateTimeOffset(at) : (Instant?)null;
        if (asked is { } moment && NeedBy.Classify(moment, context.Now) == NeedByRange.OutOfRange)
            return ReferralRefusals.BadInput("/needBy", NeedBy.OutOfRangeText);
        var needBy = command.NeedByGiven ? asked : state.Case.NeedBy;
        if (state.Case.Priority == command.Priority && state.Case.NeedBy == needBy) return D.NoChange;
        return new E.Prioritized(state.Case.Priority, command.Priority, needBy, command.Reason,
            ReferralClocks.Recalculate(state, command.Priority, needBy, context));
    }

    public static D End(Referral state, Stage how, string reason, string? to, ReferralContext context) =>
        new E.Ended(how, reason, to, context.Start(ClockKind.LoopClosure, state.Case));

    /// <summary>The refusal when another person works on the referral and the command is such work.</summary>
    public static Refusal? CheckClaim(Referral state, ReferralCommand command, ReferralContext context) =>
        IsBound(state, command, context) && LiveClaim(state, context.Now) is { } claim && claim.By != context.Actor
            ? ReferralRefusals.ClaimedByAnother(claim) : null;

    /// <summary>Withdrawing by staff and lowering in triage are bound too: both end the alarm.</summary>
    private static bool IsBound(Referral state, ReferralCommand command, ReferralContext context) => command switch
    {
        Prioritize c => LowersInTriage(state, c),
        Withdraw => !context.BySource,
        _ => CommandTable.IsBoundByClaim(command),
    };

    /// <summary>True when the referral becomes less urgent before triage has decided.</summary>
    private static bool LowersInTriage(Referral state, Prioritize command) =>
        Stages.InTriage.Contains(state.Stage)
        && (command.Priority < state.Case.Priority || command.NeedByGiven && state.Case.NeedBy is { } known
            && (command.NeedBy is not { } asked || Instant.FromDateTimeOffset(asked) > known));

    /// <summary>The claim until its end, whether or not the end is recorded.</summary>
    public static StaffClaim? LiveClaim(Referral state, Instant now) =>
        state.Case.Claim is { } claim && now < claim.ExpiresAt ? claim : null;

    /// <summary>True while no service line has it: no clinician could see the patient.</summary>
    public static bool IsUnassigned(Referral state) => state.Case.ServiceLine == ServiceLineId.Unassigned;

    public static bool IsIneligible(Referral state) =>
        state.Case.Eligibility.Outcome is EligibilityOutcome.Ineligible or EligibilityOutcome.Redirect
        || state.Case.Eligibility.Concern == EmergencyConcern.Emergency;

    /// <summary>An emergency stays an emergency in the next line until a nurse decides.</summary>
    public static EligibilityResult KeepConcern(EligibilityResult before, EligibilityResult after) =>
        before.OverruledBecause is null && before.Concern > after.Concern
            ? after with { Concern = before.Concern, Redirect = after.Redirect ?? before.Redirect }
            : after;

    public static EligibilityResult Judge(ServiceLineId id, Submission submission, ReferralContext context)
    {
        var line = context.Line(id);
        var answer = line.Evaluate(FactsOf(submission, context.Now)(line));
        if (id == ServiceLineId.Unassigned) answer = UnassignedLine.Unknown(answer);
        return answer.Outcome == EligibilityOutcome.Eligible
            ? answer
            : answer with { Suggestions = [.. Suggestions(submission, context).Where(s => s != id)] };
    }

    public static IReadOnlyList<MissingInformation> Missing(ServiceLineId id, Submission submission,
        ReferralContext context) =>
        MissingItems.For(submission, context.Line(id).RequiredFields);

    private static IEnumerable<ServiceLineId> Suggestions(Submission submission, ReferralContext context) =>
        ServiceLineSuggestions.For(FactsOf(submission, context.Now), context.ServiceLines.Values);

    /// <summary>The facts for each line, shared by lines with the same civil day, so that texts are analyzed
    /// once.</summary>
    private static Func<ServiceLine, EligibilityFacts> FactsOf(Submission submission, Instant now)
    {
        var days = new Dictionary<LocalDate, EligibilityFacts>();
        return line =>
            submission.Patient.DayAt(now, line.Zone) is var day && days.TryGetValue(day, out var known) ? known
            : days[day] = Facts(submission, day);
    }

    private static EligibilityFacts Facts(Submission submission, LocalDate day) => new(
        submission.Patient.BirthDate, day, submission.Patient.Location?.Country,
        submission.Patient.Location?.State, submission.Preferences?.VisitType, submission.Reason?.Text,
        submission.Reason?.Codes ?? [])
    {
        Notes = [.. new[] { submission.VisitGoal, submission.Trigger }.OfType<string>(), .. submission.Notes ?? []],
    };
}
