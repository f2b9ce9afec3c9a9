using ReferralSilo.Domain.Referrals;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>
/// Who caused an event, by what it says: the clients of tests write their key, and nothing else, where a command has a
/// text, and the ids of holds and bookings name the operation that asked for them.
/// </summary>
internal static class EffectKeys
{
    /// <summary>The client's text; null for events that have none.</summary>
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

    /// <summary>The operation that asked for the hold or booking; null for events that are about none.</summary>
    public static string? Operation(E happened) => happened switch
    {
        E.SlotsOffered e => ReferralSlots.AttemptOf(e.Holds[0].Id),
        E.AppointmentBooked e => ReferralSlots.AttemptOf(e.Appointment.Id),
        E.AppointmentMoved e => ReferralSlots.AttemptOf(e.To.Id),
        _ => null,
    };
}
