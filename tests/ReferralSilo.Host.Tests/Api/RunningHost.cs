using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Api.Draining;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Setup;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>The whole program in this process, without demo data: silo, API, hub, screens.</summary>
public abstract class RunningHost : IAsyncLifetime
{
    /// <summary>Source of the account <c>source</c>.</summary>
    public const string Source = "lakeside";

    /// <summary>Clinician of the account <c>clinician</c>.</summary>
    public const string Clinician = "dr-adams";

    private readonly List<HttpClient> _clients = [];
    private bool _isStopped;
    private Stores _stores = null!;
    private WebApplication _app = null!;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public IEnumerable<RouteEndpoint> Routes =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    /// <summary>A machine client with nearly all permissions.</summary>
    public ApiClient Api { get; private set; } = null!;

    protected abstract StorageOptions Storage { get; }

    protected virtual MonitoringOptions Monitoring { get; } = new();

    protected virtual MessagingOptions Messaging => MessagingOptions.None;

    /// <summary>The clock of the simulated machine.</summary>
    protected virtual TimeProvider Machine => TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        var options = new ProgramOptions(true, 0, "http://127.0.0.1:0", Storage, 0)
        {
            Monitoring = Monitoring, Messaging = Messaging,
        };
        _stores = await Stores.Open(options.Storage, NullLoggerFactory.Instance);
        _app = await HostProgram.Build(options, _stores, Change, Machine);
        await Services.GetRequiredService<AccountsDatabase>().Prepare();
        await Services.GetRequiredService<DemoAccounts>().Seed(Source, Clinician);
        await _app.StartAsync();
        Services.GetRequiredService<Readiness>().Ready();
        Address = new Uri(Monitoring.Others(
            Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses).Single());
        Api = new ApiClient(await SignedIn());
        await Define();
    }

    /// <summary>Creates the data that all tests use.</summary>
    protected virtual Task Define() => AProgram.Define(Api);

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Clean();
        GC.SuppressFinalize(this);
    }

    /// <summary>A client with its own cookies that follows no redirect.</summary>
    public HttpClient Browser()
    {
        var client =
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false,
                CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that is signed in, as a demo user unless there is a password.</summary>
    public async Task<ApiClient> As(string user, string password = DemoAccounts.Password)
    {
        var client = Browser();
        using var answer = await client.SignIn(user, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new ApiClient(client);
    }

    public async Task<string> Token() => await Browser().BearerToken();

    /// <summary>Stops the program, once; its databases are closed then.</summary>
    protected async Task Stop()
    {
        if (_isStopped) return;
        _isStopped = true;
        foreach (var client in _clients) client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private async Task<HttpClient> SignedIn()
    {
        var client = Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            await client.BearerToken());
        return client;
    }

    /// <summary>Changes the program before it starts.</summary>
    protected virtual void Change(WebApplicationBuilder builder) => builder.Logging.ClearProviders();

    protected abstract void Clean();
}

public class SqliteHost : RunningHost
{
    private readonly TempFolder _folder = new();

    protected override StorageOptions Storage => new() { DataDirectory = _folder.Path };

    protected override void Clean()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}

public class PostgresHost : RunningHost
{
    private readonly TempFolder _folder = new();
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override StorageOptions Storage =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = _database, DataDirectory = _folder.Path };

    /// <summary>Makes every reader of the staff's accounts wait until the result is disposed.</summary>
    public Task<IAsyncDisposable> LockStaff() => PostgresEngine.Lock(_database, "Staff");

    protected override void Clean()
    {
        PostgresServer.Shared.DropDatabase(_database);
        _folder.Dispose();
    }
}

/// <summary>All suites of an engine share one running host.</summary>
[CollectionDefinition(Name)]
public sealed class SqliteApi : ICollectionFixture<SqliteHost>
{
    public const string Name = "API on SQLite";
}

/// <inheritdoc cref="SqliteApi"/>
[CollectionDefinition(Name)]
public sealed class PostgresApi : ICollectionFixture<PostgresHost>
{
    public const string Name = "API on PostgreSQL";
}
