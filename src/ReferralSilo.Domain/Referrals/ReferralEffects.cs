using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>A message to other aggregates about a change; written to the outbox.</summary>
public abstract record ReferralEffect
{
    private ReferralEffect() { }

    /// <summary>The queue of this service line changed; sent also when the referral left it.</summary>
    public sealed record QueueChanged(ServiceLineId ServiceLine) : ReferralEffect;

    /// <summary>A hold to release.</summary>
    public sealed record HoldReleased(ClinicianId Clinician, string HoldId) : ReferralEffect;

    /// <summary>A booking to release.</summary>
    public sealed record BookingReleased(ClinicianId Clinician, string BookingId, string Reason) : ReferralEffect;

    /// <summary>The visit is over; its time stays used.</summary>
    public sealed record VisitFinished(ClinicianId Clinician, string BookingId) : ReferralEffect;

    /// <summary>The visit is not over after all: its end was recorded by mistake.</summary>
    public sealed record VisitReopened(ClinicianId Clinician, string BookingId) : ReferralEffect;

    /// <summary>What the patient's record needs of the referral changed: the patient as sent, consents, the
    /// visit.</summary>
    public sealed record PatientLearns(PatientId Patient) : ReferralEffect;
}

/// <summary>Derives effects from events. Pure, so that a redelivery can compute them again.</summary>
public static class ReferralEffects
{
    /// <summary>The effects of the events from one committed state to the next, in order.</summary>
    public static IReadOnlyList<ReferralEffect> From(Referral? before, IReadOnlyList<ReferralEvent> events,
        Referral after)
    {
        var effects = new List<ReferralEffect>();
        var state = before;
        foreach (var happened in events)
        {
            effects.AddRange(Slots(state, happened));
            state = ReferralEvolver.Evolve(state, happened);
        }

        if (after.Case.PatientId is { } patient && ConcernsPatient(before, after))
            effects.Add(new ReferralEffect.PatientLearns(patient));
        if (before is not null && before.Case.ServiceLine != after.Case.ServiceLine)
            effects.Add(new ReferralEffect.QueueChanged(before.Case.ServiceLine));
        effects.Add(new ReferralEffect.QueueChanged(after.Case.ServiceLine));
        return effects;
    }

    /// <summary>Whether the referral has or had this booking; either way the schedule needs no message.</summary>
    public static bool HadBooking(Referral state, string booking) =>
        state.BookedSlot()?.Id == booking || state.Case.PastBookings?.Contains(booking) == true;

    private static bool ConcernsPatient(Referral? before, Referral after) =>
        before is null || before.Case.PatientId != after.Case.PatientId
        || !ReferenceEquals(before.Case.Submission.Patient, after.Case.Submission.Patient)
        || !ReferenceEquals(before.Case.Own, after.Case.Own)
        || PatientVisit.Of(before) != PatientVisit.Of(after);

    private static IEnumerable<ReferralEffect> Slots(Referral? state, ReferralEvent happened) =>
        (state, happened) switch
    {
        // The schedule itself confirmed the hold that became the booking; releasing it again does nothing.
        (Referral.Offered s, E.SlotsOffered) => s.Holds.Select(ReleaseHold),
        (Referral.Offered s, E.OfferEnded) => s.Holds.Select(ReleaseHold),
        (Referral.Offered s, E.AppointmentBooked e) =>
            s.Holds.Where(h => h.Slot != e.Appointment.Slot).Select(ReleaseHold),
        (Referral.Offered s, E.Ended or E.Routed) => s.Holds.Select(ReleaseHold),
        (Referral.Booked s, E.AppointmentMoved) => [ReleaseBooking(s.Appointment, "moved")],
        (Referral.Booked s, E.AppointmentCancelled) => [ReleaseBooking(s.Appointment, "cancelled")],
        (Referral.Booked s, E.Ended) => [ReleaseBooking(s.Appointment, "referral-ended")],
        (Referral.Booked s, E.PatientDidNotCome) =>
            [new ReferralEffect.VisitFinished(s.Appointment.Clinician, s.Appointment.Id)],
        (Referral.Arrived s, E.VisitCompleted) =>
            [new ReferralEffect.VisitFinished(s.Appointment.Clinician, s.Appointment.Id)],
        // Only an arrival leaves the booking as it was.
        (not Referral.Arrived, E.Undone { Before: Referral.Booked or Referral.Arrived } e) =>
            [new ReferralEffect.VisitReopened(e.Before.BookedSlot()!.Clinician, e.Before.BookedSlot()!.Id)],
        _ => [],
    };

    private static ReferralEffect ReleaseHold(SlotGrant hold) =>
        new ReferralEffect.HoldReleased(hold.Clinician, hold.Id);

    private static ReferralEffect.BookingReleased ReleaseBooking(SlotGrant booking, string reason) =>
        new(booking.Clinician, booking.Id, reason);
}
