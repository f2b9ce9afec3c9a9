using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Accounts of people: made by administrators, first signed in with a one-time password.</summary>
public abstract class StaffTests : SecuritySuite
{
    private const string Chosen = "a password of her own";

    [Fact]
    public async Task New_account_signs_in_with_its_one_time_password_and_changes_it_first()
    {
        var admin = await Host.SignedIn("admin");
        using var made = await admin.PostAsJsonAsync("/api/staff",
            new { user = "Maria", name = "María Núñez", roles = new[] { "triage-nurse" },
                serviceLines = new[] { "dermatology" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("/api/staff/maria", made.Headers.Location?.OriginalString);
        var password = (await made.Json()).GetProperty("oneTimePassword").GetString()!;
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", password);

        var maria = Host.Browser();
        using (var signedIn = await maria.SignIn("maria", password))
        {
            Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
            var session = await signedIn.Json();
            Assert.True(session.GetProperty("passwordChangeRequired").GetBoolean());
            Assert.Empty(session.GetProperty("boards").EnumerateArray());
        }

        foreach (var path in (string[])["/api/session", "/api/probe/who", "/api/probe/read", "/api/staff",
            "/hubs/boards"])
            await (await maria.GetAsync(path)).IsProblem(403, "password-change-required");
        using (var page = await maria.From("/page", HttpMethod.Get, ("Accept", "text/html")))
            Assert.Equal("/change-password", page.Headers.Location?.OriginalString);

        using (var changed = await Change(maria, password, Chosen))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            var boards = (await changed.Json()).GetProperty("boards").EnumerateArray().Select(b => b.GetString())
                .ToList();
            Assert.Contains("triage/dermatology", boards);
            Assert.DoesNotContain("triage/*", boards);
        }

        Assert.Equal("user:maria", await maria.GetStringAsync("/api/probe/who"));
        await (await Host.Browser().SignIn("maria", password)).IsProblem(401, "sign-in-failed");
        await Host.SignedIn("maria", Chosen);
    }

    [Fact]
    public async Task Form_changes_the_password_and_says_what_is_wrong()
    {
        var (user, password) = await NewAccount("scheduler");
        var client = Host.Browser();
        (await client.SignIn(user, password)).Dispose();

        Assert.Equal("/change-password?error=not-repeated", await Form(client, password, Chosen, "something else"));
        Assert.Equal("/change-password?error=invalid-input", await Form(client, password, "short", "short"));
        Assert.Equal("/change-password?error=sign-in-failed", await Form(client, "wrong", Chosen, Chosen));
        Assert.Equal("/", await Form(client, password, Chosen, Chosen));
        Assert.Equal($"user:{user}", await client.GetStringAsync("/api/probe/who"));
    }

    [Theory]
    [InlineData("eleven let.")]
    [InlineData("")]
    public async Task Password_has_at_least_twelve_characters(string next)
    {
        var (user, password) = await NewAccount("scheduler");
        var client = Host.Browser();
        (await client.SignIn(user, password)).Dispose();

        using var refused = await Change(client, password, next);

        await refused.IsProblem(400, "invalid-input");
        await (await Change(client, password, password)).IsProblem(400, "invalid-input");
        Assert.Equal(HttpStatusCode.OK, (await Change(client, password, "aaaaaaaaaaaa")).StatusCode);
    }

    [Fact]
    public async Task Changed_password_ends_the_other_sessions_of_the_account_only()
    {
        var (user, password) = await NewAccount("scheduler");
        var client = Host.Browser();
        (await client.SignIn(user, password)).Dispose();
        (await Change(client, password, Chosen)).Dispose();
        var other = await Host.SignedIn(user, Chosen);
        var nurse = await Host.SignedIn("nurse");

        (await Change(client, Chosen, Chosen + " again")).Dispose();

        await (await other.GetAsync("/api/probe/who")).IsProblem(401, "not-signed-in");
        Assert.Equal($"user:{user}", await client.GetStringAsync("/api/probe/who"));
        Assert.Equal("user:nurse", await nurse.GetStringAsync("/api/probe/who"));
    }

    [Fact]
    public async Task Machine_has_no_password_to_change() =>
        await (await Host.Browser().With(await Host.Browser().BearerToken(), "/api/session/password", HttpMethod.Post))
            .IsProblem(403, "forbidden");

    [Fact]
    public async Task Account_is_read_and_changed_in_parts()
    {
        var admin = await Host.SignedIn("admin");
        var (user, _) = await NewAccount("scheduler");

        using var changed = await Put(admin, user,
            """{"name":"New Name","roles":["clinician","scheduler"],"clinician":"dr-x","serviceLines":null}""");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var clinicianGone = await Put(admin, user, """{"roles":["scheduler"],"clinician":null}""");
        Assert.Equal(HttpStatusCode.OK, clinicianGone.StatusCode);

        var view = await (await admin.GetAsync($"/api/staff/{user.ToUpperInvariant()}")).Json();
        Assert.Equal("New Name", view.GetProperty("name").GetString());
        Assert.Equal(["scheduler"], view.GetProperty("roles").EnumerateArray().Select(r => r.GetString()!));
        Assert.Empty(view.GetProperty("serviceLines").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, view.GetProperty("clinician").ValueKind);
        Assert.False(view.TryGetProperty("oneTimePassword", out _));
    }

    [Theory]
    [InlineData("""{"user":"","name":"","roles":[]}""", "/name /roles /user")]
    [InlineData("""{"user":"-x","name":"X","roles":["boss"]}""", "/roles/0 /user")]
    [InlineData("""{"user":"x","name":"X","roles":["service"]}""", "/roles/0")]
    [InlineData("""{"user":"x","name":"X","roles":["source","clinician"]}""", "/clinician /source")]
    [InlineData("""{"user":"x","name":"X","roles":["administrator"],"source":"lakeside"}""", "/source")]
    [InlineData("""{"user":"x","name":"X","roles":["scheduler"],"serviceLines":["*","no-line"]}""", "/serviceLines/1")]
    [InlineData("""{"user":"x","name":"X","roles":["source"],"source":"no-source"}""", "/source")]
    [InlineData("""{"user":"x","name":"X","roles":["clinician"],"clinician":"no-one"}""", "/clinician")]
    [InlineData("""{"user":"x","name":"X","roles":["scheduler"],"password":"x"}""", "/password")]
    public async Task Bad_accounts_are_told_by_field(string body, string pointers)
    {
        var admin = await Host.SignedIn("admin");

        using var refused = await admin.PostAsync("/api/staff", Json(body));

        await refused.IsProblem(400, "invalid-input");
        Assert.Equal(pointers.Split(' '), (await refused.Json()).GetProperty("errors").EnumerateObject()
            .Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task User_name_is_given_once_whatever_its_case()
    {
        var admin = await Host.SignedIn("admin");

        await (await admin.PostAsync("/api/staff", Json("""{"user":"NURSE","name":"N","roles":["scheduler"]}""")))
            .IsProblem(409, "user-exists");

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.PostAsync("/api/staff",
            Json("""{"user":"twin","name":"T","roles":["scheduler"]}"""))));
        Assert.Single(same, a => a.StatusCode == HttpStatusCode.Created);
        Assert.All(same.Where(a => a.StatusCode != HttpStatusCode.Created), a =>
            Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
    }

    [Fact]
    public async Task Disabled_account_is_out_at_once_and_comes_back_enabled()
    {
        var admin = await Host.SignedIn("admin");
        var nurse = await Host.SignedIn("nurse");

        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync("/api/staff/nurse/disable", null)).StatusCode);
        await (await nurse.GetAsync("/api/probe/who")).IsProblem(401, "not-signed-in");
        await (await Host.Browser().SignIn("nurse", "demo")).IsProblem(401, "sign-in-failed");

        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync("/api/staff/nurse/enable", null)).StatusCode);
        await (await nurse.GetAsync("/api/probe/who")).IsProblem(401, "not-signed-in");
        await Host.SignedIn("nurse");
    }

    [Fact]
    public async Task Reset_password_ends_sessions_and_opens_a_locked_account()
    {
        var admin = await Host.SignedIn("admin");
        var nurse = await Host.SignedIn("nurse");

        using var reset = await admin.PostAsync("/api/staff/nurse/reset-password", null);

        var password = (await reset.Json()).GetProperty("oneTimePassword").GetString()!;
        await (await nurse.GetAsync("/api/probe/who")).IsProblem(401, "not-signed-in");
        await (await Host.Browser().SignIn("nurse", "demo")).IsProblem(401, "sign-in-failed");
        var again = await Host.SignedIn("nurse", password);
        await (await again.GetAsync("/api/probe/who")).IsProblem(403, "password-change-required");
    }

    [Fact]
    public async Task Last_administrator_cannot_be_disabled_or_lose_the_role()
    {
        var admin = await Host.SignedIn("admin");

        await (await admin.PostAsync("/api/staff/admin/disable", null)).IsProblem(409, "last-administrator");
        await (await Put(admin, "admin", """{"roles":["scheduler"]}""")).IsProblem(409, "last-administrator");
        Assert.Equal(HttpStatusCode.OK, (await Put(admin, "admin", """{"name":"Renamed"}""")).StatusCode);

        await NewAccount("administrator");
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync("/api/staff/admin/disable", null)).StatusCode);
    }

    [Fact]
    public async Task Two_administrators_who_disable_each_other_at_once_leave_one()
    {
        await using var other = await SecurityHost.Start(Engine);
        var (second, password) = await NewAccount("administrator");
        var one = await Host.SignedIn("admin");
        var two = other.Browser();
        (await two.SignIn(second, password)).Dispose();
        (await Change(two, password, Chosen)).Dispose();

        var answers = await Task.WhenAll(one.PostAsync($"/api/staff/{second}/disable", null),
            two.PostAsync("/api/staff/admin/disable", null));

        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        // The loser is told that it would be the last, or is signed out already.
        Assert.Contains(answers, a => a.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Accounts_are_listed_in_pages_and_names_for_the_picker()
    {
        var admin = await Host.SignedIn("admin");
        var users = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await (await admin.GetAsync($"/api/staff?limit=3&cursor={next}")).Json();
            var items = page.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, 3);
            users.AddRange(items.Select(i => i.GetProperty("user").GetString()!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(["admin", "auditor", "clinician", "marketing", "nurse", "scheduler", "source", "supervisor"],
            users);
        await (await admin.GetAsync("/api/staff?limit=201")).IsProblem(400, "invalid-input");

        var nurse = await Host.SignedIn("nurse");
        await (await nurse.GetAsync("/api/staff")).IsProblem(403, "forbidden");
        var names = (await (await nurse.GetAsync("/api/staff?fields=name")).Json()).GetProperty("items")
            .EnumerateArray().ToList();
        Assert.Contains(names, n => n.GetProperty("user").GetString() == "scheduler"
            && n.GetProperty("name").GetString() == "Sam Scheduler");
        Assert.DoesNotContain(names, n => n.GetProperty("user").GetString() == "source");
        Assert.All(names, n => Assert.Equal(["user", "name"], n.EnumerateObject().Select(p => p.Name)));
        await (await (await Host.SignedIn("source")).GetAsync("/api/staff?fields=name")).IsProblem(403, "forbidden");
    }

    [Theory]
    [InlineData("GET", "/api/staff/nobody")]
    [InlineData("PUT", "/api/staff/nobody")]
    [InlineData("POST", "/api/staff/nobody/disable")]
    [InlineData("POST", "/api/staff/nobody/enable")]
    [InlineData("POST", "/api/staff/nobody/reset-password")]
    public async Task Unknown_account_is_not_found_and_others_may_not_ask(string method, string path)
    {
        await (await Send(await Host.SignedIn("admin"))).IsProblem(404, "not-found");
        await (await Send(await Host.SignedIn("supervisor"))).IsProblem(403, "forbidden");
        await (await Send(Host.Browser())).IsProblem(401, "not-signed-in");

        Task<HttpResponseMessage> Send(HttpClient client) => client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "PUT" ? Json("{}") : null });
    }

    private async Task<(string User, string Password)> NewAccount(string role)
    {
        var user = "new-" + role;
        using var made = await (await Host.SignedIn("admin")).PostAsJsonAsync("/api/staff",
            new { user, name = "New", roles = new[] { role }, serviceLines = new[] { "*" } });
        return (user, (await made.Json()).GetProperty("oneTimePassword").GetString()!);
    }

    private static Task<HttpResponseMessage> Change(HttpClient client, string current, string next) =>
        client.PostAsJsonAsync("/api/session/password", new Dictionary<string, string>
        {
            ["current"] = current, ["new"] = next,
        });

    private static async Task<string?> Form(HttpClient client, string current, string next, string repeated)
    {
        using var answer = await client.PostAsync("/session/password", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["current"] = current, ["new"] = next, ["repeated"] = repeated }));
        return answer.Headers.Location?.OriginalString;
    }

    private static Task<HttpResponseMessage> Put(HttpClient client, string user, string body) =>
        client.PutAsync($"/api/staff/{user}", Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}

public sealed class StaffTestsOnSqlite : StaffTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
