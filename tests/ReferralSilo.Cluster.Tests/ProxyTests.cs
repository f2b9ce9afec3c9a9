using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Three real silos behind a real nginx with the configuration of <c>deploy/</c>.</summary>
[Collection(ThreeSilos.Name)]
public sealed partial class ProxyTests(ThreeSilos cluster, ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Failed sign-ins at once: more in a second than the limit forgets, however slow each is.</summary>
    private const int SignInsAtOnce = 50;

    /// <summary>So long that it fails at once, without hashing.</summary>
    private static readonly string TooLong = new('x', 300);

    private ReverseProxy _proxy = null!;

    public async ValueTask InitializeAsync() => _proxy = await ReverseProxy.Start(Configured);

    public async ValueTask DisposeAsync()
    {
        if (_proxy is null) return;
        await _proxy.DisposeAsync();
        if (_proxy.Output.Length > 0) output.WriteLine(_proxy.Output);
    }

    [Fact]
    public async Task In_a_rolling_restart_behind_the_proxy_no_retried_request_fails_and_no_watcher_misses_a_change()
    {
        using var stop = new CancellationTokenSource();
        using var enough = new CancellationTokenSource();
        var watcher = new Watcher(cluster, "triage/behavioral-health", proxy: _proxy.Address);
        var watching = watcher.Run(stop.Token);
        await Eventually.Is("the watcher sees the board", () => watcher.Rows.Count > 0);
        using var http = new HttpClient { BaseAddress = _proxy.Address, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Token);
        var client = new SteadyClient([http], tries: 2, "Proxied");
        var sending = client.Run(enough.Token);
        await Eventually.Is("requests are answered", () => client.Acknowledged.Count >= SteadyClient.Rate);

        foreach (var silo in cluster.Silos)
        {
            Assert.Equal(0, await silo.End("TERM"));
            await silo.Begin();
        }

        await enough.CancelAsync();
        await sending;
        var inTriage = await StoredReferrals.InTriage(http);
        Assert.Subset(inTriage, client.Acknowledged.Keys.ToHashSet());
        await Eventually.Is("the board shows or counts every referral once", () => watcher.Accounts(inTriage));
        await stop.CancelAsync();
        await watching;
        output.WriteLine($"{client.Sent} sent, {client.Retried} sent again, streams ended: "
            + $"{string.Join(", ", watcher.EndReasons)}\n{string.Join('\n', client.Failed)}");
        Assert.Empty(client.Failed);
        Assert.Null(watcher.Gap);
        Assert.Contains("silo-draining", watcher.EndReasons);
    }

    [Theory]
    [InlineData("https", "__Host-referralsilo", true)]
    [InlineData("http", "referralsilo", false)]
    [InlineData(null, "referralsilo", false)]
    public async Task The_browsers_scheme_reaches_the_silos_through_a_proxy_in_front(string? scheme, string name,
        bool secure)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _proxy.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
            { Content = JsonContent.Create(new { user = "nurse", password = "demo" }) };
        if (scheme is not null) request.Headers.Add("X-Forwarded-Proto", scheme);

        using var answer = await http.SendAsync(request);

        answer.EnsureSuccessStatusCode();
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith(name + "=", cookie, StringComparison.Ordinal);
        Assert.Equal(secure, cookie.Contains("; secure", StringComparison.Ordinal));
        Assert.Equal(secure, answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_browsers_address_reaches_the_silos_and_cannot_be_forged()
    {
        // A proxy in front appends the real address to the X-Forwarded-For that the browser sent.
        await Eventually.Is("the address has signed in too often", async () =>
            (await Task.WhenAll(Enumerable.Range(0, SignInsAtOnce).Select(n => SignIn($"nobody-{n}", TooLong,
                string.Create(CultureInfo.InvariantCulture, $"198.51.100.{n}, 203.0.113.7")))))
            .Contains(HttpStatusCode.TooManyRequests));

        Assert.Equal(HttpStatusCode.OK, await SignIn("nurse", "demo", "203.0.113.8"));
    }

    [Theory]
    [InlineData("key-1", "/api/operations?key=key-1")]
    [InlineData("order/77/1", "/api/operations?key=order/77/1")]
    [InlineData("a \"key\"", null)]
    public async Task When_no_silo_answers_the_proxy_answers_in_the_format_of_the_program(string key, string? operation)
    {
        await using var proxy =
            await ReverseProxy.Start(address => Configured(address, _ => $"127.0.0.1:{FreePort.Next()}"));
        using var http = new HttpClient { BaseAddress = proxy.Address };
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/api/referrals") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Idempotency-Key", key);

        using var answer = await http.SendAsync(request);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(("outcome-unknown", operation), ((string?)problem["code"], (string?)problem["operation"]));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private async Task<HttpStatusCode> SignIn(string user, string password, string forwardedFor)
    {
        using var http = new HttpClient { BaseAddress = _proxy.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
            { Content = JsonContent.Create(new { user, password }) };
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The configuration file with the addresses of this machine instead of the containers'.</summary>
    private string Configured(string address) => Configured(address, silo => cluster.Silos[silo].Address.Authority);

    private string Configured(string address, Func<int, string> addressOf)
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "nginx.conf"));
        var silo = 0;
        var own = Upstream().Replace(file, _ => addressOf(silo++));
        Assert.Equal(cluster.Silos.Count, silo);
        var configured = own.Replace("listen 8080;", $"listen {address};", StringComparison.Ordinal);
        Assert.NotEqual(own, configured);
        return configured;
    }

    [GeneratedRegex("silo[0-9]:[0-9]+")]
    private static partial Regex Upstream();
}
