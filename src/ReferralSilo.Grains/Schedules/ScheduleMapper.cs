using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Schedules;

/// <summary>Maps schedules to ledger rows.</summary>
public sealed class ScheduleMapper : IAggregateMapper<Schedule, ScheduleEvent>
{
    public const string StreamKind = "schedule";

    public string Kind => StreamKind;

    public Schedule Read(ReadOnlySpan<byte> state) =>
        JsonSerializer.Deserialize<Schedule>(state, ScheduleJson.Options)!;

    public byte[] Write(Schedule state) => JsonSerializer.SerializeToUtf8Bytes(state, ScheduleJson.Options);

    public ScheduleEvent ReadEvent(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize<ScheduleEvent>(body, ScheduleJson.Options)!;

    public EventToStore Write(ScheduleEvent happened, string actor) =>
        new(ScheduleJson.WireName(happened), actor,
            JsonSerializer.SerializeToUtf8Bytes(happened, ScheduleJson.Options));

    public Schedule Evolve(Schedule? state, ScheduleEvent happened) => ScheduleEvolver.Evolve(state, happened);

    /// <summary>The service lines of a clinician after an event that sets them; null for another event.</summary>
    public static IReadOnlyList<ServiceLineId>? LinesAfter(PositionedEvent happened) =>
        happened.Stream.Kind == StreamKind && happened.IsReadable && happened.Event.Type == "clinician-defined"
            && happened.Read(body => JsonSerializer.Deserialize<ScheduleEvent>(body, ScheduleJson.Options)!)
                is ScheduleEvent.Defined defined
            ? defined.Profile.ServiceLines : null;

    public Instant? DueAt(Schedule state) => state.DueAt;
}
