using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections.Client;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Three processes on one PostgreSQL database, each with a signed-in client.</summary>
[CollectionDefinition(Name)]
public sealed class ThreeSilos : IAsyncLifetime, ICollectionFixture<ThreeSilos>
{
    /// <summary>Name of the collection whose tests share these processes and run one after the other.</summary>
    public const string Name = "three silos";

    /// <summary>Longer than the program repeats a call (8 s) and waits for running requests when it leaves.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>As in <c>deploy/</c>: the proxy sends scheme and address of the client.</summary>
    private static readonly (string, string) BehindProxy = ("ReferralSilo__Proxies__0", "127.0.0.1");

    private readonly string _database = PostgresServer.Shared.CreateDatabase();
    private readonly SiloCertificates _certificates = new();
    private readonly List<RunningProgram> _silos = [];
    private readonly List<HttpClient> _clients = [];

    /// <summary>Connection string of the shared database.</summary>
    public string Database => _database;

    public IReadOnlyList<RunningProgram> Silos => _silos;

    public IReadOnlyList<HttpClient> Clients => _clients;

    /// <summary>A bearer token of the machine client: issued by one silo, accepted by all.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Signs a hub connection in as the machine client.</summary>
    public void AsMachine(HttpConnectionOptions connection) => connection.AccessTokenProvider = () =>
        Task.FromResult<string?>(Token);

    /// <summary>The cookies of a session of a demo account; every silo accepts them.</summary>
    public async Task<CookieContainer> Session(string user)
    {
        var cookies = new CookieContainer();
        using var handler = new HttpClientHandler { CookieContainer = cookies };
        using var http = new HttpClient(handler) { BaseAddress = _silos[0].Address };
        using var answer = await http.PostAsJsonAsync("/api/session", new { user, password = "demo" });
        answer.EnsureSuccessStatusCode();
        return cookies;
    }

    public async ValueTask InitializeAsync()
    {
        // The first silo loads the demo program. One of the others advertises an explicit address, as in a container.
        _silos.Add(await RunningProgram.Start(_database, [BehindProxy, .. _certificates.Settings()]));
        _silos.AddRange(await Task.WhenAll(
            RunningProgram.Start(_database, [BehindProxy, .. _certificates.Settings()]),
            RunningProgram.Start(_database,
                [BehindProxy, ("Orleans__AdvertisedAddress", "127.0.0.1"), .. _certificates.Settings()])));
        await SignIn();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var silo in _silos) await silo.DisposeAsync();
        PostgresServer.Shared.DropDatabase(_database);
        _certificates.Dispose();
    }

    private async Task SignIn()
    {
        using var asking = new HttpClient { BaseAddress = _silos[0].Address };
        using var answer =
            await asking.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "demo-client", ["client_secret"] = "demo-secret",
        }));
        Token = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync()).RootElement.GetProperty("access_token")
            .GetString()!;
        foreach (var silo in _silos)
        {
            var client = new HttpClient { BaseAddress = silo.Address, Timeout = Patience };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            _clients.Add(client);
        }
    }
}
