using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Api.Access;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Limits;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Attack.AttackedProgram;

namespace ReferralSilo.Host.Tests.Attack;

/// <content>Guessing, flooding, forged headers and pages of other sites.</content>
public sealed partial class ScriptedAttackTests
{
    private const string Foreign = "https://evil.example", Forged = "warn: Forged[0] a line of the attacker";

    private const string Attacker = "127.0.0.2", Guesser = "127.0.0.3";

    [Fact]
    public async Task Wrong_passwords_lock_out_the_attacker_and_not_the_person()
    {
        var (user, _) = await attacked.Person("triage-nurse", [Alpha]);

        await GuessPasswords(user, Attacker);

        await (await attacked.Browser(Attacker).SignIn(user, Password)).IsProblem(401, "sign-in-failed");
        await attacked.SignedIn(user);
    }

    [Fact]
    public async Task A_forged_forwarded_address_does_not_bring_new_tries()
    {
        var (user, _) = await attacked.Person("triage-nurse", [Alpha]);
        await GuessPasswords(user, Attacker);
        var browser = attacked.Browser(Attacker);
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("X-Forwarded-For", "203.0.113.77"),
            ("Forwarded", "for=203.0.113.77"), ("X-Real-IP", "203.0.113.77")])
            browser.DefaultRequestHeaders.Add(name, value);

        await (await browser.SignIn(user, Password)).IsProblem(401, "sign-in-failed");
        var proxy = attacked.Browser(Proxy);
        proxy.DefaultRequestHeaders.Add("X-Forwarded-For", Attacker);
        await (await proxy.SignIn(user, Password)).IsProblem(401, "sign-in-failed");
        await attacked.SignedIn(user, from: Proxy);
    }

    [Fact]
    public async Task Secrets_of_machine_clients_are_not_guessed_without_limit()
    {
        var (browser, tries) = (attacked.Browser(Guesser), 3 * (int)SecurityLimits.ClientFailuresPerAddress.Burst);
        var answers = await Task.WhenAll(Enumerable.Range(0, tries).Select(async n =>
        {
            using var answer = await browser.Token("ehr", $"guess-{n}");
            return answer.StatusCode;
        }));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.DoesNotContain(HttpStatusCode.OK, answers);
    }

    [Fact]
    public async Task A_line_break_in_an_invocation_id_forges_no_line_of_the_log()
    {
        var (disabled, _) = await attacked.Person("triage-nurse", [Alpha]);
        (await attacked.Administrator.Post($"/api/staff/{disabled}/disable")).Is(200);
        var before = attacked.Program.Output.Length;
        using var socket = await Socket("/hubs/boards", await attacked.Token("service", ["*"]));
        await Send(socket, """{"protocol":"json","version":1}""");
        await Send(socket, $$"""
            {"type":4,"invocationId":"1\n{{Forged}}","target":"Watch","arguments":["triage/nowhere",null]}
            """);
        await Receive(socket, "board-unknown");

        // A later line: the log is written from a queue.
        await (await attacked.Browser().SignIn(disabled, Password)).IsProblem(401, "sign-in-failed");
        await Eventually.Is("the refused sign-in is in the log", () => attacked.Program.Output[before..]
            .Contains("refused: locked or disabled", StringComparison.Ordinal));
        Assert.DoesNotContain("Forged", attacked.Program.Output[before..], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", attacked.Program.Output[before..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_does_not_watch_thousands_of_boards()
    {
        var token = await attacked.Token("service", ["*"]);
        await using var connection = HubClient.Connect(attacked.Address, () => Task.FromResult<string?>(token));
        await connection.StartAsync(TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        for (var i = 0; i < AccessLimits.StreamsPerConnection; i++)
        {
            var open = connection.StreamAsync<object>("Watch", "wallboard", null, stop.Token)
                .GetAsyncEnumerator(stop.Token);
            Assert.True(await open.MoveNextAsync());
        }

        var refused = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in connection.StreamAsync<object>("Watch", "wallboard", null, stop.Token)) break;
        });

        Assert.Contains("too-many-streams", refused.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task An_account_does_not_fill_the_server_with_screens()
    {
        var (user, api) = await attacked.Person("triage-nurse", [Alpha]);
        var cookie = await Cookie(user);
        // The first page takes longest; the server ends screens that send nothing for 15 s.
        using var first = await api.Http.From("/triage", HttpMethod.Get, ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var open = await Task.WhenAll(Enumerable.Range(0, AccessLimits.ScreensPerCaller).Select(_ => Screen(cookie)));

        Assert.Equal(HttpStatusCode.TooManyRequests, await Refusal("/_blazor", ("Cookie", cookie)));
        using var page = await api.Http.From("/triage", HttpMethod.Get, ("Accept", "text/html"));
        Assert.Equal("/too-many-screens?returnUrl=%2Ftriage", page.Headers.Location?.OriginalString);
        using var told = await api.Http.GetAsync(page.Headers.Location);
        var text = await told.Content.ReadAsStringAsync();
        Assert.Contains("as many screens open as this server allows", text, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"20;url=/triage\"", text, StringComparison.Ordinal);
        using var other = await Screen(await Cookie((await attacked.Person("scheduler", [Alpha])).User));

        foreach (var screen in open) screen.Dispose();
        await Eventually.Is("the page opens again", async () =>
        {
            using var again = await api.Http.From("/triage", HttpMethod.Get, ("Accept", "text/html"));
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Screens_connect_in_no_way_that_the_limits_do_not_count()
    {
        var (_, api) = await attacked.Person("triage-nurse", [Alpha]);

        (await api.Post("/_blazor/negotiate?negotiateVersion=1")).Is(404, "not-found");
        Assert.InRange((await api.Get("/_blazor?id=x")).Status, 400, 499);
    }

    [Theory]
    [InlineData("/api/referrals")]
    [InlineData("/fhir/R4/ServiceRequest")]
    [InlineData("/api/session/password")]
    [InlineData("/session/end")]
    public async Task A_page_of_another_site_changes_nothing_in_the_name_of_a_user(string path)
    {
        var (_, api) = await attacked.Person("triage-nurse", [Alpha]);
        using var answer = await api.Http.From(path, HttpMethod.Post, ("Origin", Foreign));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("origin-not-allowed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/hubs/boards")]
    [InlineData("/_blazor")]
    public async Task A_page_of_another_site_opens_no_live_connection(string path)
    {
        var (user, _) = await attacked.Person("triage-nurse", [Alpha]);
        var cookie = await Cookie(user);

        Assert.Equal(HttpStatusCode.Forbidden, await Refusal(path, ("Cookie", cookie), ("Origin", Foreign)));

        using var own = new ClientWebSocket();
        own.Options.SetRequestHeader("Cookie", cookie);
        own.Options.SetRequestHeader("Origin", attacked.Address.GetLeftPart(UriPartial.Authority));
        await own.ConnectAsync(Live(path), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_token_in_an_address_is_no_sign_in()
    {
        var token = await attacked.Token("service", ["*"]);

        foreach (var path in (string[])["/hubs/boards", "/api/referrals"])
            await (await attacked.Browser().GetAsync($"{path}?access_token={token}")).IsProblem(401, "not-signed-in");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_before_it_is_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/referrals");
        request.Content = new ByteArrayContent(new byte[2 * 1024 * 1024]);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.ExpectContinue = true;

        using var answer = await attacked.Everything.Http.SendAsync(request);

        await answer.IsProblem(413, "body-too-large");
    }

    private async Task GuessPasswords(string user, string from)
    {
        for (var i = 0; i < SecurityLimits.FailuresBeforeLockout; i++)
            await (await attacked.Browser(from).SignIn(user, $"a wrong guess {i}")).IsProblem(401, "sign-in-failed");
    }

    private Uri Live(string path) => new UriBuilder(attacked.Address) { Scheme = "ws", Path = path }.Uri;

    private async Task<ClientWebSocket> Socket(string path, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(Live(path), TestContext.Current.CancellationToken);
        return socket;
    }

    private async Task<ClientWebSocket> Screen(string cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        await socket.ConnectAsync(Live("/_blazor"), TestContext.Current.CancellationToken);
        await Send(socket, """{"protocol":"blazorpack","version":1}""");
        return socket;
    }

    /// <summary>The status with which a WebSocket is refused.</summary>
    private async Task<HttpStatusCode> Refusal(string path, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Live(path),
            TestContext.Current.CancellationToken));
        return socket.HttpStatusCode;
    }

    private static Task Send(ClientWebSocket socket, string message) => socket.SendAsync(
        Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true,
        TestContext.Current.CancellationToken);

    private static async Task Receive(ClientWebSocket socket, string text)
    {
        var (got, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        while (!got.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(WebSocketMessageType.Close, read.MessageType);
            got.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
        }
    }
}
