using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Faults.Histories;
using E = ReferralSilo.Domain.Schedules.ScheduleEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I4: no interval of a clinician is held or booked by two at any moment of the event history. Judged from the events
/// alone, one after the other, each at its recorded time: a hold counts until it ends or its time is up, a booking
/// until it is released. A visit that is moved keeps its old time until its referral lets go of it.
/// </summary>
public static class NoneTwiceCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var (clinician, line) in history.Schedules)
        {
            var taken = new List<Taken>();
            foreach (var step in line.Steps)
            {
                if (Ends(step.Happened) is { } id) taken.RemoveAll(t => t.Id == id);
                if (Begins(step) is not { } next) continue;
                var now = step.Line.At;
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
        E.SlotHeld e => new(e.Hold.Value, $"hold {e.Hold}", e.Slot, e.Until, step.Line),
        E.SlotBooked e => new(e.Booking.Value, e.Referral.Value, e.Slot, Instant.MaxValue, step.Line),
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
