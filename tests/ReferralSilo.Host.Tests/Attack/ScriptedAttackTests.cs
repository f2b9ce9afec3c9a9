using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;
using static ReferralSilo.Host.Tests.Attack.AttackedProgram;

namespace ReferralSilo.Host.Tests.Attack;

/// <summary>Attacks on an installation in earnest, each of which must fail: here those on accounts, on the machine and
/// on what is stored.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ScriptedAttackTests(AttackedProgram attacked, SqliteHost other)
    : IClassFixture<AttackedProgram>, IClassFixture<SqliteHost>
{
    [Theory]
    [InlineData("nurse")]
    [InlineData("admin")]
    [InlineData("supervisor")]
    public async Task Demo_accounts_of_the_documentation_do_not_sign_in(string user) =>
        await (await attacked.Browser().SignIn(user, "demo")).IsProblem(401, "sign-in-failed");

    [Fact]
    public async Task The_demo_client_of_the_documentation_gets_no_token()
    {
        using var answer = await attacked.Browser().Token();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_set_up_code_makes_no_second_administrator()
    {
        using var answer = await attacked.Browser().PostAsJsonAsync("/api/setup",
            new { code = attacked.SetUpCode, user = "eve", name = "Eve", password = Password });

        await answer.IsProblem(410, "already-set-up");
    }

    [Fact]
    public async Task A_one_time_password_opens_nothing_but_its_change()
    {
        var user = New("p");
        var made = (await attacked.Administrator.Post("/api/staff",
            new { user, name = "New", roles = new[] { "supervisor" }, serviceLines = new[] { "*" } })).Is(201);
        var api = await attacked.SignedIn(user, (string)made.Json["oneTimePassword"]!);

        foreach (var path in (string[])["/api/referrals", "/api/staff", "/metrics", "/hubs/boards", "/_blazor"])
            (await api.Get(path)).Is(403, "password-change-required");
    }

    [Fact]
    public async Task A_machine_client_is_never_administrator() =>
        (await attacked.Administrator.Post("/api/clients",
            new { id = New("c"), name = "Robot", roles = new[] { "administrator" } })).Is(400, "invalid-input");

    [Fact]
    public void A_program_on_the_machine_finds_no_port_of_the_silo() =>
        Assert.Equal([attacked.Address.Port], ListeningPorts.Of(attacked.Program.Id));

    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_the_sign_out()
    {
        var (user, _) = await attacked.Person("triage-nurse", [Alpha]);
        var cookie = await Cookie(user);
        Assert.Equal(HttpStatusCode.OK, await With(cookie, "/api/session", HttpMethod.Get));

        Assert.Equal(HttpStatusCode.NoContent, await With(cookie, "/api/session", HttpMethod.Delete));

        Assert.Equal(HttpStatusCode.Unauthorized, await With(cookie, "/api/session", HttpMethod.Get));
        Assert.Equal(HttpStatusCode.Unauthorized, await Refusal("/_blazor", ("Cookie", cookie)));
    }

    [Fact]
    public async Task Sessions_of_a_disabled_account_end()
    {
        var (user, api) = await attacked.Person("triage-nurse", [Alpha]);
        (await attacked.Administrator.Post($"/api/staff/{user}/disable")).Is(200);

        await Eventually.Is("the session has ended", async () => (await api.Get("/api/referrals")).Status == 401);
        await (await attacked.Browser().SignIn(user, Password)).IsProblem(401, "sign-in-failed");
    }

    [Fact]
    public async Task An_unknown_account_and_a_wrong_password_have_the_same_answer()
    {
        var (user, _) = await attacked.Person("triage-nurse", [Alpha]);
        using var wrong = await attacked.Browser().SignIn(user, "not the password");
        using var unknown = await attacked.Browser().SignIn(New("nobody"), "not the password");

        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Other_users_of_the_machine_read_no_file_of_the_data_folder()
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var folder = attacked.Program.DataFolder;

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & others);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(UnixFileMode.None, Mode(file) & others));

        // Files of a database may end between the listing and this read.
        static UnixFileMode Mode(string file)
        {
            try
            {
                return File.GetUnixFileMode(file);
            }
            catch (FileNotFoundException)
            {
                return UnixFileMode.None;
            }
        }
    }

    [Fact]
    public async Task The_id_of_a_referral_cannot_be_computed_from_its_record_number()
    {
        var order = Referral(null, Hill);
        order["identifiers"] = new JsonArray(new JsonObject { ["system"] = "urn:mrn", ["value"] = "482913" });
        (await other.Api.Put($"/api/sources/{Hill}", new { name = Hill, kind = "clinical" })).Is(200);

        var (here, there) = (await attacked.Everything.Create(order), await other.Api.Create(order));

        Assert.NotEqual(here.Id, there.Id);
        Assert.Equal(here.Id, (await attacked.Everything.Post("/api/referrals", order)).Is(200).Id);
    }

    [Fact]
    public async Task Stored_hashes_of_requests_confirm_no_guess_of_their_text()
    {
        var (body, key) = (Encoding.UTF8.GetBytes(Referral(Alpha, Hill).ToJsonString()), "mrn-482913");
        var made = await attacked.Everything.Send(HttpMethod.Post, "/api/referrals", body, key);
        made.Is(201);

        var stored = Directory.EnumerateFiles(attacked.Program.DataFolder, "ledger.db*").SelectMany(Read).ToArray();

        Assert.True(Contains(stored, Encoding.UTF8.GetBytes(made.Id)), "The referral is not in the files.");
        // The last two are how an operation could be named without a secret.
        foreach (var guess in (byte[][])[body, Encoding.UTF8.GetBytes(key),
            Encoding.UTF8.GetBytes($"POST /api/referrals\n{Convert.ToHexString(SHA256.HashData(body))}"),
            Encoding.UTF8.GetBytes($"client:{EverythingId}\n{key}")])
        {
            var hash = SHA256.HashData(guess)[..16];
            Assert.False(Contains(stored, hash));
            var hex = Convert.ToHexString(hash);
            Assert.False(Contains(stored, Encoding.UTF8.GetBytes(hex)));
            Assert.False(Contains(stored, Encoding.UTF8.GetBytes(hex.ToLowerInvariant())));
        }

        Assert.False(Contains(stored, Encoding.UTF8.GetBytes(key)));
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static bool Contains(byte[] all, byte[] part) => all.AsSpan().IndexOf(part) >= 0;

    private async Task<string> Cookie(string user)
    {
        using var answer = await attacked.Browser().SignIn(user, Password);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<HttpStatusCode> With(string cookie, string path, HttpMethod method)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(method, new Uri(attacked.Address, path));
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
