using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The visit and the closing of the loop.</summary>
internal static class ReferralVisit
{
    /// <summary>A visit recorded as completed without an arrival gets both events: the patient must have been
    /// there.</summary>
    public static D Complete(Referral state, Complete command, ReferralContext context)
    {
        var completed =
            new E.VisitCompleted(command.Outcome, command.Documents ?? [],
            context.Start(ClockKind.LoopClosure, state.Case));
        return state is Referral.Arrived
            ? completed
            : D.Accept(new E.PatientArrived(context.Start(ClockKind.Completion, state.Case)), completed);
    }

    public static D DidNotCome(Referral state, NoShow command, ReferralContext context)
    {
        var missed = new E.PatientDidNotCome(command.Note, context.Start(ClockKind.NextContact, state.Case));
        return state.Case.NoShows + 1 < context.Line(state.Case.ServiceLine).MaxNoShows
            ? missed
            : D.Accept(missed,
                new E.Ended(Stage.Unreachable, "no-show", null, context.Start(ClockKind.LoopClosure, state.Case)));
    }

    /// <summary>Without a source there is nobody who must hear.</summary>
    public static D Close(Referral state, Close command) =>
        state.Case is { SourceAcknowledgedAt: null, Submission.Source: not null }
            ? ReferralRefusals.LoopOpen
            : new E.Closed(command.Note);
}
