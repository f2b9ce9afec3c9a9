using System.Diagnostics;
using NodaTime;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Applies events to a schedule. Moves data and decides nothing.</summary>
public static class ScheduleEvolver
{
    /// <summary>The schedule after an event; an impossible pair is a bug and throws.</summary>
    public static Schedule Evolve(Schedule? state, ScheduleEvent happened) => (state, happened) switch
    {
        (null, ScheduleEvent.Defined e) => new Schedule(e.Profile, [], [], [], [], [], []),
        ({ } s, ScheduleEvent.Defined e) => s with { Profile = e.Profile, Exceptions = ExceptionsIn(s, e.Profile) },
        ({ } s, ScheduleEvent.AvailabilitySet e) => s with { Availability = e.Periods },
        ({ } s, ScheduleEvent.ExceptionAdded e) =>
            s with { Exceptions = [.. s.Exceptions.Append(e.Exception).OrderBy(x => x.From)] },
        ({ } s, ScheduleEvent.ExceptionRemoved e) =>
            s with { Exceptions = [.. s.Exceptions.Where(x => x.Id != e.Exception)] },
        ({ } s, ScheduleEvent.SlotHeld e) =>
            s with { Holds = [.. s.Holds, new Hold(e.Hold, e.Slot, e.Referral, e.VisitType, e.Until)] },
        ({ } s, ScheduleEvent.HoldEnded e) => s with
        {
            Holds = [.. s.Holds.Where(h => h.Id != e.Hold)],
            EndedHolds = AddEnded(s.EndedHolds, e.Hold.Value, e.At, HoldEndOf(s, e)),
        },
        ({ } s, ScheduleEvent.SlotBooked e) => s with
        {
            Bookings = [.. s.Bookings.Append(new Booking(e.Booking, e.Slot, e.Referral, e.VisitType, Finished: false))
                .OrderBy(b => b.Slot.Start)],
        },
        ({ } s, ScheduleEvent.BookingReleased e) => s with
        {
            Bookings = [.. s.Bookings.Where(b => b.Id != e.Booking)],
            EndedBookings = AddEnded(s.EndedBookings, e.Booking.Value, e.At, e.Slot.End + ScheduleLimits.EndedKeptFor),
        },
        ({ } s, ScheduleEvent.BookingFinished e) => s with
        {
            Bookings = [.. s.Bookings.Select(b => b.Id == e.Booking ? b with { Finished = true } : b)],
        },
        ({ } s, ScheduleEvent.BookingReopened e) => s with
        {
            Bookings = [.. s.Bookings.Select(b => b.Id == e.Booking ? b with { Finished = false } : b)],
        },
        ({ } s, ScheduleEvent.PastArchived e) => s with
        {
            Bookings = [.. s.Bookings.Where(b => !b.Finished || b.Slot.End > e.Before)],
        },
        ({ } s, ScheduleEvent.HoldBarred e) => s with
        {
            EndedHolds = AddEnded(s.EndedHolds, e.Hold.Value, e.At, e.At + ScheduleLimits.BarredFor),
        },
        ({ } s, ScheduleEvent.BookingBarred e) => s with
        {
            EndedBookings = AddEnded(s.EndedBookings, e.Booking.Value, e.At, e.At + ScheduleLimits.BarredFor),
        },
        ({ } s, ScheduleEvent.AvailableNow e) => s with { OnDemand = new OnDemand(e.From, e.Until) },
        ({ } s, ScheduleEvent.AvailableNowEnded) => s with { OnDemand = null },
        ({ } s, ScheduleEvent.RanLate e) => s with { Late = e.Minutes == 0 ? null : new Lateness(e.Minutes, e.At) },
        ({ } s, ScheduleEvent.CalendarFeedSet e) => s with { Feed = e.Feed },
        _ => throw new UnreachableException(
            $"{happened.GetType().Name} cannot happen to {(state is null ? "an unknown clinician" : "a schedule")}."),
    };

    /// <summary>The schedule after several events.</summary>
    public static Schedule? Fold(Schedule? state, IEnumerable<ScheduleEvent> events) => events.Aggregate(state, Evolve);

    private static IReadOnlyList<ScheduleException> ExceptionsIn(Schedule s, ClinicianProfile profile) =>
        profile.TimeZone == s.Profile.TimeZone ? s.Exceptions
            : [.. s.Exceptions.Select(x => x.In(profile.Zone)).OrderBy(x => x.From)];

    private static Instant HoldEndOf(Schedule s, ScheduleEvent.HoldEnded e) =>
        Instant.Max(e.At, s.Holds.Single(h => h.Id == e.Hold).Until) + ScheduleLimits.EndedKeptFor;

    // Removes expired ids first, then the ids that expire soonest, so that the state stays small.
    private static IReadOnlyList<EndedId> AddEnded(IReadOnlyList<EndedId> ended, string id, Instant at,
        Instant forgetAt) =>
        [.. ended.Where(e => at < e.ForgetAt)
            .Append(new EndedId(id, Instant.Max(forgetAt, at + ScheduleLimits.EndedKeptFor)))
            .OrderByDescending(e => e.ForgetAt).Take(ScheduleLimits.EndedMost)];
}
