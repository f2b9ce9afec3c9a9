using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Screens on every silo while silos die and leave: they say so when they are behind, and end equal to the store (I8, I9).</summary>
[Collection(ThreeSilos.Name)]
public sealed class BoardsAcrossSilosTests(ThreeSilos cluster, ITestOutputHelper output)
{
    private const string Line = "behavioral-health";

    /// <summary>Of I8: from the recovery to a screen that equals the store.</summary>
    private static readonly TimeSpan ConvergesWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Screens_on_all_silos_outlive_the_silo_of_their_board_and_equal_the_store()
    {
        using var stop = new CancellationTokenSource();
        var clinician = (string)(await Get("/api/clinicians?limit=1"))["items"]![0]!["id"]!;
        var referral = (string)(await Get($"/api/referrals?serviceLine={Line}&stage=received&limit=1"))["items"]![0]!["id"]!;
        string[] boards = [$"triage/{Line}", $"desk/{Line}", $"schedule/{clinician}", "wallboard", $"referral/{referral}"];
        var watchers = boards.SelectMany(board => Enumerable.Range(0, 3).Select(silo => new Watcher(cluster, board, silo))).ToList();
        var triage = watchers.FindAll(w => w.Board == boards[0]);
        var client = new SteadyClient(cluster.Clients, 5, "Watched", rate: 20);
        var honest = new HonestScreens(triage, client);
        var running = watchers.Select(w => w.Run(stop.Token)).Append(honest.Run(stop.Token)).ToList();
        await Eventually.Is("all screens are live", () => watchers.All(w => w.IsLive));
        var sending = client.Run(stop.Token);

        var moved = 0;
        for (var silo = 0; silo < 3 && moved == 0; silo++)
        {
            var epochs = boards.ToDictionary(b => b, b => watchers.First(w => w.Board == b).Epoch);
            await cluster.Silos[silo].Kill();
            await Decide(referral, $"kill {silo}");
            await cluster.Silos[silo].Begin();
            await Converge(watchers, client);
            moved = triage.Any(w => w.Epoch != epochs[boards[0]]) ? 1 : 0;
            output.WriteLine($"Silo {silo} was killed; boards that moved: {string.Join(", ", boards.Where(b => watchers.First(w => w.Board == b).Epoch != epochs[b]))}");
        }

        Assert.Equal(1, moved);
        Assert.Equal(0, await cluster.Silos[2].End("TERM"));
        await Decide(referral, "leave");
        await cluster.Silos[2].Begin();
        await Converge(watchers, client);
        await stop.CancelAsync();
        await Task.WhenAll([.. running, sending]);

        output.WriteLine($"{client.Acknowledged.Count} referrals; a screen lacked a change for {honest.Longest.TotalSeconds:0.0} s at most");
        foreach (var ends in watchers.SelectMany(w => w.Ends).GroupBy(e => e)) output.WriteLine($"streams ended {ends.Count()} x {ends.Key}");
        Assert.Empty(client.Failed);
        Assert.All(watchers, w => Assert.Null(w.Gap));
        Assert.Empty(honest.Lies);
    }

    /// <summary>Something for the boards of one referral, of the desk and of the schedule to show, while a silo is away.</summary>
    private async Task Decide(string referral, string key)
    {
        await Send($"/api/referrals/{referral}/prioritize", new { priority = key.GetHashCode(StringComparison.Ordinal) % 2 == 0 ? "asap" : "urgent", reason = key }, key);
        var waiting = (string)(await Get($"/api/referrals?serviceLine={Line}&stage=waiting&limit=1"))["items"]![0]!["id"]!;
        var slot = (string)(await Get($"/api/referrals/{waiting}/matches?limit=1"))["items"]![0]!["slot"]!;
        await Send($"/api/referrals/{waiting}/book", new { slot }, key + " book");
    }

    /// <summary>Every screen is live and equals a fresh snapshot, and triage and desk the ledger's own rows.</summary>
    private async Task Converge(List<Watcher> watchers, SteadyClient client)
    {
        using var end = new CancellationTokenSource();
        var fresh = watchers.DistinctBy(w => w.Board).ToDictionary(w => w.Board, w => new Watcher(cluster, w.Board, 1));
        var running = fresh.Values.Select(w => w.Run(end.Token)).ToList();
        var differs = "";
        try
        {
            await Eventually.Is("every screen equals the store", async () =>
            {
                differs = watchers.Find(w => !w.IsLive || w.Text != fresh[w.Board].Text)?.Board ?? "";
                if (differs.Length > 0) return false;
                var stored = await Stored();
                differs = Differs("triage", stored, fresh) ?? Differs("desk", stored, fresh) ?? "";
                return differs.Length == 0;
            }, ConvergesWithin);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} {differs}; {client.Acknowledged.Count} acknowledged");
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private static string? Differs(string kind, Dictionary<string, (string Board, long Version)> stored, Dictionary<string, Watcher> fresh)
    {
        var shown = fresh[$"{kind}/{Line}"].Rows.Where(r => !r.Key.StartsWith("clinician:", StringComparison.Ordinal))
            .ToDictionary(r => r.Key, r => r.Value.GetProperty("version").GetInt64());
        var rows = stored.Where(s => s.Value.Board == kind).ToDictionary(s => s.Key, s => s.Value.Version);
        var odd = rows.Where(r => shown.GetValueOrDefault(r.Key) != r.Value).Select(r => $"{r.Key} is {shown.GetValueOrDefault(r.Key)} and not {r.Value}")
            .Concat(shown.Keys.Except(rows.Keys).Select(k => $"{k} is shown")).FirstOrDefault();
        return odd is null ? null : $"{kind}: {odd}";
    }

    /// <summary>The open referrals of the line, from the database's rows.</summary>
    private async Task<Dictionary<string, (string Board, long Version)>> Stored()
    {
        Dictionary<string, (string, long)> rows = [];
        string? cursor = null;
        do
        {
            var page = await Get($"/api/referrals?serviceLine={Line}&limit=200" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"));
            foreach (var item in page["items"]!.AsArray())
            {
                var stage = (string)item!["stage"]!;
                if (stage != "closed") rows[(string)item["id"]!] = (stage is "received" or "information-requested" ? "triage" : "desk", (long)item["version"]!);
            }

            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return rows;
    }

    private async Task<JsonNode> Get(string path)
    {
        JsonNode? answer = null;
        await Eventually.Is($"GET {path} is answered", async () => (answer = await Try(c => c.GetAsync(path))) is not null);
        return answer!;
    }

    private Task Send(string path, object body, string key) => Eventually.Is($"POST {path} is answered", async () => await Try(async client =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }) is not null);

    /// <summary>Asks one silo after the other; null when none answers well.</summary>
    private async Task<JsonNode?> Try(Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        foreach (var client in cluster.Clients)
        {
            try
            {
                using var answer = await ask(client);
                if (answer.IsSuccessStatusCode) return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
                output.WriteLine($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
            {
                // That silo is away: the next is asked.
            }
        }

        return null;
    }
}
