using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;

namespace ReferralSilo.Console;

/// <summary>Puts the staff console into a host that provides <c>IConsoleApi</c>, <c>IBoardWatch</c>, sign-in and
/// authorization.</summary>
public static class ConsoleRegistration
{
    /// <summary>Live screens are drawn once, by their circuit: a prerendered board would be old before it is
    /// seen.</summary>
    public static InteractiveServerRenderMode Live { get; } = new(prerender: false);

    public static IServiceCollection AddReferralSiloConsole(this IServiceCollection services,
        Action<ConsoleOptions>? configure = null)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = CircuitLimits.KeptAfterLoss;
            circuit.DisconnectedCircuitMaxRetained = CircuitLimits.MostKept;
        }).AddHubOptions(hub =>
        {
            hub.KeepAliveInterval = CircuitLimits.KeepAlive;
            hub.ClientTimeoutInterval = CircuitLimits.ClientGone;
            hub.MaximumReceiveMessageSize = CircuitLimits.MessageBytes;
        });
        services.AddCascadingAuthenticationState();
        services.AddOptions<ConsoleOptions>();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<SessionState>();
        services.AddScoped<LiveStatus>();
        return services;
    }

    public static RazorComponentsEndpointConventionBuilder MapReferralSiloConsole(
        this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
}
