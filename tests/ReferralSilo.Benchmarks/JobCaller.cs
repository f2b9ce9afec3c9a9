using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Benchmarks;

/// <summary>One caller: moves referrals from received to closed, one after the other, and times each command.</summary>
/// <param name="silos">One client per silo.</param>
/// <param name="number">Number of the caller.</param>
/// <param name="route">Chooses the silo of each request.</param>
/// <param name="lines">Number of service lines that the callers share.</param>
/// <param name="answered">Counts the answers of all callers.</param>
internal sealed class JobCaller(
    IReadOnlyList<HttpClient> silos, int number, Route route, int lines, AnswerCounter answered)
{
    /// <summary>Slots tried for one referral before the benchmark fails.</summary>
    private const int MostTries = 20;

    /// <summary>Number of matches requested; callers choose at random among them, to reduce conflicts.</summary>
    private const int Matches = 10;

    private static readonly string[] BeforeSlot = ["claim", "accept"];
    private static readonly (string Command, object Body)[] AfterOffer =
    [
        ("arrive", new { }), ("complete", new { outcome = "Seen, plan agreed" }),
        ("acknowledge", new { note = "Read in the portal" }), ("close", new { }),
    ];

    private readonly Random _chance = new(number);
    private int _asked;

    /// <summary>For each answer, the command and the milliseconds from request to answer.</summary>
    public List<(string Command, double Milliseconds)> Times { get; } = [];

    /// <summary>Ids of closed referrals.</summary>
    public List<string> Closed { get; } = [];

    /// <summary>Offers refused with 409 because another caller was faster; this is part of the job.</summary>
    public int SlotsTaken { get; private set; }

    public async Task Work(Func<bool> keepGoing)
    {
        for (var job = 0; keepGoing(); job++) await WalkReferral($"Job{number}x{job}", keepGoing);
    }

    /// <summary>
    /// Only creates referrals, and closes them when the time is over. Otherwise the program would compare tens of
    /// thousands of open referrals, an unrealistic number, with the ledger and disturb the next measurement.
    /// </summary>
    public async Task Create(Func<bool> keepGoing)
    {
        var made = new List<string>();
        for (var n = 0; keepGoing(); n++) made.Add(await Create($"New{number}x{n}"));
        foreach (var id in made)
        {
            await SendCommand(id, "withdraw", new { reason = "Made to be counted" });
            await SendCommand(id, "close", new { });
        }
    }

    private async Task<string> Create(string name) =>
        (string)(await Send("create", "/api/referrals",
            JobData.Referral(JobData.Line(number, lines), "urgent", name)))!["id"]!;

    private async Task WalkReferral(string name, Func<bool> keepGoing)
    {
        var id = await Create(name);
        foreach (var command in BeforeSlot) await SendCommand(id, command, new { });
        if (await Offer(id, keepGoing) is not { } slot) return;
        await SendCommand(id, "offers/accept", new { slot });
        foreach (var (command, body) in AfterOffer) await SendCommand(id, command, body);
        Closed.Add(id);
    }

    private async Task<string?> Offer(string id, Func<bool> keepGoing)
    {
        for (var tries = 0; tries < MostTries && keepGoing(); tries++)
        {
            var items = (await Get("matches", $"/api/referrals/{id}/matches?limit={Matches}"))!["items"]!.AsArray();
            if (items.Count == 0) throw new CannotMeasureException(
                "The load has used up all slots: measure for a shorter time.");
            var slot = (string)items[_chance.Next(items.Count)]!["slot"]!;
            if (await SendCommand(id, "offers", new { slots = new[] { slot } }) is not null) return slot;
            SlotsTaken++;
        }

        return keepGoing() ? throw new CannotMeasureException("Other callers took every matching slot.") : null;
    }

    private Task<JsonNode?> SendCommand(string id, string command, object body) =>
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

    /// <summary>Null when the slot was taken.</summary>
    private async Task<JsonNode?> Timed(string command, string path, Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await send(silos[Silo(path)]);
        var text = await answer.Content.ReadAsStringAsync();
        answered.Increment();
        Times.Add((command, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        if (answer.StatusCode == HttpStatusCode.Conflict && command == "offers") return null;
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)
            : throw new CannotMeasureException($"{command} answered {(int)answer.StatusCode}: {text}");
    }
}
