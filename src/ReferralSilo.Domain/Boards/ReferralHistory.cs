using System.Globalization;
using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Boards;

/// <summary>Converts events to history entries: who, when, what, why.</summary>
public static class ReferralHistory
{
    /// <summary>One entry; <paramref name="what"/> is the stored name of the event.</summary>
    public static HistoryEntry Entry(long version, Instant at, string by, string what, ReferralEvent happened)
    {
        var facts = new Dictionary<string, string>();
        foreach (var (name, value) in Facts(happened))
            if (value is not null) facts[name] = value;
        return new HistoryEntry(version, at.ToDateTimeOffset(), by, PublicName(what), Why(happened), facts);
    }

    // The API's name of this event is older than the stored name, and clients know it.
    private static string PublicName(string stored) => stored == "source-acknowledged" ? "source-heard" : stored;

    private static string? Why(ReferralEvent happened) => happened switch
    {
        E.Received e => e.Submission.Reason?.Summary,
        E.ChangedBySender e =>
            e.Fields.Any(f => f.StartsWith("/reason", StringComparison.Ordinal)) ? e.Submission.Reason?.Summary : null,
        E.Claimed e => e.Reason,
        E.ClaimEnded e => e.How,
        E.Accepted e => e.Overrule ?? e.Note,
        E.InformationRequested e => e.Message,
        E.InformationSupplied e => e.Message,
        E.Routed e => e.Reason is { } reason ? RuleSentences.Of(reason) : null,
        E.Prioritized e => e.Reason,
        E.Ended e => e.Reason,
        E.PatientContacted e => e.Attempt.Note,
        E.HoldLost e => e.Reason,
        E.OfferEnded e => e.Reason ?? e.How,
        E.SlotsOffered e => Overrule(e),
        E.AppointmentBooked e => e.Appointment.Overrule ?? e.Appointment.OverruleVisit,
        E.AppointmentMoved e => e.Reason ?? e.To.Overrule ?? e.To.OverruleVisit,
        E.AppointmentCancelled e => e.Reason,
        E.ConcernDecided e => e.Overrule,
        E.VisitCompleted e => e.Outcome,
        E.PatientDidNotCome e => e.Note,
        E.SourceAcknowledged e => e.Note,
        E.Closed e => e.Note,
        E.Reopened e => e.Reason,
        _ => null,
    };

