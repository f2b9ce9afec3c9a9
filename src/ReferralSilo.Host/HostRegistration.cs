using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Draining;
using ReferralSilo.Api.Live;
using ReferralSilo.Console;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Demo;
using ReferralSilo.Host.Screens;
using ReferralSilo.Host.Setup;
using ReferralSilo.Identity;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host;

/// <summary>Registers the parts of the process, one method per part.</summary>
public static class HostRegistration
{
    /// <summary>Largest message that a hub client may send, in bytes.</summary>
    private const int MaxHubMessage = 32 * 1024;

    public static void AddServer(this WebApplicationBuilder builder, ProgramOptions options)
    {
        builder.WebHost.UseUrls([.. options.Urls.Split(';'), .. options.Monitoring.Urls]);
        builder.WebHost.UseStaticWebAssets();
        // A build would have browsers fetch the files of the screens anew each time, for people who edit them.
        if (!builder.Environment.IsDevelopment()) builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.AddSingleton(options).AddSingleton<Readiness>().AddSingleton<WarmUp>();
        builder.Services.AddSingleton(options.IsAlone ? DrainLimits.Alone : DrainLimits.Cluster).AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostLifetime, DrainLifetime>();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host =>
            host.ShutdownTimeout = DrainLimits.Cluster.Leave);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning)
            // Orleans logs notes on server GC and on the time since boot, which are useless to an operator.
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            // It logs the invocation ids, which a client chooses, and every refused board with its stack. The hub logs
            // its failures itself.
            .AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None)
            .AddFilter("OpenIddict", LogLevel.Warning).AddFilter("Polly", LogLevel.Error)
                .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
    }

    public static void AddAccounts(this WebApplicationBuilder builder, ProgramOptions options) =>
        builder.AddReferralSiloSecurity(accounts =>
    {
        accounts.Engine = options.Storage.Engine == StorageEngine.Sqlite ? AccountsEngine.Sqlite
            : AccountsEngine.Postgres;
        accounts.DataFolder = options.Storage.DataDirectory;
        accounts.ConnectionString = options.Storage.ConnectionString;
        accounts.AllowPlainHttp = !options.Urls.Contains("https://", StringComparison.OrdinalIgnoreCase);
        foreach (var origin in builder.Configuration.GetSection("ReferralSilo:AllowedOrigins").Get<string[]>()
            ?? []) accounts.AllowedOrigins.Add(origin);
    });

    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GuardedFeed>().AddSingleton<BoardAccess>();
        builder.Services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = MaxHubMessage;
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
        }).AddJsonProtocol(json =>
        {
            ContractsJson.Apply(json.PayloadSerializerOptions);
            json.PayloadSerializerOptions.Converters.Add(new FrameConverter());
            json.PayloadSerializerOptions.Converters.Add(new CursorConverter());
        }).AddMessagePackProtocol(pack => pack.SerializerOptions = FramePack.Options);
    }

    public static void MapLive(this WebApplication app) =>
        app.MapHub<BoardsHub>("/hubs/boards", hub => hub.CloseOnAuthenticationExpiration = true);

    public static void AddScreens(this WebApplicationBuilder builder, ProgramOptions options)
    {
        builder.Services.AddReferralSiloConsole(console => console.Demo = options.Demo);
        builder.Services.AddScoped<AuthenticationStateProvider, ScreenAuthentication>();
        builder.Services.AddSingleton<ILineChanges, ScreenLineChanges>();
        builder.Services.AddSingleton<PeopleDirectory>().AddScoped<IBoardWatch, ScreenBoards>()
            .AddScoped<IConsoleApi, ScreenDesk>().AddScoped<ISettingsApi, ScreenSettings>()
            .AddScoped<IAccountsApi, ScreenAccounts>().AddScoped<IMailboxApi, ScreenMailbox>()
            .AddScoped<IConversationsApi, ScreenConversations>()
            .AddScoped<IPatientsApi, ScreenPatients>()
            .AddScoped<ITemplatesApi, ScreenTemplates>().AddScoped<IMessagingStatusApi, ScreenTemplates>();
    }

    public static void MapScreens(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapReferralSiloConsole().Add(page => page.Metadata.Add(new RequirePermissionAttribute(
            page is RouteEndpointBuilder { RoutePattern.RawText: Denials.PasswordPage }
                ? Permission.ChangeOwnPassword : Permission.SignedIn)));
    }

    /// <summary>Prepares the accounts, then starts the silo and the server. Ready once all of them answer.</summary>
    public static async Task RunUntilStopped(this WebApplication app, ProgramOptions options)
    {
        await app.Services.GetRequiredService<AccountsDatabase>().Prepare();
        await app.Services.GetRequiredService<InstallationCheck>()
            .Run(options.Demo, await LedgerIdentity.Read(options.Storage));
        var setUpCode = options.Demo ? null : await app.Services.GetRequiredService<SetUpService>().Begin();
        if (options.Demo) await app.Services.GetRequiredService<DemoAccounts>()
            .Seed("lakeside-family-practice", "dr-adams");
        if (options.Demo) app.Services.GetRequiredService<DemoMessageFilter>().Expect();
        await app.StartAsync();
        if (options.Demo) await app.Services.GetRequiredService<DemoProgram>().Load(app.Lifetime.ApplicationStopping);
        string[] urls = [.. options.Monitoring.Others(app.Urls)];
        await app.Services.GetRequiredService<WarmUp>().Run(urls, app.Lifetime.ApplicationStopping);
        app.Services.GetRequiredService<Readiness>().Ready();
        System.Console.WriteLine($"ReferralSilo is ready on {string.Join(" ", urls)}");
        if (options.Demo) System.Console.WriteLine(DemoSignIns.Text);
        if (setUpCode is not null) System.Console.WriteLine($"Set-up code: {setUpCode}");
        if (app.Services.GetRequiredService<MessageHold>().Installation.MessagesHeld)
            System.Console.WriteLine(
                "Messages are held: this is a restored copy. The command release-messages lets them go.");
        await app.WaitForShutdownAsync();
    }
}
