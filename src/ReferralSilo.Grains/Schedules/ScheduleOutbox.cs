using System.Text.Json;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Schedules;

/// <summary>A schedule at a version, as service lines store it.</summary>
[GenerateSerializer, Immutable, Alias("capacity-fact")]
public sealed record CapacityFact([property: Id(0)] Schedule Schedule, [property: Id(1)] long Version);

/// <summary>A change of a schedule for its service lines. Another silo gets only the events, because a schedule grows
/// with its bookings; a line that does not have the version before reads the schedule.</summary>
/// <param name="Clinician">The clinician of the schedule.</param>
/// <param name="Version">Version after the change.</param>
/// <param name="Events">All events of the change.</param>
[GenerateSerializer, Immutable, Alias("capacity-change")]
public sealed record CapacityChange([property: Id(0)] ClinicianId Clinician, [property: Id(1)] long Version,
    [property: Id(2)] ScheduleEvent[] Events)
{
    /// <summary>The schedule after the change, within the silo that committed it; null elsewhere.</summary>
    [field: NonSerialized]
    public Schedule? After { get; init; }
}

/// <summary>Creates the outbox messages of a schedule: every change for its service lines, and for a referral what
/// happened to its slots.</summary>
public sealed class ScheduleOutbox(ILedger ledger, ScheduleMapper mapper) : IOutboxRebuilder
{
    private const string CapacityChanged = "capacity-changed";
    private const string SlotBooked = "slot-booked";
    private const string HoldLost = "hold-lost";

    public string SenderKind => ScheduleMapper.StreamKind;

    public static IReadOnlyList<Outgoing> For(Schedule? before, IReadOnlyList<ScheduleEvent> events, Schedule after,
        long version)
    {
        var lines = after.Profile.ServiceLines.Union(before?.Profile.ServiceLines ?? []);
        var change = new CapacityChange(after.Clinician, version, [.. events]) { After = after };
        return
        [
            .. events.Select(e => ForReferral(e, events)).OfType<Outgoing>(),
            .. lines.Select(l => new Outgoing(
                new OutboxMessage(Routes.ServiceLine.Destination(l.Value), CapacityChanged, default), change)),
        ];
    }

    public static SlotGrant Granted(Schedule schedule, string id, SlotId slot)
    {
        var hold = schedule.Holds.FirstOrDefault(h => h.Id.Value == id);
        var type = hold?.VisitType ?? schedule.Bookings.First(b => b.Id.Value == id).VisitType;
        return Grant(id, slot, type) with { HeldUntil = hold?.Until };
    }

    public async Task<object?> Rebuild(OutboxRow row, CancellationToken ct)
    {
        var body = row.Message.Body.Span;
        switch (row.Message.Kind)
        {
            case SlotBooked:
                return new SlotWasBooked(JsonSerializer.Deserialize<SlotGrant>(body, ReferralJson.Options)!);
            case HoldLost:
                var lost = JsonSerializer.Deserialize<string[]>(body)!;
                return new HoldWasLost(lost[0], lost[1]);
            case CapacityChanged:
                return await ledger.Read(row.Id.Sender, ct) is { } stored
                    ? new CapacityFact(mapper.Read(stored.State.Span), stored.Version)
                    : null;
            default:
                throw new InvalidOperationException($"No message for {row.Message.Kind}.");
        }
    }

    private static Outgoing? ForReferral(ScheduleEvent happened, IReadOnlyList<ScheduleEvent> events)
    {
        switch (happened)
        {
            case ScheduleEvent.SlotBooked e:
                var confirmed = events.OfType<ScheduleEvent.HoldEnded>()
                    .FirstOrDefault(h => h.Reason == HoldEnd.Confirmed && h.Slot == e.Slot);
                var grant = Grant(e.Booking.Value, e.Slot, e.VisitType) with
                {
                    FromHold = confirmed?.Hold.Value, Overrule = e.Overrule,
                };
                return To(e.Referral.Value, SlotBooked,
                    JsonSerializer.SerializeToUtf8Bytes(grant, ReferralJson.Options), new SlotWasBooked(grant));
            case ScheduleEvent.HoldEnded { Reason: HoldEnd.Expired or HoldEnd.Displaced } e:
                var reason = e.Reason == HoldEnd.Expired ? "expired" : "displaced";
                return To(e.Referral.Value, HoldLost,
                    JsonSerializer.SerializeToUtf8Bytes(new[] { e.Hold.Value, reason }),
                    new HoldWasLost(e.Hold.Value, reason));
            default:
                return null;
        }
    }

    private static SlotGrant Grant(string id, SlotId slot, VisitType type) =>
        new(id, slot.Value, slot.Clinician, slot.Start, slot.End, type);

    private static Outgoing To(string referral, string kind, byte[] body, object payload) =>
        new(new OutboxMessage(Routes.Referral.Destination(referral), kind, body), payload);
}
