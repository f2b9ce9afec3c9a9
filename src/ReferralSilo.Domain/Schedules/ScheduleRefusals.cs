namespace ReferralSilo.Domain.Schedules;

/// <summary>All refusals of a schedule. Codes are public and stable.</summary>
public static class ScheduleRefusals
{
    /// <summary>This clinician is not defined.</summary>
    public static Refusal ClinicianUnknown { get; } = new("clinician-unknown", "There is no such clinician.");

    /// <summary>The profile belongs to another clinician than the schedule.</summary>
    public static Refusal ClinicianMismatch { get; } =
        new("clinician-mismatch", "This schedule belongs to another clinician.");

    /// <summary>The slot is held or booked by another, or too close to a visit.</summary>
    public static Refusal SlotTaken { get; } = new("slot-taken", "The slot is held or booked already.");

    /// <summary>The slot is outside availability, in time off, in the past, or of another clinician.</summary>
    public static Refusal SlotUnavailable { get; } =
        new("slot-unavailable", "The clinician does not see patients at this time.");

    /// <summary>The clinician offers no visit of that type or length at that time.</summary>
    public static Refusal VisitTypeNotOffered { get; } =
        new("visit-type-not-offered", "The clinician offers no visit of this type and length at this time.");

    /// <summary>The clinician's own day is full.</summary>
    public static Refusal DailyLimitReached { get; } =
        new("daily-limit-reached", "The clinician sees no more patients on this day.");

    /// <summary>The clinician's own week is full.</summary>
    public static Refusal WeeklyLimitReached { get; } =
        new("weekly-limit-reached", "The clinician sees no more patients in this week.");

    /// <summary>The visit would start sooner than the clinician's notice allows.</summary>
    public static Refusal NoticeTooShort { get; } =
        new("notice-too-short", "The clinician needs more notice for a visit at this time.");

    /// <summary>The visit would start later than the clinician can be booked.</summary>
    public static Refusal BeyondHorizon { get; } =
        new("beyond-horizon", "The clinician cannot be booked that far ahead yet.");

    /// <summary>A hold lasts 1 minute to 72 hours.</summary>
    public static Refusal HoldLengthInvalid { get; } = new("hold-length-invalid", "A hold lasts 1 minute to 72 hours.");

    /// <summary>The hold expired or ended earlier.</summary>
    public static Refusal HoldExpired { get; } = new("hold-expired", "The hold has ended and cannot be confirmed.");

    /// <summary>A hold id that ended cannot be used again.</summary>
    public static Refusal HoldEnded { get; } = new("hold-ended", "A hold with this id has ended; request a new one.");

    /// <summary>No such hold.</summary>
    public static Refusal HoldUnknown { get; } = new("hold-unknown", "There is no such hold.");

    /// <summary>The hold is for another slot or referral.</summary>
    public static Refusal HoldMismatch { get; } = new("hold-mismatch", "The hold is for another slot or referral.");

    /// <summary>The id is already used for something else.</summary>
    public static Refusal IdReused { get; } = new("id-reused", "This id is in use for another slot or referral.");

    /// <summary>No such booking.</summary>
    public static Refusal BookingUnknown { get; } = new("booking-unknown", "There is no such booking.");

    /// <summary>A booking id that was released cannot be used again.</summary>
    public static Refusal BookingEnded { get; } = new("booking-ended", "The booking was released.");

    /// <summary>The visit is over; its time cannot be released.</summary>
    public static Refusal BookingFinished { get; } =
        new("booking-finished", "The visit is over; its time cannot be freed.");

    /// <summary>The schedule has the maximum number of holds.</summary>
    public static Refusal TooManyHolds { get; } =
        new("too-many-holds", "The schedule has the maximum number of holds.");

    /// <summary>The schedule has the maximum number of exceptions.</summary>
    public static Refusal TooManyExceptions { get; } =
        new("too-many-exceptions", "The schedule has the maximum number of exceptions.");

    /// <summary>The on-demand pool ends in the future, within 12 hours.</summary>
    public static Refusal AvailableUntilInvalid { get; } =
        new("available-until-invalid", "Available now ends within the next 12 hours.", "/until");

    /// <summary>Lateness is 0 to 240 minutes.</summary>
    public static Refusal LateMinutesInvalid { get; } =
        new("late-minutes-invalid", "Late is 0 to 240 minutes.", "/minutes");

    /// <summary>After a change of one of the ages the youngest patient would be older than the oldest.</summary>
    public static Refusal AgesCrossed { get; } =
        new("ages-crossed", "The youngest age would be above the oldest age.", "/maxAge");

    /// <summary>All refusals, for the API's list of codes.</summary>
    public static IReadOnlyList<Refusal> All { get; } = [
        ClinicianUnknown, ClinicianMismatch, SlotTaken, SlotUnavailable, VisitTypeNotOffered, DailyLimitReached,
        WeeklyLimitReached, NoticeTooShort, BeyondHorizon, HoldLengthInvalid, HoldExpired, HoldEnded,
        HoldUnknown, HoldMismatch, IdReused, BookingUnknown, BookingEnded, BookingFinished,
        TooManyHolds, TooManyExceptions, AvailableUntilInvalid, LateMinutesInvalid, AgesCrossed];
}
