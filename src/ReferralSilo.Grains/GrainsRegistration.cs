using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Sources;

namespace ReferralSilo.Grains;

/// <summary>
/// Registers the grains' services, except the ledger, its hash, the <see cref="TimeProvider"/> and the
/// <see cref="NodaTime.IClock"/>.
/// </summary>
public static class GrainsRegistration
{
    public static IServiceCollection AddReferralSiloGrains(this IServiceCollection services)
    {
        services.AddReferralSiloSerialization();
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.ActivationManagement,
            (s, _) => new MonotonicTime(s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IIncomingGrainCallFilter, CallErrorFilter>();
        services.AddSingleton<ReferralMapper>().AddSingleton<ScheduleMapper>().AddSingleton<SourceMapper>()
            .AddSingleton<NumberBlocksMapper>();
        services.AddSingleton<IdempotencyStore>().AddSingleton<CurrentReads>().AddSingleton<NewReferralWriter>()
            .AddSingleton<OrderDeduplicator>();
        services.AddSingleton<SlotReserver>().AddSingleton<ServiceLineLoader>().AddSingleton<DuplicateFinder>();
        services.AddSingleton<AcknowledgementBatcher>().AddSingleton<OutboxDispatcher>();
        services.AddSingleton<IOutboxRebuilder, ReferralOutbox>().AddSingleton<IOutboxRebuilder, ScheduleOutbox>();
        services.AddHostedSingleton<OutboxSweeper>();
        services.AddHostedSingleton<ReferralNumbers>();
        services.AddHostedSingleton<ServiceLineCatalog>();
        services.AddHostedSingleton<SourceCatalog>();
        services.AddHostedSingleton<BoardFeed>();
        services.AddHostedSingleton<ClockPinger>();
        services.AddProjections().AddSingleton<IProjection, PatientsProjection>();
        return services;
    }

    private static IServiceCollection AddProjections(this IServiceCollection services)
    {
        services.AddSingleton<ProjectionMetrics>().AddSingleton<ListReader>();
        services.AddHostedSingleton<LedgerTail>();
        services.AddHostedSingleton<ProjectionStarter>();
        return services;
    }

    private static void AddHostedSingleton<T>(this IServiceCollection services)
        where T : class, Microsoft.Extensions.Hosting.IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
