using System.Net;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Origins, headers and denials.</summary>
public sealed class EdgeTests : SecuritySuite
{
    private readonly string _folder = SqliteEngine.NewFolder();

    private string Own => Host.Address.GetLeftPart(UriPartial.Authority);

    protected override void Engine(AccountsOptions options)
    {
        SqliteEngine.Use(options, _folder);
        options.AllowedOrigins.Add("https://desk.example.org/");
    }

    protected override void Clean() => SqliteEngine.Clean(_folder);

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    [InlineData("own", 200)]
    [InlineData("https://desk.example.org", 200)]
    [InlineData("https://desk.example.org:443", 200)]
    [InlineData(null, 200)]
    public async Task Live_connections_are_for_pages_of_this_server(string? origin, int expected)
    {
        var nurse = await Host.SignedIn("nurse");
        (string, string)[] headers = origin is null ? [] : [("Origin", origin == "own" ? Own : origin)];

        using var answer = await nurse.From("/hubs/boards", HttpMethod.Get, headers);

        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected == 403)
            await answer.IsProblem(403, "origin-not-allowed");
    }

    [Fact]
    public async Task Origin_is_judged_before_who_asks() =>
        await (await Host.Browser().From("/hubs/boards", HttpMethod.Get, ("Origin", "https://evil.example")))
            .IsProblem(403, "origin-not-allowed");

    [Theory]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "own", 200)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    [InlineData("X-Nothing", "x", 200)]
    public async Task Changes_with_a_session_are_for_pages_of_this_server(string header, string value, int expected)
    {
        var nurse = await Host.SignedIn("nurse");

        foreach (var path in (string[])["/api/probe/decide", "/fhir/probe/decide"])
        {
            using var answer = await nurse.From(path, HttpMethod.Post, (header, value == "own" ? Own : value));
            Assert.Equal(expected, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Another_site_cannot_sign_a_user_in() =>
        await (await Host.Browser().From("/session/start", HttpMethod.Post, ("Origin", "https://evil.example")))
            .IsProblem(403, "origin-not-allowed");

    [Fact]
    public async Task Every_answer_tells_the_browser_what_not_to_do()
    {
        foreach (var path in new[] { "/api/session", "/fhir/R4/metadata", "/sign-in", "/nothing" })
        {
            using var answer = await Host.Browser().GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            if (path is "/sign-in" or "/nothing")
            {
                Assert.Contains("script-src 'self';", policy);
                Assert.Contains($"connect-src 'self' ws://{Host.Address.Authority};", policy);
            }
            else
            {
                Assert.StartsWith("default-src 'none';", policy);
            }

            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal(path == "/sign-in" ? "same-origin" : "no-referrer", answer.Headers.GetValues("Referrer-Policy")
                .Single());
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Fact]
    public async Task Answers_of_the_api_are_not_stored()
    {
        var nurse = await Host.SignedIn("nurse");

        using var answer = await nurse.GetAsync("/api/probe/read");

        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Endpoint_without_a_declared_permission_is_closed_to_everyone()
    {
        await (await Host.Browser().GetAsync("/api/probe/undeclared")).IsProblem(401, "not-signed-in");
        await (await (await Host.SignedIn("supervisor")).GetAsync("/api/probe/undeclared")).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task Role_without_the_permission_is_forbidden()
    {
        await (await (await Host.SignedIn("scheduler")).PostAsync("/api/probe/decide", null))
            .IsProblem(403, "forbidden");
        await (await (await Host.SignedIn("marketing")).GetAsync("/api/probe/read")).IsProblem(403, "forbidden");
        await (await (await Host.SignedIn("admin")).GetAsync("/api/probe/read")).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task Person_opening_a_page_is_sent_to_sign_in_and_a_program_is_not()
    {
        using var page = await Host.Browser().From("/page?x=1", HttpMethod.Get, ("Accept", "text/html,*/*"));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Fpage%3Fx%3D1", page.Headers.Location?.OriginalString);

        await (await Host.Browser().From("/api/probe/read", HttpMethod.Get, ("Accept", "text/html")))
            .IsProblem(401, "not-signed-in");
        await (await Host.Browser().GetAsync("/page")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Unknown_address_and_wrong_method_are_problems_for_everyone()
    {
        await (await Host.Browser().GetAsync("/api/nothing")).IsProblem(404, "not-found");
        await (await Host.Browser().PutAsync("/api/session", null)).IsProblem(405, "method-not-allowed");
    }
}
