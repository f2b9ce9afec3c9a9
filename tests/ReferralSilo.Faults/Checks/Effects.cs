using ReferralSilo.Domain.Referrals;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// Which events an operation caused. By the id on the event; and, so that a lost id is no hiding place, by what the
/// event says: a client's texts (note, reason, outcome) are its key and nothing else, and the ids of holds and bookings
/// name the operation that asked for them.
/// </summary>
public static class Effects
{
    /// <summary>The events each operation caused, per event type, by operation id.</summary>
    public static ILookup<string, EventStep<Referral, E>> Of(History history)
    {
        var operations = history.Calls.Where(c => c.Asked is { Key: not null, Operation: not null })
            .Select(c => (c.Asked.Key, c.Asked.Operation)).Distinct().ToDictionary(c => c.Key!, c => c.Operation!);
        return history.Referrals.Values.SelectMany(line => line.Steps)
            .SelectMany(step => Named(step, operations).Distinct().Select(operation => (operation, step)))
            .ToLookup(pair => pair.operation, pair => pair.step);
    }

    private static IEnumerable<string> Named(EventStep<Referral, E> step, Dictionary<string, string> operations)
    {
        if (step.Line.Operation is { } id) yield return id;
        if (Grant(step.Happened) is { } grant) yield return ReferralSlots.AttemptOf(grant);
        if (Text(step.Happened) is { } text && operations.TryGetValue(text, out var named)) yield return named;
    }

    private static string? Grant(E happened) => happened switch
    {
        E.SlotsOffered e => e.Holds[0].Id,
        E.AppointmentBooked e => e.Appointment.Id,
        E.AppointmentMoved e => e.To.Id,
        _ => null,
    };

    private static string? Text(E happened) => happened switch
    {
        E.Received e => e.Submission.VisitGoal,
        E.Accepted e => e.Note,
        E.Ended e => e.Reason,
        E.PatientContacted e => e.Attempt.Note,
        E.OfferEnded { How: "declined" } e => e.Reason,
        E.AppointmentCancelled e => e.Reason,
        E.PatientDidNotCome e => e.Note,
        E.VisitCompleted e => e.Outcome,
        E.SourceHeard e => e.Note,
        E.Closed e => e.Note,
        _ => null,
    };
}
