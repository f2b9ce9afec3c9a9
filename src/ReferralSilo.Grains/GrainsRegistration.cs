using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Conversations;
using ReferralSilo.Grains.Inboxes;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Templates;

namespace ReferralSilo.Grains;

/// <summary>
/// Registers the grains' services, except the ledger, its hash, the <see cref="TimeProvider"/> and the
/// <see cref="NodaTime.IClock"/>.
/// </summary>
public static class GrainsRegistration
{
    /// <summary>The grains that are found by name.</summary>
    public static IReadOnlyList<GrainRoute> Routes { get; } =
        [.. new ServiceCollection().AddFeatures().Select(s => s.ImplementationInstance).OfType<GrainRoute>()];

    /// <summary>Kinds of boards whose name ends in an id. Only these are offered to clients.</summary>
    public static IReadOnlyList<string> BoardKinds { get; } =
        [.. Routes.Where(r => r.OnlyKey is null).SelectMany(r => r.Boards)];

    public static IServiceCollection AddReferralSiloGrains(this IServiceCollection services)
    {
        services.AddReferralSiloSerialization();
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.ActivationManagement,
            (s, _) => new MonotonicTime(s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IIncomingGrainCallFilter, CallErrorFilter>();
        services.AddCommitting().AddFeatures();
        services.AddSingleton<BoardMetrics>().AddHostedSingleton<BoardFeed>();
        services.AddSingleton<DeadlineMetrics>().AddHostedSingleton<ClockPinger>();
        services.AddProjections().AddSingleton<IProjection, PatientsProjection>();
        return services;
    }

    /// <summary>Registers what all kinds of aggregates share.</summary>
    public static IServiceCollection AddCommitting(this IServiceCollection services) => services
        .AddSingleton<IdempotencyStore>().AddSingleton<CurrentReads>().AddSingleton<GrainRoutes>()
        .AddSingleton<AcknowledgementBatcher>().AddSingleton<OutboxDispatcher>().AddSingleton<OutboxMetrics>()
        .AddHostedSingleton<OutboxSweeper>();

    /// <summary>Registers every kind of aggregate and board: one line each.</summary>
    public static IServiceCollection AddFeatures(this IServiceCollection services) => services
        .AddReferrals()
        .AddPatients()
        .AddSchedules()
        .AddSources()
        .AddTemplates()
        .AddServiceLines()
        .AddAddresses()
        .AddMessages()
        .AddConversations()
        .AddInboxes()
        .AddSingleton<FollowedBoards>();

    private static IServiceCollection AddProjections(this IServiceCollection services)
    {
        services.AddSingleton<ProjectionMetrics>().AddSingleton<ListReader>();
        services.AddHostedSingleton<LedgerTail>();
        services.AddHostedSingleton<ProjectionStarter>();
        return services;
    }
}
