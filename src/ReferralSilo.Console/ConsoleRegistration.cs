using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Alarms;
using ReferralSilo.Console.Conversations;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;

namespace ReferralSilo.Console;

/// <summary>
/// Adds the staff console to a host that provides <c>IConsoleApi</c>, <c>IBoardWatch</c>, <c>IClock</c>,
/// <c>TimeProvider</c>, sign-in and authorization.
/// </summary>
public static class ConsoleRegistration
{
    /// <summary>
    /// Live screens are not prerendered: a prerendered board would already be outdated when it appears.
    /// </summary>
    public static InteractiveServerRenderMode Live { get; } = new(prerender: false);

    public static IServiceCollection AddReferralSiloConsole(this IServiceCollection services,
        Action<ConsoleOptions>? configure = null)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = CircuitLimits.Retention;
            circuit.DisconnectedCircuitMaxRetained = CircuitLimits.MaxRetained;
        }).AddHubOptions(hub =>
        {
            hub.KeepAliveInterval = CircuitLimits.KeepAlive;
            hub.ClientTimeoutInterval = CircuitLimits.ClientTimeout;
            hub.MaximumReceiveMessageSize = CircuitLimits.MaxMessageBytes;
        });
        services.AddCascadingAuthenticationState();
        services.AddOptions<ConsoleOptions>();
        if (configure is not null) services.Configure(configure);
        services.AddScoped<SessionState>();
        services.AddScoped<LiveStatus>();
        services.AddScoped<AlarmWatch>();
        services.AddScoped<ConversationWatch>();
        services.AddScoped<Receipts>();
        return services;
    }

    public static RazorComponentsEndpointConventionBuilder MapReferralSiloConsole(
        this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
}
