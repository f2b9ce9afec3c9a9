using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Opens a referral again that ended without a visit (OB-17). An unreachable one goes back to contacting,
/// because triage had accepted it. The others go back to review, because they may have ended before triage decided, or
/// by its decision.</summary>
public static class ReferralReopening
{
    /// <summary>How long after its end a referral can be opened again; later it is a new referral.</summary>
    public static readonly Duration Within = Duration.FromDays(90);

    /// <summary>Reasons of events: the patient was reached by phone, wrote, or used the link.</summary>
    public const string Call = "call", Reply = "reply", Link = "link";

    internal static D Apply(Referral state, Reopen command, ReferralContext context) =>
        End(state) is not { } end ? ReferralRefusals.NotReopenable
        : IsOver(end.At, context.Now) ? ReferralRefusals.ReopenTooLate
        : Reopened(state, end.As, command.Reason, context);

    /// <summary>The patient called, or was reached after all.</summary>
    internal static D Reached(Referral.Ended state, E.PatientContacted tried, ReferralContext context) =>
        IsOver(state.LoopClosure.StartedAt, context.Now) ? ReferralRefusals.ReopenTooLate
        : tried.Attempt.Outcome != ContactOutcome.Reached ? tried
        : D.Accept(Reopened(state, state.EndedAs, Call, context), tried,
            new E.PatientReached(context.Start(ClockKind.Booking, state.Case)));

    internal static D Respond(Referral state, PatientResponded command, ReferralContext context) =>
        WouldReopen(state, command.At) ? Reopened(state, Stage.Unreachable, command.How, context) : D.NoChange;

    /// <summary>Whether what a patient does at this moment opens the referral again.</summary>
    public static bool WouldReopen(Referral state, Instant at) =>
        End(state) is { As: Stage.Unreachable } end && at > end.At && !IsOver(end.At, at);

    /// <summary>Whether staff may open the referral again at this moment.</summary>
    public static bool MayReopen(Referral state, Instant at) => End(state) is { } end && !IsOver(end.At, at);

    private static E.Reopened Reopened(Referral state, Stage from, string reason, ReferralContext context)
    {
        if (from == Stage.Unreachable)
            return new(from, reason, null, null, context.Start(ClockKind.NextContact, state.Case));
        var line = state.Case.ServiceLine;
        var submission = state.Case.Judged(state.Case.Submission);
        var judged = ReferralTriage.KeepConcern(state.Case.Eligibility,
            ReferralTriage.Judge(line, submission, context));
        // Items that staff marked as supplied stay so: the submission contains no documents.
        return new(from, reason, judged, state.Case.Missing,
            context.Start(ClockKind.Review, state.Case with { Eligibility = judged }));
    }

    /// <summary>As what and when it ended; null when it is open or the visit took place. An older program did not keep
    /// the time in a closed referral: then the last known time before the close counts.</summary>
    private static (Stage As, Instant At)? End(Referral state) => state switch
    {
        Referral.Ended s => (s.EndedAs, s.LoopClosure.StartedAt),
        Referral.Closed { ClosedFrom: not Stage.Completed } s =>
            (s.ClosedFrom, s.EndedAt ?? s.Case.SourceAcknowledgedAt ?? s.Case.ReceivedAt),
        _ => null,
    };

    private static bool IsOver(Instant ended, Instant now) => now - ended > Within;
}
