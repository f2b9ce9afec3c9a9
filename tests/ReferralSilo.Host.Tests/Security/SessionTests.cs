using System.Net;
using System.Text;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Host.Tests.Security;

public abstract class SessionTests : SecuritySuite
{
    [Fact]
    public async Task Right_pair_signs_in_and_says_what_one_may_do()
    {
        using var answer = await Host.Browser().SignIn("nurse", "demo");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("referralsilo=", cookie);
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        var view = await answer.Json();
        Assert.Equal("nurse", view.GetProperty("user").GetString());
        Assert.Equal("triage-nurse", view.GetProperty("roles")[0].GetString());
        Assert.Contains("accept", view.GetProperty("actions").EnumerateArray().Select(a => a.GetString()));
        Assert.Contains("triage/*", view.GetProperty("boards").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task Session_is_known_on_the_next_request_and_unknown_without_it()
    {
        var nurse = await Host.SignedIn("nurse");

        Assert.Equal("user:nurse", await nurse.GetStringAsync("/api/probe/who"));
        await (await Host.Browser().GetAsync("/api/session")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Every_wrong_pair_gets_the_same_answer()
    {
        var client = Host.Browser();
        await Host.Accounts.SetDisabled("auditor", true);
        var bodies = new List<string>();
        foreach (var (user, password) in new[] { ("nurse", "wrong"), ("nobody", "demo"), ("auditor", "demo"), ("", ""),
            ("nurse", new string('x', 5000)), ("\uFFFEnurse", "demo") })
        {
            using var answer = await client.SignIn(user, password);
            await answer.IsProblem(401, "sign-in-failed");
            bodies.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.Single(bodies.Distinct());
    }

    [Fact]
    public async Task Account_is_locked_after_too_many_failures_and_opens_again()
    {
        var client = Host.Browser();
        for (var i = 0; i < SecurityLimits.FailuresBeforeLockout; i++)
            await (await client.SignIn("nurse", "wrong")).IsProblem(401, "sign-in-failed");

        await (await client.SignIn("nurse", "demo")).IsProblem(401, "sign-in-failed");

        Host.Time.Advance(SecurityLimits.LockedFor + TimeSpan.FromSeconds(1));
        using var later = await client.SignIn("nurse", "demo");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Many_guesses_at_once_do_not_get_past_the_lock()
    {
        var guesses = Enumerable.Range(0, 40).Select(i => Host.Browser().SignIn("nurse", "wrong" + i));
        foreach (var answer in await Task.WhenAll(guesses))
            await answer.IsProblem(401, "sign-in-failed");

        await (await Host.Browser().SignIn("nurse", "demo")).IsProblem(401, "sign-in-failed");
    }

    [Fact]
    public async Task Lock_does_not_end_an_open_session()
    {
        var nurse = await Host.SignedIn("nurse");
        for (var i = 0; i < SecurityLimits.FailuresBeforeLockout; i++)
            (await Host.Browser().SignIn("nurse", "wrong")).Dispose();
        Host.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("user:nurse", await nurse.GetStringAsync("/api/probe/who"));
    }

    [Fact]
    public async Task Signing_out_makes_even_a_copy_of_the_cookie_worthless()
    {
        using var signedIn = await Host.Browser().SignIn("nurse", "demo");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var thief = Host.Browser();
        Assert.Equal(HttpStatusCode.OK,
            (await thief.From("/api/session", HttpMethod.Get, ("Cookie", cookie))).StatusCode);

        using var signedOut = await Host.Browser().From("/api/session", HttpMethod.Delete, ("Cookie", cookie));

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        await (await thief.From("/api/session", HttpMethod.Get, ("Cookie", cookie))).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Idle_session_ends_and_a_used_one_ends_after_its_longest_time()
    {
        var idle = await Host.SignedIn("nurse");
        var busy = await Host.SignedIn("nurse");
        for (var gone =
            TimeSpan.Zero; gone < SecurityLimits.SessionAtMost - TimeSpan.FromMinutes(20); gone += TimeSpan.FromMinutes(
            20))
        {
            Host.Time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal("user:nurse", await busy.GetStringAsync("/api/probe/who"));
        }

        await (await idle.GetAsync("/api/session")).IsProblem(401, "not-signed-in");
        Host.Time.Advance(TimeSpan.FromMinutes(25));
        await (await busy.GetAsync("/api/session")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Cookie_that_was_changed_is_no_cookie()
    {
        using var signedIn = await Host.Browser().SignIn("nurse", "demo");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var changed = cookie[..^6] + (cookie[^6] == 'A' ? 'B' : 'A') + cookie[^5..];

        await (await Host.Browser().From("/api/session", HttpMethod.Get, ("Cookie", changed)))
            .IsProblem(401, "not-signed-in");
    }

    [Theory]
    [InlineData("/board?x=1", "/board?x=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/a\r\nSet-Cookie: x=1", "/")]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    public async Task Sign_in_page_sends_on_to_pages_of_this_server_only(string returnUrl, string expected)
    {
        using var answer = await Host.Browser()
            .PostAsync("/session/start", Form(("user", "nurse"), ("password", "demo"), ("returnUrl", returnUrl)));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.GetValues("Location").Single());
    }

    [Fact]
    public async Task Sign_in_page_comes_back_with_an_error_and_signs_out()
    {
        var client = Host.Browser();
        using var wrong =
            await client.PostAsync("/session/start",
            Form(("user", "nurse"), ("password", "no"), ("returnUrl", "/desk")));
        Assert.Equal("/sign-in?error=1&returnUrl=%2Fdesk", wrong.Headers.Location?.OriginalString);
        using var right = await client.PostAsync("/session/start", Form(("user", "nurse"), ("password", "demo")));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/page")).StatusCode);

        using var end = await client.PostAsync("/session/end", null);

        Assert.Equal("/sign-in", end.Headers.Location?.OriginalString);
        await (await client.GetAsync("/api/session")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Form_endpoints_take_any_bytes()
    {
        foreach (var type in new[] { "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "multipart/form-data", "text/plain" })
        {
            var content = new ByteArrayContent([0xFF, 0xFE, 0, (byte)'%', (byte)'z', (byte)'&', (byte)'=']);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await Host.Browser().PostAsync("/session/start", content);
            Assert.InRange((int)answer.StatusCode, 300, 499);
        }
    }

    [Fact]
    public async Task Too_many_failures_from_one_address_have_to_wait()
    {
        var client = Host.Browser();
        for (var i = 0; i < SecurityLimits.FailuresPerAddress.Burst; i++)
            (await client.SignIn("u" + new string('x', 200), "no")).Dispose();

        using var answer = await client.SignIn("nurse", "demo");

        await answer.IsProblem(429, "too-many-requests");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await client.SignIn("nurse", "demo")).StatusCode);
    }

    [Fact]
    public async Task Sign_in_refuses_bad_bodies_by_field()
    {
        using var answer = await Host.Browser()
            .PostAsync("/api/session",
            new StringContent("""{"user":1,"pass":"x"}""", Encoding.UTF8, "application/json"));

        await answer.IsProblem(400, "invalid-input");
        var errors = (await answer.Json()).GetProperty("errors").EnumerateObject().Select(e => e.Name).Order();
        Assert.Equal(["/pass", "/password", "/user"], errors);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}

public sealed class SessionTestsOnSqlite : SessionTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
