using System.Net;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Rights that are taken away end what they allowed within 5 s: requests and open streams, people and
/// machines.</summary>
public abstract class RightsTests : SecuritySuite
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Losses => ["role", "disabled", "removed", "sessions-ended"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Stream_ends_when_rights_are_taken_away_on_another_process(string loss)
    {
        await using var other = await SecurityHost.Start(Engine);
        using var stream = await OpenStream(await Host.SignedIn("nurse"));

        await Take(other.Accounts, loss);

        await Host.Until(() => Task.FromResult(stream.HasEnded), Promised, $"the stream ends after {loss}");
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Requests_are_refused_when_rights_are_taken_away_on_another_process(string loss)
    {
        await using var other = await SecurityHost.Start(Engine);
        var nurse = await Host.SignedIn("nurse");
        Assert.Equal(HttpStatusCode.OK, (await nurse.GetAsync("/api/probe/read")).StatusCode);

        await Take(other.Accounts, loss);

        await Host.Until(async () =>
            (await nurse.GetAsync("/api/probe/read")).StatusCode is HttpStatusCode.Unauthorized, Promised,
            "requests are refused");
    }

    [Fact]
    public async Task Stream_ends_at_once_when_rights_are_taken_away_here()
    {
        using var stream = await OpenStream(await Host.SignedIn("nurse"));

        await Host.Accounts.SetRoles("nurse", Roles.Marketing);

        await stream.Ended.WaitAsync(SecurityHost.Patience);
    }

    [Fact]
    public async Task Signing_out_ends_the_streams_of_that_session_only()
    {
        var here = await Host.SignedIn("nurse");
        using var stream = await OpenStream(here);
        using var others = await OpenStream(await Host.SignedIn("nurse"));

        (await here.DeleteAsync("/api/session")).Dispose();

        await stream.Ended.WaitAsync(SecurityHost.Patience);
        Assert.False(others.HasEnded);
    }

    [Fact]
    public async Task Signing_out_on_another_process_ends_the_stream()
    {
        await using var other = await SecurityHost.Start(Engine);
        using var signedIn = await Host.Browser().SignIn("nurse", "demo");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var stream = await OpenStream(Host.Browser(), ("Cookie", cookie));

        (await other.Browser().From("/api/session", HttpMethod.Delete, ("Cookie", cookie))).Dispose();

        await Host.Until(() =>
            Task.FromResult(stream.HasEnded), Promised, "the stream ends after signing out elsewhere");
    }

    [Fact]
    public async Task Removed_client_loses_its_stream_and_its_token()
    {
        await using var other = await SecurityHost.Start(Engine);
        var token = await Host.Browser().BearerToken();
        using var stream = await OpenStream(Host.Browser(), ("Authorization", "Bearer " + token));

        Assert.True(await other.Accounts.RemoveClient(DemoAccounts.Client));

        await Host.Until(() => Task.FromResult(stream.HasEnded), Promised, "the client's stream ends");
        await (await Host.Browser().With(token, "/api/probe/who")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task Stream_ends_when_its_token_runs_out()
    {
        var token = await Host.Browser().BearerToken();
        using var stream = await OpenStream(Host.Browser(), ("Authorization", "Bearer " + token));
        Host.Time.Advance(SecurityLimits.TokenLifetime - TimeSpan.FromSeconds(2));

        await Host.Until(() =>
            Task.FromResult(stream.HasEnded), TimeSpan.FromSeconds(7), "the stream ends with its token");
    }

    [Fact]
    public async Task Stream_of_an_idle_session_ends()
    {
        using var stream = await OpenStream(await Host.SignedIn("nurse"));
        Host.Time.Advance(AccessLimits.SessionIdle - TimeSpan.FromSeconds(2));

        await Host.Until(() =>
            Task.FromResult(stream.HasEnded), TimeSpan.FromSeconds(7), "the stream ends with its session");
    }

    private static Task Take(StaffAccounts accounts, string loss) => loss switch
    {
        "role" => accounts.SetRoles("nurse", Roles.Marketing),
        "disabled" => accounts.SetDisabled("nurse", true),
        "removed" => accounts.Remove("nurse"),
        _ => accounts.EndSessions("nurse"),
    };

    private static async Task<OpenStreamOf> OpenStream(HttpClient client, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/probe/stream");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("open", await reader.ReadLineAsync());
        return new OpenStreamOf(answer, reader.ReadLineAsync());
    }

    private sealed class OpenStreamOf(HttpResponseMessage answer, Task<string?> ended) : IDisposable
    {
        public Task<string?> Ended => ended;

        public bool HasEnded => ended.IsCompletedSuccessfully && ended.Result == "ended";

        public void Dispose() => answer.Dispose();
    }
}

public sealed class RightsTestsOnSqlite : RightsTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
