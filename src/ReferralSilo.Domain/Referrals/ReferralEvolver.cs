using System.Diagnostics;
using ReferralSilo.Contracts.Referrals;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Applies events to a referral. Moves data and decides nothing. An impossible pair throws, because a visible
/// failure is better than a wrong state.</summary>
public static class ReferralEvolver
{
    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state: a bug or a damaged store.</exception>
    public static Referral Evolve(Referral? state, ReferralEvent happened) => (state, happened) switch
    {
        (null, E.Received e) => new Referral.Received(
            new ReferralCase(e.Id, e.Number, e.Submission, e.ServiceLine, e.Submission.Priority, e.Submission.NeedBy,
                e.Eligibility, e.Missing, null, null, [], e.Submission.Consents, 0, null, e.Clock.StartedAt), e.Clock),
        (null, _) => throw Impossible(state, happened),

        (_, E.ChangedBySender e) => state.With(state.Case with
        {
            Submission = e.Submission, ServiceLine = e.ServiceLine, Priority = e.To, NeedBy = e.NeedBy,
            Eligibility = e.Eligibility, Missing = e.Missing,
            Consents = [.. state.Case.Consents.Where(c => e.Consents.All(n => n.Kind != c.Kind)), .. e.Consents],
        }).With(e.Clock),
        (_, E.Claimed e) => state.With(state.Case with { Claim = e.Claim }),
        (_, E.ClaimEnded) => state.With(WithoutClaim(state)),
        (_, E.Assigned e) => state.With(state.Case with { AssignedTo = e.To }),
        (_, E.ConsentRecorded e) => state.With(state.Case with
        {
            Consents = [.. state.Case.Consents.Where(c => c.Kind != e.Consent.Kind), e.Consent],
        }),
        (_, E.PatientContacted e) =>
            state.With(state.Case with { ContactAttempts = [.. state.Case.ContactAttempts, e.Attempt] }),
        (_, E.Prioritized e) => state.With(state.Case with { Priority = e.To, NeedBy = e.NeedBy }).With(e.Clock),
        (_, E.TargetBreached e) => state.With(state.Clock! with { Rings = e.Rings, RingsAt = e.RingsAt }),
        (_, E.SourceAcknowledged e) => state.With(state.Case with { SourceAcknowledgedAt = e.At }),

        (Referral.Received or Referral.InformationRequested, E.Accepted e) => new Referral.Accepted(
            state.Case with { Eligibility = state.Case.Eligibility with { OverruledBecause = e.Overrule } }, e.Clock),
        (Referral.Received, E.InformationRequested e) =>
            new Referral.InformationRequested(WithoutClaim(state), e.Clock, e.Items, e.Message),
        (Referral.InformationRequested, E.InformationSupplied e) => new Referral.Received(
            WithoutClaim(state) with { Missing = [.. state.Case.Missing.Where(m => !e.Items.Contains(m.What))] },
            e.Clock),
        (_, E.Routed e) => new Referral.Received(
            WithoutClaim(state) with { ServiceLine = e.To, Eligibility = e.Eligibility, Missing = e.Missing }, e.Clock),
        (_, E.Ended e) =>
            new Referral.Ended(WithoutClaim(state), e.Clock, e.As, e.To is null ? e.Reason : $"{e.To}: {e.Reason}"),

        (_, E.ContactDue e) => new Referral.Contacting(state.Case, e.Clock),
        (_, E.PatientReached e) => new Referral.Waiting(state.Case, e.Clock),

        (_, E.SlotsOffered e) => new Referral.Offered(state.Case, e.Clock, e.Holds),
        (Referral.Offered s, E.HoldLost e) => s with { Holds = [.. s.Holds.Where(h => h.Id != e.HoldId)] },
        (Referral.Offered, E.OfferEnded e) => new Referral.Waiting(state.Case, e.Clock),

        (_, E.AppointmentBooked e) => new Referral.Booked(WithoutClaim(state), e.Clock, e.Appointment, e.At),
        (Referral.Booked s, E.AppointmentMoved e) =>
            new Referral.Booked(s.Case.Past(s.Appointment.Id), e.Clock, e.To, e.At),
        (Referral.Booked s, E.AppointmentCancelled e) =>
            new Referral.Contacting(s.Case.Past(s.Appointment.Id), e.Clock),
        (Referral.Booked s, E.PatientDidNotCome e) => new Referral.Contacting(
            s.Case.Past(s.Appointment.Id) with { NoShows = s.Case.NoShows + 1 }, e.Clock),
        (Referral.Booked s, E.VisitConfirmed e) => s with { ConfirmedAt = e.At },
        (Referral.Booked s, E.PatientArrived e) => new Referral.Arrived(s.Case, e.Clock, s.Appointment, s.BookedAt),
        (Referral.Arrived s, E.VisitCompleted e) =>
            new Referral.Completed(AddDocuments(s.Case, e), e.Clock, s.Appointment, s.BookedAt, e.Outcome),

        (Referral.Completed s, E.Closed) =>
            new Referral.Closed(WithoutClaim(s), s.Stage, s.Appointment, s.BookedAt, s.Outcome),
        (Referral.Ended s, E.Closed) => new Referral.Closed(WithoutClaim(s), s.Stage, null, null, s.Reason),

        _ => throw Impossible(state, happened),
    };

    private static ReferralCase AddDocuments(ReferralCase referral, E.VisitCompleted e) =>
        e.Documents.Count == 0 ? referral : referral with
    {
        Documents = [.. referral.Documents ?? [],
            .. e.Documents.Select(d => new DocumentView(d, DocumentView.Named, e.Clock.StartedAt.ToDateTimeOffset()))],
    };

    private static ReferralCase WithoutClaim(Referral state) => state.Case with { Claim = null };

    private static Referral With(this Referral state, ReferralCase next) => state with { Case = next };

    private static Referral With(this Referral state, Clock clock) => state switch
    {
        Referral.Received s => s with { Review = clock },
        Referral.InformationRequested s => s with { Information = clock },
        Referral.Accepted s => s with { FirstContact = clock },
        Referral.Contacting s => s with { NextContact = clock },
        Referral.Waiting s => s with { Booking = clock },
        Referral.Offered s => s with { Offer = clock },
        Referral.Booked s => s with { Visit = clock },
        Referral.Arrived s => s with { Completion = clock },
        Referral.Completed s => s with { LoopClosure = clock },
        Referral.Ended s => s with { LoopClosure = clock },
        _ => throw new UnreachableException($"{state.Stage} has no clock."),
    };

    private static UnreachableException Impossible(Referral? state, ReferralEvent happened) =>
        new($"{happened.GetType().Name} cannot follow {state?.Stage.ToString() ?? "nothing"}.");
}
