using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ReferralSilo.Benchmarks;

/// <summary>The sign-in of a person, alone and while anonymous tries run from other addresses: each repeats a wrong
/// password without a pause. The person's account is new, because the passwords of the demo's accounts cost less.
/// </summary>
internal static class SignInBenchmark
{
    private const string User = "measured-nurse", Password = "a long enough password";
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(60);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "tries", "rounds", "engine");
        var (tries, rounds) = (options.Number("tries", 60), options.Number("rounds", 15));
        foreach (var engine in options.Engines()) await Measure(engine, tries, rounds);
    }

    private static async Task Measure(Engine engine, int tries, int rounds)
    {
        await using var product = await Product.StartNew(engine);
        using var person = From(product, IPAddress.Loopback);
        using var stranger = From(product, IPAddress.Parse("127.0.9.9"));
        await MakeAccount(product);
        await SignIn(person); // from now on its network is known
        var idle = await Times(person, rounds);

        using var end = new CancellationTokenSource();
        var attackers = Enumerable.Range(1, tries).Select(n => Attack(product, n, end.Token)).ToArray();
        await Pace.Wait(TimeSpan.FromSeconds(2));
        var known = await Times(person, rounds);
        var first = await SignIn(stranger);
        await end.CancelAsync();
        var made = (await Task.WhenAll(attackers)).Sum();

        Report.Latency($"{engine}: sign-in alone", idle);
        Report.Latency($"{engine}: sign-in under {tries} anonymous tries at once", known);
        Report.Ratio(Report.Median(known) / Report.Median(idle), "goal <= 2.0");
        Report.Row($"{engine}: first sign-in from a new address under them", [first], "ms");
        Report.Row($"{engine}: wrong tries that were answered meanwhile", [made], "");
    }

    private static async Task MakeAccount(Product product)
    {
        using var administrator = From(product, IPAddress.Loopback, cookies: true);
        await Send(administrator, "/api/session", new { user = "admin", password = "demo" });
        var made = await Send(administrator, "/api/staff",
            new { user = User, name = User, roles = new[] { "triage-nurse" }, serviceLines = new[] { "*" } });
        using var first = From(product, IPAddress.Loopback, cookies: true);
        var once = (string)made["oneTimePassword"]!;
        await Send(first, "/api/session", new { user = User, password = once });
        await Send(first, "/api/session/password", new Dictionary<string, string>
        {
            ["current"] = once, ["new"] = Password,
        });
    }

    private static async Task<JsonNode> Send(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!
            : throw new CannotMeasureException($"{path} answered {(int)answer.StatusCode}: {text}");
    }

    private static async Task<List<double>> Times(HttpClient http, int rounds)
    {
        List<double> times = [];
        for (var round = 0; round < rounds; round++) times.Add(await SignIn(http));
        return times;
    }

    /// <summary>Milliseconds until the answer.</summary>
    private static async Task<double> SignIn(HttpClient http)
    {
        var begin = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsJsonAsync("/api/session", new { user = User, password = Password });
        if (!answer.IsSuccessStatusCode)
            throw new CannotMeasureException($"The sign-in answered {(int)answer.StatusCode}.");
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    /// <summary>Number of answers.</summary>
    private static async Task<double> Attack(Product product, int number, CancellationToken ct)
    {
        using var http = From(product, new IPAddress([127, 0, 1, (byte)number]));
        var answered = 0;
        try
        {
            while (true)
            {
                using var answer = await http.PostAsJsonAsync("/api/session",
                    new { user = $"nobody-{number}", password = "wrong" }, ct);
                answered++;
            }
        }
        catch (OperationCanceledException)
        {
            return answered;
        }
    }

    private static HttpClient From(Product product, IPAddress address, bool cookies = false) =>
        new(new SocketsHttpHandler
    {
        UseCookies = cookies,
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = product.Address, Timeout = AtMost,
    };
}
