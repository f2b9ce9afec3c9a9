using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Schedules;

/// <inheritdoc/>
public sealed class ScheduleRules : IAggregateRules<Schedule, ScheduleCommand, ScheduleEvent>
{
    public ValueTask<Decision<ScheduleEvent>> Decide(Schedule? state, CommandEnvelope<ScheduleCommand> envelope,
        Instant now) => new(ScheduleDecider.Decide(state, envelope.Command, now));

    public bool Creates(ScheduleCommand command) => command is ScheduleCommand.Define;

    public IReadOnlyList<Outgoing> Outbox(Schedule? before, IReadOnlyList<ScheduleEvent> events, Schedule after,
        long version) => ScheduleOutbox.For(before, events, after, version);
}
