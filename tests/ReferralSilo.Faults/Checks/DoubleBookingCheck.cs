using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Faults.Histories;
using E = ReferralSilo.Domain.Schedules.ScheduleEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I4: no interval of a clinician is held or booked by two referrals at any time of the event history. Checked from the
/// events alone, in order and at their recorded times: a hold counts until it ends or expires, a booking until it is
/// released. A moved visit keeps its old slot until its referral releases it.
/// </summary>
public static class DoubleBookingCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var (clinician, stream) in history.Schedules)
        {
            var taken = new List<Taken>();
            foreach (var step in stream.Steps)
            {
                if (Ends(step.Happened) is { } id) taken.RemoveAll(t => t.Id == id);
                if (Begins(step) is not { } next) continue;
                var now = step.Stored.At;
                foreach (var other in taken.Where(t =>
                    now < t.Until && t.Whose != next.Whose
                    && CivilTime.Overlap(t.Slot.Start, t.Slot.End, next.Slot.Start, next.Slot.End)))
                    yield return new("I4",
                        $"{clinician} at {next.Slot.Start} was taken by {other.Id} and then by {next.Id}.", other.Line,
                        next.Line);
                taken.Add(next);
            }
        }
    }

    private static Taken? Begins(EventStep<Schedule, E> step) => step.Happened switch
    {
        E.SlotHeld e => new(e.Hold.Value, $"hold {e.Hold}", e.Slot, e.Until, step.Stored),
        E.SlotBooked e => new(e.Booking.Value, e.Referral.Value, e.Slot, Instant.MaxValue, step.Stored),
        _ => null,
    };

    private static string? Ends(E happened) => happened switch
    {
        E.HoldEnded e => e.Hold.Value,
        E.BookingReleased e => e.Booking.Value,
        _ => null,
    };

    private sealed record Taken(string Id, string Whose, SlotId Slot, Instant Until, EventStored Line);
}
