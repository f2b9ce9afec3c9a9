using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Schedules;

/// <summary>Maps schedules to ledger rows.</summary>
public sealed class ScheduleMapper : IAggregateMapper<Schedule, ScheduleEvent>
{
    public const string StreamKind = "schedule";

    public string Kind => StreamKind;

    public StoredForm<Schedule, ScheduleEvent> Form => ScheduleJson.Form;

    public string NameOf(ScheduleEvent happened) => ScheduleJson.WireName(happened);

    public Schedule Evolve(Schedule? state, ScheduleEvent happened) => ScheduleEvolver.Evolve(state, happened);

    /// <summary>The service lines of a clinician after an event that sets them; null for another event.</summary>
    public static IReadOnlyList<ServiceLineId>? LinesAfter(PositionedEvent happened) =>
        happened.Stream.Kind == StreamKind && happened.IsReadable && happened.Event.Type == "clinician-defined"
            && happened.Read(ScheduleJson.Form.ReadEvent) is ScheduleEvent.Defined defined
            ? defined.Profile.ServiceLines : null;

    public Instant? DueAt(Schedule state) => state.DueAt;
}
