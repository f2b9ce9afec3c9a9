using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Benchmarks;

/// <summary>One caller that walks referrals from received to closed, one after the other, and times each
/// command.</summary>
/// <param name="silos">Where it asks.</param>
/// <param name="number">Of the caller.</param>
/// <param name="route">Which of them is asked.</param>
/// <param name="lines">How many service lines the callers share.</param>
/// <param name="answered">Counts the answers of all callers.</param>
internal sealed class JobCaller(IReadOnlyList<HttpClient> silos, int number, Route route, int lines, Answered answered)
{
    /// <summary>Slots tried for one referral before its walk counts as stopped.</summary>
    private const int MostTries = 20;

    /// <summary>Matches asked for: callers choose among them, so that not all want the same.</summary>
    private const int Matches = 10;

    private static readonly string[] BeforeSlot = ["claim", "accept"];
    private static readonly (string Command, object Body)[] AfterOffer =
    [
        ("arrive", new { }), ("complete", new { outcome = "Seen, plan agreed" }),
        ("acknowledge", new { note = "Read in the portal" }), ("close", new { }),
    ];

    private readonly Random _chance = new(number);
    private int _asked;

    /// <summary>Every answer: the command, and milliseconds from asking to the answer.</summary>
    public List<(string Command, double Milliseconds)> Times { get; } = [];

    /// <summary>Referrals that were closed.</summary>
    public List<string> Closed { get; } = [];

    /// <summary>Offers refused because another caller was faster: part of the job, answered 409.</summary>
    public int SlotsTaken { get; private set; }

    public async Task Work(Func<bool> goOn)
    {
        for (var job = 0; goOn(); job++) await One($"Job{number}x{job}", goOn);
    }

    /// <summary>
    /// Only creates. What it made is closed when the time is over: tens of thousands of open referrals, which no
    /// program has, would be compared with the ledger again and again, and be in the way of what is measured next.
    /// </summary>
    public async Task Create(Func<bool> goOn)
    {
        var made = new List<string>();
        for (var n = 0; goOn(); n++) made.Add(await Create($"New{number}x{n}"));
        foreach (var id in made)
        {
            await Order(id, "withdraw", new { reason = "Made to be counted" });
            await Order(id, "close", new { });
        }
    }

    private async Task<string> Create(string name) =>
        (string)(await Send("create", "/api/referrals",
            JobProgram.Referral(JobProgram.Line(number, lines), "urgent", name)))!["id"]!;

    private async Task One(string name, Func<bool> goOn)
    {
        var id = await Create(name);
        foreach (var command in BeforeSlot) await Order(id, command, new { });
        if (await Offer(id, goOn) is not { } slot) return;
        await Order(id, "offers/accept", new { slot });
        foreach (var (command, body) in AfterOffer) await Order(id, command, body);
        Closed.Add(id);
    }

    private async Task<string?> Offer(string id, Func<bool> goOn)
    {
        for (var tries = 0; tries < MostTries && goOn(); tries++)
        {
            var items = (await Get("matches", $"/api/referrals/{id}/matches?limit={Matches}"))!["items"]!.AsArray();
            if (items.Count == 0) throw new CannotMeasureException(
                "The load has used up all slots: measure for a shorter time.");
            var slot = (string)items[_chance.Next(items.Count)]!["slot"]!;
            if (await Order(id, "offers", new { slots = new[] { slot } }) is not null) return slot;
            SlotsTaken++;
        }

        return goOn() ? throw new CannotMeasureException("Every slot that matched was taken by somebody else.") : null;
    }

    private Task<JsonNode?> Order(string id, string command, object body) =>
        Send(command, $"/api/referrals/{id}/{command}", body);

    private async Task<JsonNode?> Send(string command, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return await Timed(command, path, http => http.SendAsync(request));
    }

    private Task<JsonNode?> Get(string command, string path) => Timed(command, path, http => http.GetAsync(path));

    private int Silo(string path) => route switch
    {
        Route.ByCaller => number % silos.Count,
        Route.ByReferral when path.Split('/') is [_, _, "referrals", var id, ..] => (int)(Hash(id) % (uint)silos.Count),
        _ => (number + _asked++) % silos.Count,
    };

    private static uint Hash(string id) => id.Aggregate(2_166_136_261, (hash, c) => unchecked((hash ^ c) * 16_777_619));

    /// <summary>Null for a slot that was taken.</summary>
    private async Task<JsonNode?> Timed(string command, string path, Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await send(silos[Silo(path)]);
        var text = await answer.Content.ReadAsStringAsync();
        answered.One();
        Times.Add((command, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        if (answer.StatusCode == HttpStatusCode.Conflict && command == "offers") return null;
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)
            : throw new CannotMeasureException($"{command} answered {(int)answer.StatusCode}: {text}");
    }
}
