using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>What happened to a schedule. The discriminators are wire names: they never change.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Defined), "clinician-defined")]
[JsonDerivedType(typeof(AvailabilitySet), "availability-set")]
[JsonDerivedType(typeof(ExceptionAdded), "exception-added")]
[JsonDerivedType(typeof(ExceptionRemoved), "exception-removed")]
[JsonDerivedType(typeof(SlotHeld), "slot-held")]
[JsonDerivedType(typeof(HoldEnded), "hold-ended")]
[JsonDerivedType(typeof(SlotBooked), "slot-booked")]
[JsonDerivedType(typeof(BookingReleased), "booking-released")]
[JsonDerivedType(typeof(BookingFinished), "booking-finished")]
[JsonDerivedType(typeof(PastArchived), "past-archived")]
[JsonDerivedType(typeof(HoldBarred), "hold-barred")]
[JsonDerivedType(typeof(BookingBarred), "booking-barred")]
[JsonDerivedType(typeof(AvailableNow), "available-now")]
[JsonDerivedType(typeof(AvailableNowEnded), "available-now-ended")]
[JsonDerivedType(typeof(RanLate), "ran-late")]
public abstract record ScheduleEvent
{
    private ScheduleEvent() { }

    /// <summary>The clinician was made or changed.</summary>
    public sealed record Defined(ClinicianProfile Profile) : ScheduleEvent;

    /// <summary>The recurring availability was replaced.</summary>
    public sealed record AvailabilitySet(IReadOnlyList<AvailabilityPeriod> Periods) : ScheduleEvent;

    /// <summary>Time off or extra time was added.</summary>
    public sealed record ExceptionAdded(ScheduleException Exception) : ScheduleEvent;

    /// <summary>An exception was taken away.</summary>
    public sealed record ExceptionRemoved(ExceptionId Exception) : ScheduleEvent;

    /// <summary>A slot is kept for a referral until a moment.</summary>
    public sealed record SlotHeld(HoldId Hold, SlotId Slot, ReferralId Referral, VisitType VisitType, Instant Until)
        : ScheduleEvent;

    /// <summary>A hold ended; the slot is free again unless it was confirmed.</summary>
    /// <param name="Hold">Which.</param>
    /// <param name="Slot">Its slot.</param>
    /// <param name="Referral">For whom it was.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="At">When this was recorded; an expired hold stopped counting at its own end, not at this
    /// moment.</param>
    public sealed record HoldEnded(HoldId Hold, SlotId Slot, ReferralId Referral, HoldEnd Reason, Instant At)
        : ScheduleEvent;

    /// <summary>A visit was booked; <paramref name="Overrule"/> says why a rule that may be overruled did not
    /// count.</summary>
    public sealed record SlotBooked(BookingId Booking, SlotId Slot, ReferralId Referral, VisitType VisitType,
        string? Overrule = null) : ScheduleEvent;

    /// <summary>A booked slot is free again.</summary>
    public sealed record BookingReleased(BookingId Booking, SlotId Slot, ReferralId Referral, string? Reason,
        Instant At) : ScheduleEvent;

    /// <summary>The visit is over; its time stays used.</summary>
    public sealed record BookingFinished(BookingId Booking) : ScheduleEvent;

    /// <summary>Finished visits that ended by then left the state; the events keep them.</summary>
    public sealed record PastArchived(Instant Before) : ScheduleEvent;

    /// <summary>A hold was released before it was heard of; it may not come alive later.</summary>
    public sealed record HoldBarred(HoldId Hold, Instant At) : ScheduleEvent;

    /// <summary>A booking was released before it was heard of; it may not come alive later.</summary>
    public sealed record BookingBarred(BookingId Booking, Instant At) : ScheduleEvent;

    /// <summary>In the on-demand pool, half-open.</summary>
    public sealed record AvailableNow(Instant From, Instant Until) : ScheduleEvent;

    /// <summary>Out of the on-demand pool before its time.</summary>
    public sealed record AvailableNowEnded : ScheduleEvent;

    /// <summary>Behind time by so many minutes; 0 is on time again.</summary>
    public sealed record RanLate(int Minutes, Instant At) : ScheduleEvent;
}

/// <summary>Why a hold ended.</summary>
public enum HoldEnd
{
    /// <summary>Its time was up.</summary>
    Expired,
    /// <summary>It was given back.</summary>
    Released,
    /// <summary>It became a booking.</summary>
    Confirmed,
    /// <summary>Another slot took its place: of a more urgent referral, or one that its own referral has
    /// instead.</summary>
    Displaced,
}
