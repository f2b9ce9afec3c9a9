using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Routing;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Registers the queues and settings of the service lines, and the wallboard.</summary>
public static class ServiceLineFeature
{
    public static IServiceCollection AddServiceLines(this IServiceCollection services) => services
        .AddSingleton(Routes.ServiceLine)
        .AddSingleton(GrainRoute.To<IWallboardGrain>(BoardNames.Wallboard, BoardNames.Wallboard)
            with { OnlyKey = IWallboardGrain.Key })
        .AddSingleton<ClinicianLines>().AddSingleton<ServiceLineLoader>().AddSingleton<DuplicateFinder>()
        .AddSingleton<QueueMetrics>()
        .AddHostedSingleton<ServiceLineCatalog>();
}
