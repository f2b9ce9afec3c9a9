using System.Net;
using System.Text;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Host.Tests.Security;

public abstract class TokenTests : SecuritySuite
{
    [Fact]
    public async Task Client_gets_a_token_that_works()
    {
        var client = Host.Browser();
        using var answer = await client.Token();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = await answer.Json();
        Assert.Equal("Bearer", token.GetProperty("token_type").GetString());
        Assert.InRange(token.GetProperty("expires_in").GetInt32(), 3590, 3600);
        var text = token.GetProperty("access_token").GetString()!;
        Assert.Equal(3, text.Split('.').Length);
        for (var i = 0; i < 3; i++)
            Assert.Equal("client:demo-client",
                await (await client.With(text, "/api/probe/who")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Client_may_send_its_secret_as_basic_credentials()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("demo-client:demo-secret"));
        using var request =
            new HttpRequestMessage(HttpMethod.Post,
            "/connect/token") { Content =
            new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]) };
        request.Headers.Authorization = new("Basic", basic);

        using var answer = await Host.Browser().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("demo-client", "wrong")]
    [InlineData("nobody", "demo-secret")]
    [InlineData("", "")]
    public async Task Wrong_client_gets_an_answer_of_oauth_shape(string id, string secret)
    {
        using var answer = await Host.Browser().Token(id, secret);

        Assert.InRange((int)answer.StatusCode, 400, 401);
        Assert.Matches("invalid_client|invalid_request", (await answer.Json()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Token_endpoint_takes_any_bytes()
    {
        var random = new Random(7);
        foreach (var type in new[] { "application/x-www-form-urlencoded", "application/json",
            "multipart/form-data; boundary=x", "text/plain" })
            for (var i = 0; i < 10; i++)
            {
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                var content = new ByteArrayContent(bytes);
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                using var answer = await Host.Browser().PostAsync("/connect/token", content);
                Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{type}: {(int)answer.StatusCode}");
            }

        using var get = await Host.Browser().GetAsync("/connect/token");
        Assert.InRange((int)get.StatusCode, 400, 499);
    }

    [Fact]
    public async Task Token_that_was_changed_or_made_up_is_no_token()
    {
        var client = Host.Browser();
        var token = await client.BearerToken();
        var parts = token.Split('.');
        var payload = Encoding.UTF8.GetString(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(parts[1]));
        var forged =
            Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(
            Encoding.UTF8.GetBytes(payload.Replace("service", "auditor")));
        var none = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode("""{"alg":"none","typ":"at+jwt"}"""u8);

        foreach (var bad in new[] { $"{parts[0]}.{forged}.{parts[2]}", $"{none}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}", "x", "a.b.c", new string('x', 9000) })
            await (await client.With(bad, "/api/probe/who")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Token_is_worth_nothing_after_its_time_though_it_was_used_before()
    {
        var client = Host.Browser();
        var token = await client.BearerToken();
        Assert.Equal(HttpStatusCode.OK, (await client.With(token, "/api/probe/who")).StatusCode);

        Host.Time.Advance(SecurityLimits.TokenLifetime + TimeSpan.FromMinutes(1));

        await (await client.With(token, "/api/probe/who")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Token_of_one_process_is_good_on_another_with_the_same_accounts()
    {
        await using var other = await SecurityHost.Start(Engine);
        var token = await other.Browser().BearerToken();

        Assert.Equal(HttpStatusCode.OK, (await Host.Browser().With(token, "/api/probe/who")).StatusCode);
    }

    [Fact]
    public async Task Cookie_of_one_process_is_good_on_another_with_the_same_accounts()
    {
        await using var other = await SecurityHost.Start(Engine);
        using var signedIn = await other.Browser().SignIn("nurse", "demo");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.Equal(HttpStatusCode.OK,
            (await Host.Browser().From("/api/session", HttpMethod.Get, ("Cookie", cookie))).StatusCode);
    }
}

public sealed class TokenTestsOnSqlite : TokenTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
