using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Contact attempts (OB-2): each outcome decides the next step.</summary>
internal static class ReferralOutreach
{
    public static D Record(Referral state, ContactAttempt command, ReferralContext context)
    {
        var tried = new E.PatientContacted(
            new ContactAttemptRecord(command.Channel, command.Outcome, command.Note, context.Now, context.Actor));
        if (state is Referral.Ended ended) return ReferralReopening.Reached(ended, tried, context);
        if (state is Referral.Offered or Referral.Booked) return tried;
        return command.Outcome switch
        {
            ContactOutcome.Reached when state is Referral.Waiting => tried,
            ContactOutcome.Reached =>
                D.Accept(tried, new E.PatientReached(context.Start(ClockKind.Booking, state.Case))),
            ContactOutcome.Refused =>
                D.Accept(tried,
                new E.Ended(Stage.Withdrawn, "patient-refused", null,
                context.Start(ClockKind.LoopClosure, state.Case))),
            _ when Failed(state) + 1 >= context.Line(state.Case.ServiceLine).Settings.MaxContactAttempts =>
                D.Accept(tried,
                    new E.Ended(Stage.Unreachable, command.Outcome.WireName(), null,
                    context.Start(ClockKind.LoopClosure, state.Case))),
            _ => D.Accept(tried, new E.ContactDue(context.Start(ClockKind.NextContact, state.Case))),
        };
    }

    /// <summary>A refusal that came in before a newer consent was given changes nothing.</summary>
    public static D EndConsent(Referral state, ConsentEnded command)
    {
        var ended = new Consent(command.Kind, false, command.How, command.At)
        {
            RecordedAt = command.At, From = state.Case.Id,
        };
        return ConsentOrder.Add(state.Case.Own, [ended]).SequenceEqual(state.Case.Own) ? D.NoChange
            : new E.ConsentRecorded(ended);
    }

    /// <summary>Failed attempts since the patient was last reached, or the referral was opened again.</summary>
    private static int Failed(Referral state) => state.Case.ContactAttempts.Reverse().TakeWhile(a =>
        a.Outcome != ContactOutcome.Reached && !(a.At <= state.Case.ReopenedAt)).Count();
}
