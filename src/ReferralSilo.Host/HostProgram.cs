using ReferralSilo.Api;
using ReferralSilo.Api.Draining;
using ReferralSilo.Api.Guarding;
using ReferralSilo.Api.Live;
using ReferralSilo.Api.Problems;
using ReferralSilo.Demo;
using ReferralSilo.Fhir;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Screens;
using ReferralSilo.Host.Setup;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Identity;
using ReferralSilo.Identity.Managing;
using ReferralSilo.Identity.SigningIn;
using ReferralSilo.Messaging;

namespace ReferralSilo.Host;

/// <summary>Builds the program from its parts.</summary>
public static class HostProgram
{
    /// <param name="options">Options of this process.</param>
    /// <param name="stores">The open databases of this process.</param>
    /// <param name="last">Changes the registrations after all others; for tests.</param>
    /// <param name="machine">The clock of this machine; null means the system clock.</param>
    public static async Task<WebApplication> Build(
        ProgramOptions options, Stores stores, Action<WebApplicationBuilder>? last = null, TimeProvider? machine = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Set because another process may run this program, and the files of the screens are found by this name.
            ApplicationName = typeof(HostProgram).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory,
        });
        // The web host also reads settings that ProgramOptions does not: appsettings of the environment.
        if (ProxyOptions.FindUnsafe(builder.Configuration) is { } refused) throw new SetupException(refused);
        builder.AddTime(options.Clock, stores.Ledger.Clock, machine);
        builder.AddServer(options);
        builder.AddTelemetry(options.Monitoring);
        builder.AddHealth();
        builder.AddSilo(options, stores);
        builder.AddAccounts(options);
        builder.AddApi(problems => problems.MapSecurityProblems());
        builder.AddFhir();
        builder.AddMessaging(options.Messaging, options.HasMailbox);
        builder.AddLive();
        builder.AddScreens(options);
        if (options.Demo) builder.AddDemo(options.LivePerMinute);
        last?.Invoke(builder);

        var app = builder.Build();
        await app.SetTime();
        options.Proxies.Apply(app);
        app.UseHeadAsGet();
        app.UseFhirErrors();
        app.UseProblems();
        app.UseMetricsAddress(options.Monitoring);
        app.UseUnknownPaths();
        app.UsePlainTextErrors();
        app.UseDrain();
        app.UseUnknownPages();
        app.UseReferralSiloSecurity();
        app.UseMiddleware<LiveConnections>();
        app.UseApiGuard();
        app.UseMiddleware<UnboundSockets>();
        app.UseAntiforgery();
        app.MapHealth();
        app.MapMetrics();
        app.MapApi();
        app.MapFhir();
        app.MapMessaging();
        app.MapSession();
        app.MapAccounts();
        app.MapLive();
        app.MapScreens();
        return app;
    }
}
