using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Schedules;

/// <summary>Registers the clinicians' schedules.</summary>
public static class ScheduleFeature
{
    public static GrainRoute Route { get; } = GrainRoute.To<IScheduleGrain>(ScheduleMapper.StreamKind, "schedule");

    public static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddAggregate<Schedule, ScheduleCommand, ScheduleEvent, ScheduleMapper, ScheduleRules>(Route)
        .AddSingleton<IOutboxRebuilder, ScheduleOutbox>();
}
