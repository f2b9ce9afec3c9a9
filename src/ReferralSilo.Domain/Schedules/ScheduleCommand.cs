using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>A command to a schedule. A repeat of a done command changes nothing and is accepted.</summary>
public abstract record ScheduleCommand
{
    private ScheduleCommand() { }

    /// <summary>Creates or changes the clinician. The id never changes.</summary>
    /// <param name="Profile">The new settings.</param>
    /// <param name="Given">Names of the parts that change, as in <see cref="Contracts.Capacity.ClinicianInput"/> in
    /// JSON; the others stay as they are. Null for all.</param>
    public sealed record Define(ClinicianProfile Profile, IReadOnlyList<string>? Given = null) : ScheduleCommand;

    /// <summary>Replaces the whole recurring availability. Holds and bookings stay.</summary>
    public sealed record SetAvailability(IReadOnlyList<AvailabilityPeriod> Periods) : ScheduleCommand;

    /// <summary>Adds time off or extra time. Bookings in time off stay and are reported by
    /// <see cref="Schedule.BookingsInTimeOff"/>.</summary>
    public sealed record AddException(ScheduleException Exception) : ScheduleCommand;

    /// <summary>Removes an exception; accepted when it does not exist.</summary>
    public sealed record RemoveException(ExceptionId Exception) : ScheduleCommand;

    /// <summary>
    /// Holds a slot for a referral; the hold ends 1 minute to 72 hours from now. Without a visit type, the first of
    /// that length. Refused: <c>slot-taken</c>, <c>slot-unavailable</c>, <c>visit-type-not-offered</c>,
    /// <c>daily-limit-reached</c>, <c>weekly-limit-reached</c>, <c>notice-too-short</c>, <c>beyond-horizon</c>,
    /// <c>hold-length-invalid</c>, <c>hold-ended</c>, <c>id-reused</c>, <c>too-many-holds</c>; with a need, the
    /// <see cref="SlotRefusals"/>.
    /// </summary>
    public sealed record Hold(HoldId Id, SlotId Slot, ReferralId Referral, VisitType? VisitType, Instant Until,
        SlotNeed? Need = null) : ScheduleCommand;

    /// <summary>
    /// Books a slot: confirms the hold <c>From</c> or the referral's own live hold of this slot, or takes a free slot.
    /// Refused: as <see cref="Hold"/>, and <c>hold-expired</c>, <c>hold-unknown</c>, <c>hold-mismatch</c>,
    /// <c>booking-ended</c>.
    /// </summary>
    public sealed record Book(BookingId Id, SlotId Slot, ReferralId Referral, VisitType? VisitType, HoldId? From,
        SlotNeed? Need = null) : ScheduleCommand;

    /// <summary>Releases a held slot early; displaced when another referral needs it more. An unknown id is barred, so
    /// that a hold that arrives after its release is refused.</summary>
    public sealed record ReleaseHold(HoldId Id, bool Displaced = false) : ScheduleCommand;

    /// <summary>Releases a booked slot. An unknown id is barred, as with holds. Refused:
    /// <c>booking-finished</c>.</summary>
    public sealed record ReleaseBooking(BookingId Id, string? Reason = null) : ScheduleCommand;

    /// <summary>Records that the visit took place or the patient missed it: the time stays used. Refused:
    /// <c>booking-ended</c>, <c>booking-unknown</c>.</summary>
    public sealed record Finish(BookingId Id) : ScheduleCommand;

    /// <summary>Records that the visit is not over after all. Refused: <c>booking-ended</c>,
    /// <c>booking-unknown</c>.</summary>
    public sealed record Reopen(BookingId Id) : ScheduleCommand;

    /// <summary>"Available now": opens the schedule for immediate visits until an instant at most 12 hours ahead; null
    /// ends it. Refused: <c>available-until-invalid</c>.</summary>
    public sealed record BeAvailable(Instant? Until) : ScheduleCommand;

    /// <summary>Sets the lateness in minutes, 0 (on time again) to 240. Refused: <c>late-minutes-invalid</c>.</summary>
    public sealed record RunLate(int Minutes) : ScheduleCommand;

    /// <summary>Opens the calendar feed of the clinician's visits under a new address, or ends it. The address before
    /// stops working for good.</summary>
    public sealed record SetCalendarFeed(bool Open) : ScheduleCommand;

    /// <summary>Records the end of every expired hold; sent when a deadline is due.</summary>
    public sealed record TimeUp : ScheduleCommand;
}
