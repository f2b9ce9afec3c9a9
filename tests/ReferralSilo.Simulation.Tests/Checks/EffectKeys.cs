using ReferralSilo.Domain.Referrals;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>Finds the command that caused an event. Test clients write only their key into texts of commands, and ids
/// of holds and bookings contain the operation that requested them.</summary>
internal static class EffectKeys
{
    /// <summary>The client's text; null for events without one.</summary>
    public static string? Text(E happened) => happened switch
    {
        E.Accepted e => e.Note,
        E.Ended e => e.Reason,
        E.PatientContacted e => e.Attempt.Note,
        E.OfferEnded { How: "declined" } e => e.Reason,
        E.AppointmentCancelled e => e.Reason,
        E.PatientDidNotCome e => e.Note,
        E.VisitCompleted e => e.Outcome,
        E.SourceAcknowledged e => e.Note,
        E.Closed e => e.Note,
        _ => null,
    };

    /// <summary>The operation that requested the hold or booking; null for other events.</summary>
    public static string? Operation(E happened) => happened switch
    {
        E.SlotsOffered e => ReferralSlots.AttemptOf(e.Holds[0].Id),
        E.AppointmentBooked e => ReferralSlots.AttemptOf(e.Appointment.Id),
        E.AppointmentMoved e => ReferralSlots.AttemptOf(e.To.Id),
        _ => null,
    };
}
