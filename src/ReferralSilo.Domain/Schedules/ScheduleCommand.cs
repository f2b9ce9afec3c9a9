using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>An order to a schedule. Repeating one that is done changes nothing and is accepted.</summary>
public abstract record ScheduleCommand
{
    private ScheduleCommand() { }

    /// <summary>Make or change the clinician. The id never changes.</summary>
    public sealed record Define(ClinicianProfile Profile) : ScheduleCommand;

    /// <summary>Replace the recurring availability as a whole. What is held or booked stays.</summary>
    public sealed record SetAvailability(IReadOnlyList<AvailabilityPeriod> Periods) : ScheduleCommand;

    /// <summary>Add time off or extra time. Bookings in it stay and are flagged
    /// (<see cref="Schedule.BookingsInTimeOff"/>).</summary>
    public sealed record AddException(ScheduleException Exception) : ScheduleCommand;

    /// <summary>Take an exception away; an unknown one is gone already.</summary>
    public sealed record RemoveException(ExceptionId Exception) : ScheduleCommand;

    /// <summary>
    /// Keep a slot for a referral until a moment, 1 minute to 72 hours ahead. Without a visit type, the first of that
    /// length. Refused: <c>slot-taken</c>, <c>slot-unavailable</c>, <c>visit-type-not-offered</c>,
    /// <c>daily-limit-reached</c>, <c>hold-length-invalid</c>, <c>hold-ended</c>, <c>id-reused</c>,
    /// <c>too-many-holds</c>; with a need, the <see cref="SlotRefusals"/>.
    /// </summary>
    public sealed record Hold(HoldId Id, SlotId Slot, ReferralId Referral, VisitType? VisitType, Instant Until,
        SlotNeed? Need = null) : ScheduleCommand;

    /// <summary>
    /// Book a slot: confirm the hold <c>From</c>, or the referral's own live hold of this slot, or take it while free.
    /// Refused: as <see cref="Hold"/>, and <c>hold-expired</c>, <c>hold-unknown</c>, <c>hold-mismatch</c>,
    /// <c>booking-ended</c>.
    /// </summary>
    public sealed record Book(BookingId Id, SlotId Slot, ReferralId Referral, VisitType? VisitType, HoldId? From,
        SlotNeed? Need = null) : ScheduleCommand;

    /// <summary>
    /// Free a held slot before its time; displaced when another referral needs it more. An id never seen is barred, so
    /// that a hold overtaken by its release cannot come alive later.
    /// </summary>
    public sealed record ReleaseHold(HoldId Id, bool Displaced = false) : ScheduleCommand;

    /// <summary>Free a booked slot. An id never seen is barred, as with holds. Refused:
    /// <c>booking-finished</c>.</summary>
    public sealed record ReleaseBooking(BookingId Id, string? Reason = null) : ScheduleCommand;

    /// <summary>The visit took place, or the patient did not come: the time stays used. Refused: <c>booking-ended</c>,
    /// <c>booking-unknown</c>.</summary>
    public sealed record Finish(BookingId Id) : ScheduleCommand;

    /// <summary>
    /// "Available now": into the on-demand pool until a moment at most 12 hours ahead; null leaves it. Refused:
    /// <c>available-until-invalid</c>.
    /// </summary>
    public sealed record BeAvailable(Instant? Until) : ScheduleCommand;

    /// <summary>Behind time by so many minutes, 0 (on time again) to 240. Refused:
    /// <c>late-minutes-invalid</c>.</summary>
    public sealed record RunLate(int Minutes) : ScheduleCommand;

    /// <summary>The clock rang: record the end of every hold whose time is up.</summary>
    public sealed record TimeUp : ScheduleCommand;
}
