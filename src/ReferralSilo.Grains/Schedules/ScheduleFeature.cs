using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Schedules;

/// <summary>Registers the clinicians' schedules.</summary>
public static class ScheduleFeature
{
    public static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddAggregate<Schedule, ScheduleCommand, ScheduleEvent, ScheduleMapper, ScheduleRules>(Routes.Schedule)
        .AddSingleton<IOutboxRebuilder, ScheduleOutbox>()
        .AddFollowedBoard<MyDayBoard>("my-day");
}
