using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>A clinician's schedule. It is one row, so that no interval is ever held or booked twice (I4). Stored in
/// this form; null for an undefined clinician.</summary>
/// <param name="Profile">The clinician's settings.</param>
/// <param name="Availability">Recurring weekly windows in the clinician's zone.</param>
/// <param name="Exceptions">Time off and extra time, by start.</param>
/// <param name="Holds">Holds without a recorded end; check each with <see cref="Hold.IsLive"/>.</param>
/// <param name="Bookings">Booked visits, finished ones included, by start.</param>
/// <param name="EndedHolds">Hold ids that may not be used again.</param>
/// <param name="EndedBookings">Booking ids that may not be used again.</param>
/// <param name="OnDemand">Immediate visits; use <see cref="IsOnDemand"/>.</param>
/// <param name="Late">Lateness; use <see cref="LateMinutes"/>.</param>
public sealed record Schedule(
    ClinicianProfile Profile, IReadOnlyList<AvailabilityPeriod> Availability,
    IReadOnlyList<ScheduleException> Exceptions, IReadOnlyList<Hold> Holds, IReadOnlyList<Booking> Bookings,
    IReadOnlyList<EndedId> EndedHolds, IReadOnlyList<EndedId> EndedBookings, OnDemand? OnDemand = null,
    Lateness? Late = null)
{
    /// <summary>The calendar feed of the visits; null when there was none yet.</summary>
    public CalendarFeed? Feed { get; init; }

    /// <summary>The clinician.</summary>
    [JsonIgnore]
    public ClinicianId Clinician => Profile.Id;

    /// <summary>The earliest end of a hold: the schedule's deadline; past while not recorded; null without
    /// holds.</summary>
    [JsonIgnore]
    public Instant? DueAt => Holds.Count == 0 ? null : Holds.Min(h => h.Until);

    /// <summary>Holds that are still valid at an instant.</summary>
    public IEnumerable<Hold> LiveHolds(Instant now) => Holds.Where(h => h.IsLive(now));

    /// <summary>Whether the clinician takes immediate visits at an instant.</summary>
    public bool IsOnDemand(Instant now) => OnDemand is { } pool && pool.From <= now && now < pool.Until;

    /// <summary>End of the current time for immediate visits; null when there is none at the instant.</summary>
    public Instant? AvailableUntil(Instant now) => IsOnDemand(now) ? OnDemand!.Until : null;

    /// <summary>Lateness in minutes; a value from an earlier civil day of the clinician does not count.</summary>
    public int LateMinutes(Instant now) =>
        Late is { } late && CivilTime.DayOf(late.At, Profile.Zone) == CivilTime.DayOf(now, Profile.Zone) ? late.Minutes
            : 0;

    /// <summary>Unfinished booked visits in time off: someone must move them.</summary>
    public IEnumerable<Booking> BookingsInTimeOff() =>
        Bookings.Where(b => !b.Finished && Exceptions.Any(e => e.BlocksAny(b.Slot.Start, b.Slot.End)));

    /// <summary>Unfinished booked visits that an exception would hit, by start; none for extra time.</summary>
    public IEnumerable<Booking> BookingsHitBy(ScheduleException exception) =>
        Bookings.Where(b => !b.Finished && exception.BlocksAny(b.Slot.Start, b.Slot.End)).OrderBy(b => b.Slot.Start);
}

/// <summary>A weekly window, optionally between two dates (last exclusive), for some visit types or (null)
/// all.</summary>
public sealed record AvailabilityPeriod(WeeklyWindow Window, LocalDate? ValidFrom, LocalDate? ValidTo,
    IReadOnlyList<VisitType>? VisitTypes)
{
    /// <summary>The window on a civil day; null when there is none.</summary>
    public Interval? On(LocalDate day, DateTimeZone zone) =>
        day < ValidFrom || day >= ValidTo ? null : Window.On(day, zone);

    /// <summary>Compares by content, including lists.</summary>
    public bool Equals(AvailabilityPeriod? other) =>
        other is not null && (Window, ValidFrom, ValidTo) == (other.Window, other.ValidFrom, other.ValidTo)
        && (VisitTypes, other.VisitTypes) switch
        {
            (null, null) => true,
            ({ } mine, { } theirs) => mine.SequenceEqual(theirs),
            _ => false,
        };

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Window, ValidFrom, ValidTo);
}

/// <summary>Time off, or extra time when <c>Available</c>; half-open. Time off overrides all open time.</summary>
public sealed record ScheduleException(ExceptionId Id, Instant From, Instant To, bool Available, string? Reason)
{
    /// <summary>The civil time that it was given in; <c>From</c> and <c>To</c> are its instants. Null when it was given
    /// in instants.</summary>
    public CivilPeriod? Civil { get; init; }

    /// <summary>The same exception in a zone of the clinician: one in civil time moves with the zone.</summary>
    public ScheduleException In(DateTimeZone zone) =>
        Civil is { } civil ? this with { From = civil.Start(zone), To = civil.End(zone) } : this;

    /// <summary>Whether it is time off that overlaps the interval.</summary>
    public bool BlocksAny(Instant start, Instant end) => !Available && CivilTime.Overlap(start, end, From, To);
}

/// <summary>A slot that is held for one referral until an instant and then becomes free without an event.</summary>
public sealed record Hold(HoldId Id, SlotId Slot, ReferralId Referral, VisitType VisitType, Instant Until)
{
    /// <summary>Whether it is still valid. The end is exclusive and needs no event (I5).</summary>
    public bool IsLive(Instant now) => now < Until;
}

/// <summary>A booked visit; <c>Finished</c> when it took place or the patient missed it.</summary>
public sealed record Booking(BookingId Id, SlotId Slot, ReferralId Referral, VisitType VisitType, bool Finished);

/// <summary>Open for immediate visits, half-open, in addition to the recurring availability.</summary>
public sealed record OnDemand(Instant From, Instant Until);

/// <summary>Lateness in minutes, with the instant of the report.</summary>
public sealed record Lateness(int Minutes, Instant At);

/// <summary>An id that may not be used again before <c>ForgetAt</c>.</summary>
public sealed record EndedId(string Id, Instant ForgetAt);

/// <summary>The calendar feed of a clinician. Its address is computed from the generation, so that it is nowhere stored
/// and an earlier one never works again.</summary>
public sealed record CalendarFeed(int Generation, bool IsOpen);
