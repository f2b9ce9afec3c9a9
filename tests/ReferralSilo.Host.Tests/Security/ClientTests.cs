using System.Net;
using System.Net.Http.Json;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Machine clients: made by administrators, known by a secret that is shown once.</summary>
public abstract class ClientTests : SecuritySuite
{
    [Fact]
    public async Task New_client_gets_a_token_with_its_secret_and_its_scope()
    {
        var (id, secret) = await New(new { id = "ehr", name = "EHR", roles = new[] { "service" },
            serviceLines = new[] { "dermatology" } });

        var client = Host.Browser();
        using var token = await client.Token(id, secret);
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);
        var session = await (await client.With((await token.Json()).GetProperty("access_token").GetString()!,
            "/api/session")).Json();
        var boards = session.GetProperty("boards").EnumerateArray().Select(b => b.GetString()).ToList();
        Assert.Contains("triage/dermatology", boards);
        Assert.DoesNotContain("triage/*", boards);
    }

    [Fact]
    public async Task Client_without_service_lines_sees_no_queue()
    {
        var (id, secret) = await New(new { id = "blind", name = "Blind", roles = new[] { "service" } });

        var client = Host.Browser();
        var token = (await (await client.Token(id, secret)).Json()).GetProperty("access_token").GetString()!;
        var boards = (await (await client.With(token, "/api/session")).Json()).GetProperty("boards");
        Assert.DoesNotContain(boards.EnumerateArray(), b =>
            b.GetString()!.StartsWith("triage/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rotated_secret_replaces_the_old_one_and_ends_its_tokens()
    {
        var admin = await Host.SignedIn("admin");
        var (id, old) = await New(new { id = "ehr", name = "EHR", roles = new[] { "service" } });
        var client = Host.Browser();
        var token = (await (await client.Token(id, old)).Json()).GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await client.With(token, "/api/probe/who")).StatusCode);

        using var rotated = await admin.PostAsync($"/api/clients/{id}/rotate", null);

        var secret = (await rotated.Json()).GetProperty("secret").GetString()!;
        Assert.NotEqual(old, secret);
        await (await client.With(token, "/api/probe/who")).IsProblem(401, "not-signed-in");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Token(id, old)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Token(id, secret)).StatusCode);
    }

    [Fact]
    public async Task Disabled_client_gets_the_answer_of_a_wrong_secret_and_its_tokens_end()
    {
        var admin = await Host.SignedIn("admin");
        var (id, secret) = await New(new { id = "ehr", name = "EHR", roles = new[] { "service" } });
        var client = Host.Browser();
        var token = (await (await client.Token(id, secret)).Json()).GetProperty("access_token").GetString()!;

        using var disabled = await admin.PostAsync($"/api/clients/{id}/disable", null);

        Assert.True((await disabled.Json()).GetProperty("disabled").GetBoolean());
        await (await client.With(token, "/api/probe/who")).IsProblem(401, "not-signed-in");
        using var refused = await client.Token(id, secret);
        using var wrong = await client.Token(id, "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(), await refused.Content.ReadAsStringAsync());
        using var enabled = await admin.PostAsync($"/api/clients/{id}/enable", null);
        await (await client.With(token, "/api/probe/who")).IsProblem(401, "not-signed-in");
        Assert.Equal(HttpStatusCode.OK, (await client.Token(id, secret)).StatusCode);
    }

    [Fact]
    public async Task Unknown_client_and_wrong_secret_get_one_answer()
    {
        var client = Host.Browser();

        using var unknown = await client.Token("nobody-such", "demo-secret");
        using var wrong = await client.Token(DemoAccounts.Client, "wrong");

        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal("invalid_client", (await wrong.Json()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Secrets_are_not_guessed_without_limit()
    {
        var client = Host.Browser();
        for (var i = 0; i < SecurityLimits.ClientFailuresPerAddress.Burst; i++)
            (await client.Token(DemoAccounts.Client, "guess" + i)).Dispose();

        using var limited = await client.Token();

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.True(limited.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await client.Token()).StatusCode);
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("clinician")]
    [InlineData("boss")]
    public async Task Machine_is_neither_administrator_nor_clinician(string role)
    {
        using var refused = await (await Host.SignedIn("admin")).PostAsJsonAsync("/api/clients",
            new { id = "x", name = "X", roles = new[] { role } });

        await refused.IsProblem(400, "invalid-input");
        Assert.Equal(["/roles/0"],
            (await refused.Json()).GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task Clients_are_listed_without_secrets_and_an_id_is_given_once()
    {
        var admin = await Host.SignedIn("admin");
        await New(new { id = "ehr", name = "EHR", roles = new[] { "source" }, source = "lakeside" });

        await (await admin.PostAsJsonAsync("/api/clients", new { id = "EHR", name = "E", roles = new[] { "service" } }))
            .IsProblem(409, "client-exists");

        var items = (await (await admin.GetAsync("/api/clients")).Json()).GetProperty("items").EnumerateArray()
            .ToList();
        Assert.Equal([DemoAccounts.Client, "ehr"], items.Select(i => i.GetProperty("id").GetString()!));
        Assert.Equal("lakeside", items[1].GetProperty("source").GetString());
        Assert.All(items, i => Assert.False(i.TryGetProperty("secret", out _)));
        await (await (await Host.SignedIn("supervisor")).GetAsync("/api/clients")).IsProblem(403, "forbidden");
        await (await admin.PostAsync("/api/clients/nobody/rotate", null)).IsProblem(404, "not-found");
    }

    private async Task<(string Id, string Secret)> New(object body)
    {
        using var made = await (await Host.SignedIn("admin")).PostAsJsonAsync("/api/clients", body);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var view = await made.Json();
        return (view.GetProperty("id").GetString()!, view.GetProperty("secret").GetString()!);
    }
}

public sealed class ClientTestsOnSqlite : ClientTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
