using System.Text.Json;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Creates a referral's outbox messages, and rebuilds those that were not delivered directly.</summary>
public sealed class ReferralOutbox(ILedger ledger, ReferralMapper mapper) : IOutboxRebuilder
{
    public const string QueueChanged = "queue-changed";
    private const string MessagesChanged = "messages-changed";
    private const string HoldReleased = "hold-released";
    private const string BookingReleased = "booking-released";
    private const string VisitFinished = "visit-finished";
    private const string VisitReopened = "visit-reopened";
    private const string PatientFacts = "patient-facts";

    public string SenderKind => ReferralMapper.StreamKind;

    public static IReadOnlyList<Outgoing> For(Referral? before, IReadOnlyList<ReferralEvent> events, Referral after,
        long version) =>
        [.. ReferralEffects.From(before, events, after).Select(effect => effect switch
        {
            // The body is empty: the payload is rebuilt from the state, and the outbox holds no patient data.
            ReferralEffect.QueueChanged e => new Outgoing(
                new OutboxMessage(Routes.ServiceLine.Destination(e.ServiceLine.Value), QueueChanged, default),
                QueueEntry.From(after, version)),
            ReferralEffect.PatientLearns e => new Outgoing(
                new OutboxMessage(Routes.Patient.Destination(e.Patient.Value), PatientFacts, default),
                Learn(e.Patient, after, version)),
            ReferralEffect.HoldReleased e => Command(e.Clinician.Value, HoldReleased, e.HoldId),
            ReferralEffect.BookingReleased e => Command(e.Clinician.Value, BookingReleased, e.BookingId),
            ReferralEffect.VisitFinished e => Command(e.Clinician.Value, VisitFinished, e.BookingId),
            ReferralEffect.VisitReopened e => Command(e.Clinician.Value, VisitReopened, e.BookingId),
            _ => throw new InvalidOperationException($"No message for {effect.GetType().Name}."),
        }), .. Messages(before, events, after, version)];

    public async Task<object?> Rebuild(OutboxRow row, CancellationToken ct)
    {
        if (row.Message.Kind == MessagesChanged)
            return JsonSerializer.Deserialize<OutreachChange>(row.Message.Body.Span, ReferralJson.Options);
        if (row.Message.Kind == PatientFacts)
            return await ledger.Read(row.Id.Sender, ct) is { } sender
                && mapper.Read(sender.State.Span) is { Case.PatientId: { } patient } state
                    ? Learn(patient, state, sender.Version) : null;
        if (row.Message.Kind != QueueChanged)
            return ToCommand(row.Message.Kind, JsonSerializer.Deserialize<string>(row.Message.Body.Span)!);
        return await ledger.Read(row.Id.Sender, ct) is { } stored
            ? QueueEntry.From(mapper.Read(stored.State.Span), stored.Version) : null;
    }

    private static IEnumerable<Outgoing> Messages(Referral? before, IReadOnlyList<ReferralEvent> events,
        Referral after, long version) => ReferralMessages.Change(before, events, after, version) is { } change
        ? [new Outgoing(new OutboxMessage(Routes.Outreach.Destination(after.Case.Id.Value), MessagesChanged,
            JsonSerializer.SerializeToUtf8Bytes(change, ReferralJson.Options)), change)]
        : [];

    private static PatientCommand.Learn Learn(PatientId patient, Referral state, long version) =>
        new(patient, Domain.Referrals.PatientFacts.From(state, version));

    private static Outgoing Command(string clinician, string kind, string id) => new(
        new OutboxMessage(Routes.Schedule.Destination(clinician), kind, JsonSerializer.SerializeToUtf8Bytes(id)),
        ToCommand(kind, id));

    private static ScheduleCommand ToCommand(string kind, string id) => kind switch
    {
        HoldReleased => new ScheduleCommand.ReleaseHold(new HoldId(id)),
        BookingReleased => new ScheduleCommand.ReleaseBooking(new BookingId(id)),
        VisitFinished => new ScheduleCommand.Finish(new BookingId(id)),
        VisitReopened => new ScheduleCommand.Reopen(new BookingId(id)),
        _ => throw new InvalidOperationException($"No command for {kind}."),
    };
}
