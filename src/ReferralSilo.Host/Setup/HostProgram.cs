using ReferralSilo.Host.Api;
using ReferralSilo.Host.Api.Guarding;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Demo;
using ReferralSilo.Host.Fhir;
using ReferralSilo.Host.Live;
using ReferralSilo.Host.Screens;
using ReferralSilo.Host.Security;
using ReferralSilo.Host.Security.SigningIn;
using ReferralSilo.Host.Timekeeping;

namespace ReferralSilo.Host.Setup;

/// <summary>Builds the program from its parts.</summary>
public static class HostProgram
{
    /// <param name="options">Options of this process.</param>
    /// <param name="stores">The open databases of this process.</param>
    /// <param name="last">Changes the registrations after all others; for tests.</param>
    /// <param name="machine">The clock of this machine; null means the system clock.</param>
    public static async Task<WebApplication> Build(
        HostOptions options, Stores stores, Action<WebApplicationBuilder>? last = null, TimeProvider? machine = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Set because another process may run this program, and the files of the screens are found by this name.
            ApplicationName = typeof(HostProgram).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddTime(options.Clock, stores, machine);
        builder.AddServer(options);
        builder.AddSilo(options, stores);
        builder.AddAccounts(options);
        builder.AddApi();
        builder.AddLive();
        builder.AddScreens(options);
        builder.AddDemo(options);
        last?.Invoke(builder);

        var app = builder.Build();
        await app.SetTime();
        app.UseHeadAsGet();
        app.UseFhirErrors();
        app.UseProblems();
        app.UseUnknownPaths();
        app.UsePlainTextErrors();
        app.UseDrain();
        app.UseUnknownPages();
        app.UseReferralSiloSecurity();
        app.UseApiGuard();
        app.UseMiddleware<UnboundSockets>();
        app.UseAntiforgery();
        app.MapApi();
        app.MapSession();
        app.MapLive();
        app.MapScreens();
        return app;
    }
}
