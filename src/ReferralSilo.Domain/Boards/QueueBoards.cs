using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Domain.Boards;

/// <summary>Converts a queue entry to board rows; null when it is not on that board.</summary>
public static class QueueBoards
{
    /// <summary>A row of <c>triage/{serviceLine}</c>.</summary>
    public static TriageRow? Triage(QueueEntry entry, Instant now, DateTimeZone zone) =>
        !entry.InTriage ? null : new TriageRow(
        entry.Id.Value, entry.Number, entry.Version, entry.Priority, entry.Stage, Patient(entry, now, zone),
        RowReason.Shorten(entry.Reason), entry.Source?.Value, entry.ReceivedAt.ToDateTimeOffset(),
        entry.DueAt?.ToDateTimeOffset(), entry.Breached, entry.ClaimedBy, entry.Alarm, entry.Eligibility,
        entry.MissingCount)
    {
        Concern = entry.Concern, TakenOverFrom = entry.TakenOverFrom, NeedBy = entry.NeedBy?.ToDateTimeOffset(),
    };

    /// <summary>A row of <c>alarms/{serviceLine}</c>.</summary>
    public static AlarmRow? Alarm(QueueEntry entry) => !entry.Alarm ? null : new AlarmRow(
        entry.Id.Value, entry.Number, entry.Version, entry.Priority, entry.Concern,
        entry.ReceivedAt.ToDateTimeOffset(), entry.DueAt?.ToDateTimeOffset())
    {
        ClaimedBy = entry.ClaimedBy, OnCall = entry.OnCall,
    };

    /// <summary>A worklist row of <c>desk/{serviceLine}</c>.</summary>
    public static DeskRow? Desk(QueueEntry entry, Instant now, DateTimeZone zone) => !entry.OnDesk ? null : new DeskRow(
        entry.Id.Value, entry.Number, entry.Version, entry.Priority, entry.Stage, Patient(entry, now, zone),
        RowReason.Shorten(entry.Reason), entry.Patient.Location?.State, entry.Patient.Language,
        entry.NeedBy?.ToDateTimeOffset(), entry.ReceivedAt.ToDateTimeOffset(), entry.DueAt?.ToDateTimeOffset(),
        entry.Breached, entry.ClaimedBy, entry.AssignedTo, entry.Appointment?.Start.ToDateTimeOffset(),
        entry.Appointment?.Clinician.Value, entry.OfferExpiresAt?.ToDateTimeOffset())
    {
        TakenOverFrom = entry.TakenOverFrom, PatientTimeZone = entry.Patient.TimeZone,
        ConsentMissing = entry.Stage is Stage.Booked or Stage.Arrived && !entry.TelehealthConsent,
    };

    // The age on today's date where the patient is, or in the line's zone when that is unknown.
    private static BoardPatient Patient(QueueEntry entry, Instant now, DateTimeZone zone) =>
        new(entry.Patient.DisplayName, entry.Patient.Age(entry.Patient.DayAt(now, zone)));
}
