using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Attack;

/// <summary>An installation in earnest, as a process, with two service lines, two sources and two clinicians.</summary>
public sealed class AttackedProgram : IAsyncLifetime
{
    public const string Alpha = "alpha", Beta = "beta", Hill = "hill", Dale = "dale";
    public const string Password = "five plain words it is";

    /// <summary>The proxy of the installation: no request of the attacker comes through it.</summary>
    public const string Proxy = "127.0.0.9";

    /// <summary>The client id of <see cref="Everything"/>.</summary>
    public const string EverythingId = "everything";

    private const string Announced = "Set-up code: ";

    private RunningProgram? _program;

    public RunningProgram Program => _program!;

    public Uri Address => Program.Address;

    /// <summary>The set-up code, which is used.</summary>
    public string SetUpCode { get; private set; } = "";

    public ApiClient Administrator { get; private set; } = null!;

    /// <summary>A system that works for all service lines; makes what is attacked.</summary>
    public ApiClient Everything { get; private set; } = null!;

    /// <summary>Clinicians of the lines.</summary>
    public string DoctorOfAlpha { get; private set; } = "";

    public string DoctorOfBeta { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _program = await RunningProgram.Start(new LaunchOptions { IsDemo = false }, null,
            ("ReferralSilo__Proxies__0", Proxy));
        // It is printed after the line that the program is ready.
        await Eventually.Is("the set-up code is printed", () => Line() is not null);
        SetUpCode = Line()![Announced.Length..];
        using var made = await Browser().PostAsJsonAsync("/api/setup",
            new { code = SetUpCode, user = "ada", name = "Ada", password = Password });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Administrator = await SignedIn("ada");
        foreach (var line in (string[])[Alpha, Beta])
            (await Administrator.Put($"/api/service-lines/{line}",
                new { name = line, timeZone = "America/Denver", visitRecordableBefore = "P30D" })).Is(200);
        foreach (var source in (string[])[Hill, Dale])
            (await Administrator.Put($"/api/sources/{source}", new { name = source, kind = "clinical" })).Is(200);
        (DoctorOfAlpha, DoctorOfBeta) =
            (await Clinician(Administrator, line: Alpha), await Clinician(Administrator, line: Beta));
        Everything = await Client("service", ["*"], id: EverythingId);
    }

    private string? Line() => Program.Output.Split('\n')
        .SingleOrDefault(line => line.StartsWith(Announced, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (_program is not null) await _program.DisposeAsync();
    }

    /// <summary>A browser with its own cookies that follows no redirect.</summary>
    /// <param name="from">The address that it comes from, one of this machine.</param>
    public HttpClient Browser(string from = "127.0.0.1") => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, CookieContainer = new CookieContainer(),
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = Address };

    /// <summary>The display name of a person.</summary>
    public static string NameOf(string user) => $"Keller {user[^8..]}";

    /// <summary>A person with an account of their own and a password of their own.</summary>
    public async Task<(string User, ApiClient Api)> Person(string role, string[] lines, string? source = null,
        string? clinician = null)
    {
        var user = New("p");
        var made = (await Administrator.Post("/api/staff", new
        {
            user, name = NameOf(user), roles = new[] { role }, serviceLines = lines, source, clinician,
        })).Is(201);
        var once = (string)made.Json["oneTimePassword"]!;
        var api = await SignedIn(user, once);
        (await api.Post("/api/session/password", new { current = once, @new = Password })).Is(200);
        return (user, api);
    }

    public async Task<ApiClient> SignedIn(string user, string password = Password, string from = "127.0.0.1")
    {
        var browser = Browser(from);
        using var answer = await browser.SignIn(user, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new ApiClient(browser);
    }

    /// <summary>A machine client that has its token.</summary>
    public async Task<ApiClient> Client(string role, string[] lines, string? source = null, string? id = null)
    {
        var browser = Browser();
        browser.DefaultRequestHeaders.Authorization = new("Bearer", await Token(role, lines, source, id));
        return new ApiClient(browser);
    }

    public async Task<string> Token(string role, string[] lines, string? source = null, string? id = null)
    {
        id ??= New("c");
        var made = (await Administrator.Post("/api/clients",
            new { id, name = id, roles = new[] { role }, serviceLines = lines, source })).Is(201);
        using var answer = await Browser().Token(id, (string)made.Json["secret"]!);
        return (await answer.Json()).GetProperty("access_token").GetString()!;
    }

    /// <summary>A referral that is booked with the clinician of its line.</summary>
    public async Task<string> Booked(string line, string source)
    {
        var id = await Everything.Waiting(Referral(line, source));
        var slot = (await Slots(Everything, line == Alpha ? DoctorOfAlpha : DoctorOfBeta))[0];
        (await Everything.Do(id, "book", new { slot })).Is(200);
        return id;
    }
}
