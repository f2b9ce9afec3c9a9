using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>An event of a schedule. The discriminators are stored names: never change one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Defined), "clinician-defined")]
[JsonDerivedType(typeof(AvailabilitySet), "availability-set")]
[JsonDerivedType(typeof(ExceptionAdded), "exception-added")]
[JsonDerivedType(typeof(ExceptionRemoved), "exception-removed")]
[JsonDerivedType(typeof(SlotHeld), "slot-held")]
[JsonDerivedType(typeof(HoldEnded), "hold-ended")]
[JsonDerivedType(typeof(SlotBooked), "slot-booked")]
[JsonDerivedType(typeof(BookingReleased), "booking-released")]
[JsonDerivedType(typeof(BookingFinished), "booking-finished")]
[JsonDerivedType(typeof(BookingReopened), "booking-reopened")]
[JsonDerivedType(typeof(PastArchived), "past-archived")]
[JsonDerivedType(typeof(HoldBarred), "hold-barred")]
[JsonDerivedType(typeof(BookingBarred), "booking-barred")]
[JsonDerivedType(typeof(AvailableNow), "available-now")]
[JsonDerivedType(typeof(AvailableNowEnded), "available-now-ended")]
[JsonDerivedType(typeof(RanLate), "ran-late")]
[JsonDerivedType(typeof(CalendarFeedSet), "calendar-feed-set")]
public abstract record ScheduleEvent
{
    private ScheduleEvent() { }

    /// <summary>The clinician was created or changed.</summary>
    public sealed record Defined(ClinicianProfile Profile) : ScheduleEvent;

    /// <summary>The recurring availability was replaced.</summary>
    public sealed record AvailabilitySet(IReadOnlyList<AvailabilityPeriod> Periods) : ScheduleEvent;

    /// <summary>Time off or extra time was added.</summary>
    public sealed record ExceptionAdded(ScheduleException Exception) : ScheduleEvent;

    /// <summary>An exception was removed.</summary>
    public sealed record ExceptionRemoved(ExceptionId Exception) : ScheduleEvent;

    /// <summary>A slot is held for a referral until an instant.</summary>
    public sealed record SlotHeld(HoldId Hold, SlotId Slot, ReferralId Referral, VisitType VisitType, Instant Until)
        : ScheduleEvent;

    /// <summary>A hold ended; the slot is free again unless it was confirmed.</summary>
    /// <param name="Hold">Hold id.</param>
    /// <param name="Slot">Its slot.</param>
    /// <param name="Referral">The referral of the hold.</param>
    /// <param name="Reason">Reason of the end.</param>
    /// <param name="At">When this was recorded; an expired hold stopped counting at its own end.</param>
    public sealed record HoldEnded(HoldId Hold, SlotId Slot, ReferralId Referral, HoldEnd Reason, Instant At)
        : ScheduleEvent;

    /// <summary>A visit was booked. <paramref name="Overrule"/>: the reason when a rule was overruled.</summary>
    public sealed record SlotBooked(BookingId Booking, SlotId Slot, ReferralId Referral, VisitType VisitType,
        string? Overrule = null) : ScheduleEvent;

    /// <summary>A booked slot is free again.</summary>
    public sealed record BookingReleased(BookingId Booking, SlotId Slot, ReferralId Referral, string? Reason,
        Instant At) : ScheduleEvent;

    /// <summary>The visit is over; its time stays used.</summary>
    public sealed record BookingFinished(BookingId Booking) : ScheduleEvent;

    /// <summary>The end of the visit was recorded by mistake.</summary>
    public sealed record BookingReopened(BookingId Booking) : ScheduleEvent;

    /// <summary>Finished visits that ended by then were removed from the state; the events remain.</summary>
    public sealed record PastArchived(Instant Before) : ScheduleEvent;

    /// <summary>A hold was released before it arrived; its id is barred.</summary>
    public sealed record HoldBarred(HoldId Hold, Instant At) : ScheduleEvent;

    /// <summary>A booking was released before it arrived; its id is barred.</summary>
    public sealed record BookingBarred(BookingId Booking, Instant At) : ScheduleEvent;

    /// <summary>The clinician takes immediate visits, from inclusive to exclusive.</summary>
    public sealed record AvailableNow(Instant From, Instant Until) : ScheduleEvent;

    /// <summary>The clinician stopped immediate visits early.</summary>
    public sealed record AvailableNowEnded : ScheduleEvent;

    /// <summary>The lateness was set, in minutes; 0 is on time again.</summary>
    public sealed record RanLate(int Minutes, Instant At) : ScheduleEvent;

    /// <summary>The calendar feed was opened under a new address, or ended.</summary>
    public sealed record CalendarFeedSet(CalendarFeed Feed) : ScheduleEvent;
}

/// <summary>Why a hold ended.</summary>
public enum HoldEnd
{
    /// <summary>It expired.</summary>
    Expired,
    /// <summary>It was released.</summary>
    Released,
    /// <summary>It became a booking.</summary>
    Confirmed,
    /// <summary>Another slot replaced it: of a more urgent referral, or a new slot of the same referral.</summary>
    Displaced,
}
