using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The first administrator of an empty database.</summary>
public abstract class SetUpTests : SecuritySuite
{
    private const string Password = "three plain words";

    protected override bool Demo => false;

    [Fact]
    public async Task Set_up_code_makes_the_administrator_who_can_sign_in()
    {
        var code = await Code();
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$", code);

        using var made = await SetUp(Host.Browser(), code);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("/api/staff/ada", made.Headers.Location?.OriginalString);
        var view = await made.Json();
        Assert.Equal("administrator", view.GetProperty("roles")[0].GetString());
        Assert.False(view.TryGetProperty("oneTimePassword", out _));
        var ada = await Host.SignedIn("ada", Password);
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/api/staff")).StatusCode);
    }

    [Fact]
    public async Task Code_may_be_typed_as_it_was_read_aloud()
    {
        var code = await Code();

        using var made = await SetUp(Host.Browser(),
            $" {code.Replace("-", "").ToLowerInvariant().Replace('0', 'o').Replace('1', 'l')} ");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    [Fact]
    public async Task Second_set_up_is_gone_whatever_its_code()
    {
        var code = await Code();
        (await SetUp(Host.Browser(), code)).Dispose();

        foreach (var again in (string[])[code, "0000-0000-0000", ""])
            await (await SetUp(Host.Browser(), again, "eve")).IsProblem(410, "already-set-up");

        Assert.Null(await SetUpOf(Host).Begin(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wrong_code_is_refused_and_many_have_to_wait()
    {
        var code = await Code();
        for (var i = 0; i < SecurityLimits.SetUpsPerAddress.Burst; i++)
            await (await SetUp(Host.Browser(), "AAAA-BBBB-CCCC")).IsProblem(403, "set-up-code-wrong");

        using var limited = await SetUp(Host.Browser(), code);
        await limited.IsProblem(429, "too-many-requests");
        Assert.True(limited.Headers.RetryAfter?.Delta > TimeSpan.Zero);

        Host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Created, (await SetUp(Host.Browser(), code)).StatusCode);
    }

    [Theory]
    [InlineData("ada", "Ada", "11 letters.", "/password")]
    [InlineData("", "Ada", Password, "/user")]
    [InlineData("a b", "Ada", Password, "/user")]
    [InlineData("ada", " ", Password, "/name")]
    public async Task Bad_values_are_told_by_field_and_leave_the_set_up_open(string user, string name, string password,
        string pointer)
    {
        var code = await Code();

        using var refused = await Host.Browser().PostAsJsonAsync("/api/setup", new { code, user, name, password });
        await refused.IsProblem(400, "invalid-input");
        Assert.Equal([pointer],
            (await refused.Json()).GetProperty("errors").EnumerateObject().Select(e => e.Name));

        Assert.Equal(HttpStatusCode.Created, (await SetUp(Host.Browser(), code)).StatusCode);
    }

    [Fact]
    public async Task Two_processes_print_one_code_and_only_one_of_many_requests_makes_the_administrator()
    {
        await using var other = await SecurityHost.Start(Engine, demo: false);
        var code = await Code();
        Assert.Equal(code, await SetUpOf(other).Begin(TestContext.Current.CancellationToken));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            SetUp((i % 2 == 0 ? Host : other).Browser(), code, "admin-" + i)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.Created), a =>
            Assert.Equal(HttpStatusCode.Gone, a.StatusCode));
    }

    [Fact]
    public async Task Form_makes_the_administrator_and_signs_in()
    {
        var code = await Code();
        var client = Host.Browser();

        using var wrong = await client.PostAsync("/session/setup", Form("AAAA-BBBB-CCCC", Password));
        Assert.Equal("/setup?error=set-up-code-wrong", wrong.Headers.Location?.OriginalString);
        using var differs = await client.PostAsync("/session/setup", Form(code, "another password"));
        Assert.Equal("/setup?error=not-repeated", differs.Headers.Location?.OriginalString);
        using var made = await client.PostAsync("/session/setup", Form(code, Password));

        Assert.Equal("/", made.Headers.Location?.OriginalString);
        Assert.Equal("user:ada", await client.GetStringAsync("/api/probe/who"));
    }

    private Task<string> Code() => CodeOf(Host);

    private static async Task<string> CodeOf(SecurityHost host) =>
        (await SetUpOf(host).Begin(TestContext.Current.CancellationToken))!;

    private static SetUpService SetUpOf(SecurityHost host) => host.Services.GetRequiredService<SetUpService>();

    private static Task<HttpResponseMessage> SetUp(HttpClient client, string code, string user = "ada") =>
        client.PostAsJsonAsync("/api/setup", new { code, user, name = "Ada Administrator", password = Password });

    private static FormUrlEncodedContent Form(string code, string repeated) => new(new Dictionary<string, string>
    {
        ["code"] = code, ["user"] = "ada", ["name"] = "Ada", ["password"] = Password, ["repeated"] = repeated,
    });
}

[UnsupportedOSPlatform("windows")]
public sealed class SetUpTestsOnSqlite : SetUpTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    [Fact]
    public async Task Code_is_in_a_file_of_the_owner_until_the_set_up_is_done()
    {
        var file = Path.Combine(_folder, "setup-code");
        var service = Host.Services.GetRequiredService<SetUpService>();
        var code = await service.Begin(TestContext.Current.CancellationToken);
        Assert.Equal(code, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Equal(code, await service.Begin(TestContext.Current.CancellationToken));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var made = await Host.Browser().PostAsJsonAsync("/api/setup",
            new { code, user = "ada", name = "Ada", password = "three plain words" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.False(File.Exists(file));
    }

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
