using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.ServiceLines;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Which event of a referral plans which messages to the patient: see decision 0113.</summary>
public static class MessageOccasions
{
    /// <summary>A message about a decision that can be taken back waits this long: the time to take it back, and a
    /// little more for the clocks of two silos.</summary>
    public static readonly Duration AfterUndo = ReferralUndo.Window + Duration.FromMilliseconds(250);

    /// <summary>Calendar days before a visit on which a reminder leaves. Two reminders led to fewer missed visits than
    /// either alone (AJMC 2018;24(8):377).</summary>
    public static readonly IReadOnlyList<int> ReminderDays = [3, 1];

    /// <summary>When a reminder leaves, time of day where the patient is.</summary>
    public static readonly LocalTime ReminderAt = new(10, 0);

    /// <summary>A reminder that would leave sooner after the booking only repeats its confirmation.</summary>
    private static readonly Duration ReminderAfterBooking = Duration.FromHours(12);

    /// <summary>Later than this before the visit a reminder does not help any more.</summary>
    private static readonly Duration LastReminder = Duration.FromHours(1);

    /// <summary>Shorter offers are made while the patient is on the phone: a text would only disturb.</summary>
    private static readonly Duration ShortestOffer = Duration.FromHours(1);

    private static readonly Duration FirstMessage = Duration.FromDays(14);
    private static readonly Duration MissedCall = Duration.FromDays(2);
    private static readonly Duration AfterVisit = Duration.FromDays(7);
    private static readonly Duration Outcome = Duration.FromDays(14);
    internal static IEnumerable<PlannedOccasion> Plan(Referral? before, ReferralEvent happened, Referral after) =>
        happened switch
        {
            E.Accepted e => [Undoable(MessageOccasion.ReachOut, e.Clock.StartedAt, FirstMessage)],
            E.SlotsOffered { Clock: var offer } when offer.DueAt - offer.StartedAt >= ShortestOffer =>
                [new(MessageOccasion.Offer, null, offer.StartedAt, offer.StartedAt, offer.DueAt)],
            E.AppointmentBooked e =>
                [new(MessageOccasion.Booked, e.Appointment.Id, e.At, e.At, e.Appointment.Start),
                    .. Reminders(e.Appointment, e.At, after)],
            E.AppointmentMoved e =>
            [
                new(MessageOccasion.Moved, e.To.Id, e.At, e.At, e.To.Start)
                {
                    FormerVisit = before?.BookedSlot() is { } visit ? Time(visit) : null,
                },
                .. Reminders(e.To, e.At, after),
            ],
            E.AppointmentCancelled e when before?.BookedSlot() is { } visit => [Cancelled(visit, e.Clock.StartedAt)],
            E.PatientDidNotCome e => [Undoable(MessageOccasion.MissedVisit, e.Clock.StartedAt, AfterVisit)],
            E.VisitCompleted e => [Undoable(MessageOccasion.AfterVisit, e.Clock.StartedAt, AfterVisit)],
            E.Ended { As: Stage.Declined } e => [Undoable(MessageOccasion.Declined, e.Clock.StartedAt, Outcome)],
            E.Ended { As: Stage.Redirected } e => [Undoable(MessageOccasion.Redirected, e.Clock.StartedAt, Outcome)],
            E.Ended { As: Stage.Unreachable } e => [Undoable(MessageOccasion.Unreachable, e.Clock.StartedAt, Outcome)],
            E.Ended e when before is Referral.Booked booked => [Cancelled(booked.Appointment, e.Clock.StartedAt)],
            E.PatientContacted { Attempt: var attempt } when IsMissed(attempt) && after is not Referral.Ended =>
                [new(MessageOccasion.MissedCall, null, attempt.At, attempt.At, attempt.At + MissedCall)],
            E.OnCallAlerted { Alert: var alert } e =>
            [
                new(MessageOccasion.StaffAlarm, OnCallSubject.Of(e.Run, alert.Person), alert.At, alert.At,
                    alert.At + MessageLimits.AlertUseful) { Channel = alert.Channel },
            ],
            _ => [],
        };

    /// <summary>True for a call that the patient did not answer.</summary>
    internal static bool IsMissed(ContactAttemptRecord attempt) => attempt.Channel == Channel.Call
        && attempt.Outcome is ContactOutcome.NoAnswer or ContactOutcome.VoicemailLeft or ContactOutcome.Engaged;

    /// <summary>The reminders of the same visit at their hour in another zone, when the patient's zone changed. Only
    /// those that still wait are moved.</summary>
    internal static IEnumerable<PlannedOccasion> MovedReminders(Referral? before, Referral after) =>
        before is Referral.Booked { Appointment: var known } && after is Referral.Booked { Appointment: var visit }
        && known.Id == visit.Id && !ReminderZone(before).Equals(ReminderZone(after))
            // The time of the decision is not known here, and is not needed: nothing new is planned.
            ? Reminders(visit, Instant.MinValue, after).Select(p => p with { At = p.DueAt, Moves = true }) : [];

    /// <summary>Whatever the zone, a reminder waits for the permitted hours of all zones in which the patient may
    /// be.</summary>
    private static DateTimeZone ReminderZone(Referral state) =>
        ReferralMessages.ZoneOf(state.Case.Patient) ?? ReferralMessages.Zones(state)[0];

    /// <summary>A reminder that could not leave in time ends when the next one is due: never two at once.</summary>
    private static IEnumerable<PlannedOccasion> Reminders(SlotGrant visit, Instant now, Referral state)
    {
        var zone = ReminderZone(state);
        var due = ReminderDays.Select(days => QuietHours.DaysBefore(visit.Start, zone, days, ReminderAt)).ToList();
        for (var n = 0; n < due.Count; n++)
        {
            var useful = n + 1 < due.Count ? due[n + 1] : visit.Start - LastReminder;
            if (due[n] >= now + ReminderAfterBooking && due[n] < useful)
                yield return new(MessageOccasion.Reminder, visit.Id, now, due[n], useful)
                {
                    DaysBefore = ReminderDays[n],
                };
        }
    }

    private static PlannedOccasion Undoable(MessageOccasion occasion, Instant at, Duration useful) =>
        new(occasion, null, at, at + AfterUndo, at + useful);

    private static PlannedOccasion Cancelled(SlotGrant visit, Instant at) =>
        new(MessageOccasion.Cancelled, visit.Id, at, at, visit.Start) { FormerVisit = Time(visit) };

    private static VisitTime Time(SlotGrant visit) => new(visit.Start, visit.VisitType);
}
