using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Shared;

/// <summary>Rows of referrals that have none on their board, as the board would show them.</summary>
public static class UnlistedRows
{
    /// <summary>The row in triage; null for a referral that is not in triage of this line.</summary>
    /// <param name="now">For the age.</param>
    /// <param name="zone">Zone of the line, for patients whose own zone is not known.</param>
    public static TriageRow? Triage(ReferralView view, string? line, DateTimeOffset now, Zone zone) =>
        !IsOf(line, view) || view.Stage is not (Stage.Received or Stage.InformationRequested) ? null
        : new TriageRow(view.Id, view.Number, view.Version, view.Priority, view.Stage, Patient(view, now, zone),
            Reason(view), view.Source, view.ReceivedAt, view.Clock?.DueAt, view.Clock is { Breached: true },
            view.ClaimedBy, view.Alarms(), view.Eligibility.Outcome, view.Missing.Count)
        {
            Concern = view.Concern(), TakenOverFrom = view.TakenOverFrom, NeedBy = view.NeedBy,
        };

    /// <summary>The row on the desk; null for a referral that is not on the desk of this line.</summary>
    /// <param name="now">For the age.</param>
    /// <param name="zone">Zone of the line, for patients whose own zone is not known.</param>
    public static DeskRow? Desk(ReferralView view, string? line, DateTimeOffset now, Zone zone) =>
        !IsOf(line, view) || view.Stage is Stage.Received or Stage.InformationRequested or Stage.Closed ? null
        : new DeskRow(view.Id, view.Number, view.Version, view.Priority, view.Stage, Patient(view, now, zone),
            Reason(view), view.Patient.Location?.State, view.Patient.Language, view.NeedBy, view.ReceivedAt,
            view.Clock?.DueAt, view.Clock is { Breached: true }, view.ClaimedBy, view.AssignedTo,
            view.Appointment?.Start, view.Appointment?.Clinician, view.OfferExpiresAt)
        {
            TakenOverFrom = view.TakenOverFrom, PatientTimeZone = view.Patient.TimeZone,
            ConsentMissing = view.Stage is Stage.Booked or Stage.Arrived
                && !view.Consents.Any(c => c is { Kind: ConsentKind.Telehealth, Given: true }),
        };

    private static bool IsOf(string? line, ReferralView view) => (view.ServiceLine ?? ReservedLines.Unassigned) == line;

    private static string? Reason(ReferralView view) => RowReason.Shorten(
        view.Reason?.Text ?? (view.Reason?.Codes is [var code, ..] ? code.Display ?? code.Code : null));

    private static BoardPatient Patient(ReferralView view, DateTimeOffset now, Zone zone) => new(
        string.Join(", ", new[] { view.Patient.FamilyName, view.Patient.GivenName }
            .Where(n => !string.IsNullOrEmpty(n))),
        Ages.Of(view.Patient.BirthDate, Zone.Find(view.Patient.TimeZone, zone).Day(now)));
}