    private static IEnumerable<(string Name, string? Value)> Facts(ReferralEvent happened) => happened switch
    {
        E.Received e =>
            [("serviceLine", e.ServiceLine.Value), ("priority", e.Submission.Priority.WireName()),
            ("channel", e.Submission.Channel.WireName()),
            ("eligibility", e.Eligibility.Outcome.WireName()), ("dueAt", Text(e.Clock.DueAt)),
            ("alertAt", e.OnCall?.NextAt is { } alert ? Text(alert) : null)],
        E.ChangedBySender e =>
            [("fields", string.Join(", ", e.Fields)), ("from", e.From.WireName()), ("to", e.To.WireName()),
            ("needBy", e.NeedBy is { } by ? Text(by) : null), ("eligibility", e.Eligibility.Outcome.WireName()),
            ("dueAt", Text(e.Clock.DueAt)),
            ("notTaken", e.Submission.Warnings is { Count: > 0 } left
                ? string.Join(", ", left.Select(w => $"{w.Field} {w.Code}")) : null),
            ("visitRule", e.VisitRule)],
        E.Claimed e =>
            [("by", e.Claim.By), ("expiresAt", Text(e.Claim.ExpiresAt)), ("takenOverFrom", e.Claim.TakenFrom)],
        E.ClaimEnded e => [("by", e.By)],
        E.Accepted e => [("note", e.Overrule is null ? null : e.Note)],
        E.InformationRequested e => [("items", string.Join(", ", e.Items))],
        E.InformationSupplied e =>
            [("items", string.Join(", ", e.Items)),
            ("fields", e.Fields is { Count: > 0 } fields ? string.Join(", ", fields) : null),
            ("eligibility", e.Eligibility?.Outcome.WireName()),
            ("missing", e.Missing is { Count: > 0 } missing ? string.Join(", ", missing.Select(m => m.What)) : null),
            ("visitRule", e.VisitRule)],
        E.Routed e => [("from", e.From.Value), ("to", e.To.Value), ("eligibility", e.Eligibility.Outcome.WireName())],
        E.Prioritized e =>
            [("from", e.From.WireName()), ("to", e.To.WireName()), ("needBy", e.NeedBy is { } by ? Text(by) : null)],
        E.Assigned e => [("to", e.To)],
        E.Ended e => [("as", e.As.WireName()), ("to", e.To)],
        E.PatientContacted e => [("channel", e.Attempt.Channel.WireName()), ("outcome", e.Attempt.Outcome.WireName())],
        E.ContactDue e => [("dueAt", Text(e.Clock.DueAt))],
        E.ConsentRecorded e =>
            [("kind", e.Consent.Kind.WireName()), ("given", e.Consent.Given ? "true" : "false"),
            ("purpose", e.Consent.Purpose?.WireName()), ("how", e.Consent.How), ("wording", e.Consent.Wording),
            ("riskTold", e.Consent.RiskTold is { } told ? told ? "true" : "false" : null)],
        E.PatientAssigned e => [("patient", e.PatientId.Value)],
        E.PatientChanged e =>
            [("patient", e.Copy.Patient.Value),
            ("fields", e.Fields is { Count: > 0 } changed ? string.Join(", ", changed) : null),
            ("eligibility", e.Eligibility?.Outcome.WireName()), ("visitRule", e.VisitRule)],
        E.SlotsOffered e =>
            [("slots", string.Join(", ", e.Holds.Select(h => h.Slot))), ("expiresAt", Text(e.Clock.DueAt)),
            ("overrule", Overrule(e))],
        E.AppointmentBooked e => Slot(e.Appointment),
        E.AppointmentMoved e => [("from", Text(e.From.Start)), .. Slot(e.To)],
        E.VisitCompleted e => [("documents", e.Documents.Count == 0 ? null : string.Join(", ", e.Documents))],
        E.Reopened e =>
            [("from", e.From.WireName()), ("eligibility", e.Eligibility?.Outcome.WireName()),
            ("dueAt", Text(e.Clock.DueAt))],
        E.Undone e => [("undone", e.Version.ToString(CultureInfo.InvariantCulture))],
        E.OnCallDue e => [("alertAt", e.Run.NextAt is { } next ? Text(next) : null)],
        E.OnCallAlerted e =>
            [("person", e.Alert.Person), ("channel", e.Alert.Channel.WireName()),
            ("supervisor", e.Alert.IsSupervisor ? "true" : null),
            ("nextAt", e.NextAt is { } next ? Text(next) : null)],
        E.OnCallReported { Report: var r } =>
            [("person", r.Person), ("channel", r.Channel.WireName()), ("waits", r.Waits)],
        E.OnCallFailed e => [("person", e.Person), ("channel", e.Channel.WireName()), ("code", e.Code)],
        E.TargetBreached e =>
            [("clock", e.Kind.WireName()), ("dueAt", Text(e.DueAt)),
            ("rings", e.Rings.ToString(CultureInfo.InvariantCulture))],
        _ => [],
    };

    private static (string Name, string? Value)[] Slot(SlotGrant slot) =>
        [("slot", slot.Slot), ("clinician", slot.Clinician.Value), ("start", Text(slot.Start)),
            ("visitType", slot.VisitType.WireName()), ("overrule", slot.Overrule),
            ("overruleVisit", slot.OverruleVisit)];

    private static string? Overrule(E.SlotsOffered offered) =>
        offered.Holds.Select(h => h.Overrule).FirstOrDefault(o => o is not null);

    private static string Text(Instant at) => NodaTime.Text.InstantPattern.General.Format(at);
}
