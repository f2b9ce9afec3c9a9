using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Identity.Limits;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The program behind a proxy that speaks https with the browser, set up as in <c>deploy/</c>.</summary>
public sealed class BehindProxyTests(BehindProxyTests.Place place) : IClassFixture<BehindProxyTests.Place>
{
    private const string Name = "referrals.example.org", Anna = "203.0.113.1", Ben = "203.0.113.2";

    /// <summary>Failed sign-ins at once: more in a second than the limit forgets, however slow each is.</summary>
    private const int AtOnce = 50;

    /// <summary>Not even hashed, so that it fails at once.</summary>
    private static readonly string TooLong = new('x', SecurityLimits.MaxPassword + 1);

    [Fact]
    public async Task The_session_is_a_cookie_that_leaves_the_browser_by_https_to_this_host_only()
    {
        using var signedIn = await SignIn(Anna, "nurse", "demo");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split("; ");

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.StartsWith("__Host-referralsilo=", cookie[0], StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "path=/", "secure", "samesite=strict", "httponly" }, cookie.ToHashSet());
        Assert.DoesNotContain(cookie, part => part.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
        using var session = await Send(HttpMethod.Get, "/api/session", Anna, null, ("Cookie", cookie[0]));
        Assert.Equal("nurse", (string?)(await session.Content.ReadFromJsonAsync<JsonNode>())!["user"]);
    }

    [Fact]
    public async Task The_browser_is_told_to_stay_with_https_and_the_screens_may_watch_live()
    {
        using var page = await Send(HttpMethod.Get, "/sign-in", Anna, null);

        Assert.Contains("max-age=", page.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Contains($"connect-src 'self' wss://{Name};", page.Headers.GetValues("Content-Security-Policy")
            .Single());
    }

    [Theory]
    [InlineData("https://" + Name, HttpStatusCode.OK)]
    [InlineData("http://" + Name, HttpStatusCode.Forbidden)]
    public async Task Pages_of_the_address_in_the_browser_are_its_own(string origin, HttpStatusCode expected)
    {
        using var signedIn = await SignIn(Anna, "scheduler", "demo");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var answer =
            await Send(HttpMethod.Delete, "/api/session", Anna, null, ("Cookie", cookie), ("Origin", origin));

        Assert.Equal(expected == HttpStatusCode.OK ? HttpStatusCode.NoContent : expected, answer.StatusCode);
    }

    [Fact]
    public async Task Who_tries_too_many_passwords_holds_up_nobody_else_behind_the_same_proxy()
    {
        await Eventually.Is("Ben has tried too often", async () =>
            (await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(Fails))).Contains(HttpStatusCode.TooManyRequests));

        using var other = await SignIn(Anna, "supervisor", "demo");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        async Task<HttpStatusCode> Fails(int n)
        {
            using var failed = await SignIn(Ben, $"nobody-{n}", TooLong);
            return failed.StatusCode;
        }
    }

    private Task<HttpResponseMessage> SignIn(string address, string user, string password) =>
        Send(HttpMethod.Post, "/api/session", address, new { user, password });

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string address, object? body,
        params (string Name, string Value)[] headers)
    {
        using var request =
            new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Host = Name;
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", address);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await place.Client.SendAsync(request);
    }

    /// <summary>One program for all of them.</summary>
    public sealed class Place : IAsyncLifetime
    {
        private RunningProgram? _program;

        /// <summary>Keeps no cookies and follows nothing.</summary>
        public HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _program = await RunningProgram.Start(null, ("ReferralSilo__Proxies__0", "127.0.0.1"));
            Client = new HttpClient(
                new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress =
                _program.Address };
        }

        public async ValueTask DisposeAsync()
        {
            Client?.Dispose();
            if (_program is not null) await _program.DisposeAsync();
        }
    }
}
