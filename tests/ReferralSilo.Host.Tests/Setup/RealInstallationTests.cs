using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Maintenance;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>The program in earnest, without demo data: from the first start to lost files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class RealInstallationTests
{
    private const string Password = "three plain words";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task From_the_first_start_to_a_working_program(bool postgres)
    {
        var database = postgres ? PostgresServer.Shared.CreateDatabase() : null;
        await using (var program = await RunningProgram.Start(new LaunchOptions { IsDemo = false }, database))
        {
            var browser = Browser(program);
            using (var page = await browser.GetAsync("/sign-in"))
                Assert.EndsWith("/setup", page.Headers.Location?.OriginalString);
            Assert.Contains("Set-up code", await browser.GetStringAsync("/setup"));
            await SetUp(program);
            await (await browser.SignIn("nurse", "demo")).IsProblem(401, "sign-in-failed");
            Assert.Contains("Password", await browser.GetStringAsync("/sign-in"));
            var admin = await Administrator(program);
            (await admin.Put("/api/service-lines/cardiology", new { name = "Cardiology", timeZone = "UTC" })).Is(200);
            (await admin.Put("/api/sources/hilltop", new { name = "Hilltop", kind = "clinical" })).Is(200);
            await OneTimePassword(program, admin);

            if (!postgres) IsPrivate(program.DataFolder);
            await program.Kill();
            await program.Begin();
            Assert.Single(SetUpCodes().Matches(program.Output));
            await program.End("TERM");
            await Refused(program.DataFolder, database, "real data", "--demo");
            var reset = await Command(database, "reset-administrator", "--user", "ada", "--data", program.DataFolder);
            var password = OneTimePasswords().Match(reset.Is(0).Said).Value;
            await program.Begin();
            await (await browser.SignIn("ada", Password)).IsProblem(401, "sign-in-failed");
            Assert.Equal(HttpStatusCode.OK, (await browser.SignIn("ada", password)).StatusCode);
            await (await browser.GetAsync("/api/staff")).IsProblem(403, "password-change-required");
            await program.End("TERM");
            if (!postgres) await LostFiles(program.DataFolder);
        }

        if (database is not null) PostgresServer.Shared.DropDatabase(database);
    }

    [Fact]
    public async Task Demo_data_needs_the_demo_option_at_every_start()
    {
        await using var program = await RunningProgram.Start();
        Assert.DoesNotContain("Set-up code", program.Output);
        await program.End("TERM");

        await Refused(program.DataFolder, null, "made-up data");
    }

    /// <summary>Every other route, hub and screen is closed until the password is changed.</summary>
    private static async Task OneTimePassword(RunningProgram program, ApiClient admin)
    {
        var made = (await admin.Post("/api/staff", new { user = "nora", name = "Nora", roles = new[] { "triage-nurse" },
            serviceLines = new[] { "cardiology" } })).Is(201);
        (await admin.Post("/api/staff", new { user = "x", name = "X", roles = new[] { "triage-nurse" },
            serviceLines = new[] { "nothing" } })).Is(400, "invalid-input");
        (await admin.Post("/api/staff", new { user = "x", name = "X", roles = new[] { "source" }, source = "nobody" }))
            .Is(400, "invalid-input");
        (await admin.Post("/api/staff",
            new { user = "x", name = "X", roles = new[] { "clinician" }, clinician = "nobody" }))
            .Is(400, "invalid-input");
        var password = made.Json["oneTimePassword"]!.GetValue<string>();
        var nora = Browser(program);
        Assert.Equal(HttpStatusCode.OK, (await nora.SignIn("nora", password)).StatusCode);
        foreach (var (method, path) in ((string, string)[])[("GET", "/api/referrals"), ("POST", "/api/referrals"),
            ("GET", "/api/service-lines"), ("GET", "/metrics"),
            ("POST", "/hubs/boards/negotiate?negotiateVersion=1"), ("GET", "/_blazor"), ("GET", "/triage/cardiology")])
            await (await nora.From(path, new HttpMethod(method))).IsProblem(403, "password-change-required");
        using (var fhir = await nora.GetAsync("/fhir/R4/ServiceRequest/x"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, fhir.StatusCode);
            Assert.Contains("password-change-required", await fhir.Content.ReadAsStringAsync());
        }

        using (var screen = await nora.From("/triage/cardiology", HttpMethod.Get, ("Accept", "text/html")))
            Assert.Equal("/change-password", screen.Headers.Location?.OriginalString);
        Assert.Contains("Current password", await nora.GetStringAsync("/change-password"));

        using var changed = await nora.PostAsJsonAsync("/api/session/password",
            new Dictionary<string, string> { ["current"] = password, ["new"] = "a password of her own" });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await nora.GetAsync("/api/referrals")).StatusCode);
    }

    private static async Task LostFiles(string folder)
    {
        var ledger = Path.Combine(folder, "ledger.db");
        var accounts = Path.Combine(folder, "accounts.db");
        var settings = Path.Combine(folder, "settings.db");
        Take(ledger);
        await Refused(folder, null, "their ledger is missing");
        Give(ledger);
        Take(accounts);
        await Refused(folder, null, "its accounts are missing");
        await Refused(folder, null, "its accounts are missing");
        Give(accounts);
        Take(settings);
        await Refused(folder, null, "settings.db is missing");
        await Refused(folder, null, "settings.db is missing");
        Give(settings);
    }

    private static void Take(string file)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            if (File.Exists(file + suffix)) File.Move(file + suffix, file + ".taken" + suffix);
    }

    private static void Give(string file)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(file + suffix);
            if (File.Exists(file + ".taken" + suffix)) File.Move(file + ".taken" + suffix, file + suffix);
        }
    }

    private static async Task SetUp(RunningProgram program)
    {
        var code = SetUpCodes().Match(program.Output).Groups[1].Value;
        using var made = await Browser(program).PostAsJsonAsync("/api/setup",
            new { code, user = "ada", name = "Ada", password = Password });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task<ApiClient> Administrator(RunningProgram program)
    {
        var client = Browser(program);
        Assert.Equal(HttpStatusCode.OK, (await client.SignIn("ada", Password)).StatusCode);
        return new ApiClient(client);
    }

    private static void IsPrivate(string folder)
    {
        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(p => Path.GetFileName(p) != ".lock"))
            Assert.True(File.GetUnixFileMode(path) == file, $"{path}: {File.GetUnixFileMode(path)}");
    }

    private static async Task Refused(string folder, string? database, string text, params string[] more)
    {
        var start = await Command(database, [.. more, "--data", folder, "--urls", "http://127.0.0.1:0"]);
        var line = Assert.Single(start.Is(HostStart.WrongSetting).Complained.Trim().Split('\n'),
            l => !l.StartsWith("warn:", StringComparison.Ordinal));
        Assert.Contains(text, line);
        Assert.DoesNotContain("is ready", start.Said);
    }

    private static Task<ACommand> Command(string? database, params string[] arguments) => ACommand.Run(
        database is null ? [] : [("ReferralSilo__Storage", "Postgres"), ("ConnectionStrings__ReferralSilo", database),
            ("Orleans__TrustedNetwork", "true")],
        arguments);

    private static HttpClient Browser(RunningProgram program) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, CookieContainer = new CookieContainer(),
    }) { BaseAddress = program.Address };

    [GeneratedRegex("Set-up code: ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")]
    private static partial Regex SetUpCodes();

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")]
    private static partial Regex OneTimePasswords();
}
