using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>
/// A clinician's schedule: one row, so that no interval is ever held or booked by two (I4). Kept in this form; null
/// is a clinician nobody defined.
/// </summary>
/// <param name="Profile">Who, where licensed, which visits.</param>
/// <param name="Availability">Recurring weekly windows in the clinician's zone.</param>
/// <param name="Exceptions">Time off and extra time, by start.</param>
/// <param name="Holds">Holds whose end was not recorded yet; judge each with <see cref="Hold.IsLive"/>.</param>
/// <param name="Bookings">Booked visits, finished ones included, by start.</param>
/// <param name="EndedHolds">Hold ids that may not be used again.</param>
/// <param name="EndedBookings">Booking ids that may not be used again.</param>
/// <param name="OnDemand">In the on-demand pool; ask <see cref="IsOnDemand"/>.</param>
/// <param name="Late">Running late; ask <see cref="LateMinutes"/>.</param>
public sealed record Schedule(
    ClinicianProfile Profile, IReadOnlyList<AvailabilityPeriod> Availability,
        IReadOnlyList<ScheduleException> Exceptions,
    IReadOnlyList<Hold> Holds, IReadOnlyList<Booking> Bookings, IReadOnlyList<EndedId> EndedHolds,
    IReadOnlyList<EndedId> EndedBookings, OnDemand? OnDemand = null, Lateness? Late = null)
{
    /// <summary>Whose.</summary>
    [JsonIgnore]
    public ClinicianId Clinician => Profile.Id;

    /// <summary>When the next hold ends: the schedule's clock. In the past when an end is not recorded yet; null
    /// without holds.</summary>
    [JsonIgnore]
    public Instant? DueAt => Holds.Count == 0 ? null : Holds.Min(h => h.Until);

    /// <summary>Holds that still count at a moment.</summary>
    public IEnumerable<Hold> LiveHolds(Instant now) => Holds.Where(h => h.IsLive(now));

    /// <summary>Whether the clinician takes immediate visits at a moment.</summary>
    public bool IsOnDemand(Instant now) => OnDemand is { } pool && pool.From <= now && now < pool.Until;

    /// <summary>Minutes behind time; what was said on an earlier civil day of the clinician does not count.</summary>
    public int LateMinutes(Instant now) =>
        Late is { } late && CivilTime.DayOf(late.At, Profile.Zone) == CivilTime.DayOf(now, Profile.Zone) ? late.Minutes
            : 0;

    /// <summary>Booked visits, not finished, that lie in time off: someone must move them.</summary>
    public IEnumerable<Booking> BookingsInTimeOff() =>
        Bookings.Where(b => !b.Finished && Exceptions.Any(e => e.BlocksAny(b.Slot.Start, b.Slot.End)));
}

/// <summary>A weekly window, between two civil dates (last one exclusive) when given, for some visit types or (null)
/// all.</summary>
public sealed record AvailabilityPeriod(WeeklyWindow Window, LocalDate? ValidFrom, LocalDate? ValidTo,
    IReadOnlyList<VisitType>? VisitTypes)
{
    /// <summary>The window on a civil day; null when there is none.</summary>
    public Interval? On(LocalDate day, DateTimeZone zone) =>
        day < ValidFrom || day >= ValidTo ? null : Window.On(day, zone);

    /// <summary>By content, lists included.</summary>
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

/// <summary>Time off, or extra time when <c>Available</c>, half-open. Time off wins over extra time and
/// availability.</summary>
public sealed record ScheduleException(ExceptionId Id, Instant From, Instant To, bool Available, string? Reason)
{
    /// <summary>Whether it takes any moment of the interval away.</summary>
    public bool BlocksAny(Instant start, Instant end) => !Available && CivilTime.Overlap(start, end, From, To);
}

/// <summary>A slot kept for one referral until a moment, then free again by itself.</summary>
public sealed record Hold(HoldId Id, SlotId Slot, ReferralId Referral, VisitType VisitType, Instant Until)
{
    /// <summary>Whether it still counts. The end is exclusive, and needs no event to be an end (I5).</summary>
    public bool IsLive(Instant now) => now < Until;
}

/// <summary>A booked visit; <c>Finished</c> once it took place or the patient did not come.</summary>
public sealed record Booking(BookingId Id, SlotId Slot, ReferralId Referral, VisitType VisitType, bool Finished);

/// <summary>Open for immediate visits, half-open, beyond the recurring availability.</summary>
public sealed record OnDemand(Instant From, Instant Until);

/// <summary>So many minutes behind time, said at a moment.</summary>
public sealed record Lateness(int Minutes, Instant At);

/// <summary>An id that was used and may not be used again; forgotten after a moment.</summary>
public sealed record EndedId(string Id, Instant ForgetAt);
