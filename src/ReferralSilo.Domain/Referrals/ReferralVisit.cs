using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The visit, the no-show and the close.</summary>
internal static class ReferralVisit
{
    public static D Arrive(Referral state, ReferralContext context) =>
        CheckNearStart(state, context) is { } tooEarly
            ? tooEarly
            : new E.PatientArrived(context.Start(ClockKind.Completion, state.Case));

    /// <summary>A completion without an arrival records both events, because the patient must have arrived.</summary>
    public static D Complete(Referral state, Complete command, ReferralContext context)
    {
        if (CheckNearStart(state, context) is { } tooEarly) return tooEarly;
        var completed = new E.VisitCompleted(command.Outcome, command.Documents ?? [],
            context.Start(ClockKind.LoopClosure, state.Case));
        return state is Referral.Arrived
            ? completed
            : D.Accept(new E.PatientArrived(context.Start(ClockKind.Completion, state.Case)), completed);
    }

    public static D DidNotCome(Referral state, NoShow command, ReferralContext context)
    {
        if (CheckFrom(state, Duration.Zero, context) is { } tooEarly) return tooEarly;
        var missed = new E.PatientDidNotCome(command.Note, context.Start(ClockKind.NextContact, state.Case))
        {
            Clinician = state.BookedSlot()?.Clinician,
        };
        return state.Case.NoShows + 1 < context.Line(state.Case.ServiceLine).Settings.MaxNoShows
            ? missed
            : D.Accept(missed,
                new E.Ended(Stage.Unreachable, "no-show", null, context.Start(ClockKind.LoopClosure, state.Case)));
    }

    /// <summary>Refused while a source has not acknowledged; a referral without a source closes at once.</summary>
    public static D Close(Referral state, Close command) =>
        state.Case is { SourceAcknowledgedAt: null, Submission.Source: not null }
            ? ReferralRefusals.LoopOpen
            : new E.Closed(command.Note) { EndedAt = (state as Referral.Ended)?.LoopClosure.StartedAt };

    private static Refusal? CheckNearStart(Referral state, ReferralContext context) => CheckFrom(state,
        Duration.FromTimeSpan(context.Line(state.Case.ServiceLine).Settings.VisitRecordableBefore), context);

    /// <summary>Refuses an early record of a booked visit, because a wrong day or patient is likely. A patient who has
    /// arrived has passed this check.</summary>
    private static Refusal? CheckFrom(Referral state, Duration before, ReferralContext context) =>
        state is Referral.Booked { Appointment.Start: var start } && start - before is var from && context.Now < from
            ? ReferralRefusals.VisitNotYet(from, context.Line(state.Case.ServiceLine).Zone)
            : null;
}
