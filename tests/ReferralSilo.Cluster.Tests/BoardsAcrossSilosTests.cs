using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>
/// Screens on every silo while silos die and leave: no screen that shows "live" is behind (I9), and in the end every
/// screen equals the store (I8).
/// </summary>
[Collection(ThreeSilos.Name)]
public sealed class BoardsAcrossSilosTests(ThreeSilos cluster, ITestOutputHelper output)
{
    private const string Line = "behavioral-health";

    /// <summary>Limit of I8: from recovery until a screen equals the store.</summary>
    private static readonly TimeSpan ConvergesWithin = TimeSpan.FromSeconds(10);

    private int _answers;

    [Fact]
    public Task Screens_stay_correct_when_the_silo_of_their_board_is_killed_and_another_leaves() =>
        WithScreens("Killed", async (screens, client) =>
    {
        await Disrupt(screens, client, async silo =>
        {
            await silo.Kill();
            await MakeChanges(screens);
        });

        Assert.Equal(0, await cluster.Silos[2].End("TERM"));
        await MakeChanges(screens);
        await cluster.Silos[2].Begin();
        await Converge(screens, client);
    });

    [Fact]
    public Task Screens_stay_correct_when_a_silo_is_frozen_and_comes_back() =>
        WithScreens("Frozen", (screens, client) => Disrupt(screens, client, async silo =>
        {
            var deadBefore = await CountDeadSilos();
            await silo.Signal("STOP");
            await Eventually.Is("the frozen silo is voted out", async () => await CountDeadSilos() > deadBefore);
            await MakeChanges(screens);
            await silo.Signal("CONT");
            await Eventually.Is("the frozen silo notices that it was voted out and ends", () => silo.HasEnded);
        }));

    [Fact]
    public async Task A_WebSocket_negotiated_with_one_silo_is_accepted_by_another()
    {
        using var answer = await cluster.Clients[0].PostAsync("/hubs/boards/negotiate?negotiateVersion=1", null);
        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["connectionToken"]!;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + cluster.Token);
        var hub = new UriBuilder(cluster.Silos[1].Address) { Scheme = "ws", Path = "/hubs/boards",
            Query = $"id={Uri.EscapeDataString((string)token!)}" }.Uri;

        await socket.ConnectAsync(hub, CancellationToken.None);
        await socket.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text,
            true, CancellationToken.None);
        var received = new byte[16];
        var result = await socket.ReceiveAsync(received, CancellationToken.None);

        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(received, 0, result.Count));
    }

    /// <summary>Runs one screen of each board per silo, while new referrals arrive.</summary>
    private async Task WithScreens(string family, Func<Screens, SteadyClient, Task> act)
    {
        using var stop = new CancellationTokenSource();
        var clinician = (string)(await Get("/api/clinicians?limit=1"))["items"]![0]!["id"]!;
        var referral =
            (string)(await Get($"/api/referrals?serviceLine={Line}&stage=received&limit=1"))["items"]![0]!["id"]!;
        string[] boards =
            [$"triage/{Line}", $"desk/{Line}", $"schedule/{clinician}", "wallboard", $"referral/{referral}"];
        var screens = new Screens(cluster, boards, referral);
        var client = new SteadyClient(cluster.Clients, 5, family, rate: 20);
        var liveness = new LivenessMonitor(screens.Of($"triage/{Line}"), client);
        var running = screens.All.Select(w => w.Run(stop.Token)).Append(liveness.Run(stop.Token)).ToList();
        await Eventually.Is("all screens are live", () => screens.All.All(w => w.IsLive));
        var sending = client.Run(stop.Token);

        await act(screens, client);
        await stop.CancelAsync();
        await Task.WhenAll([.. running, sending]);
        output.WriteLine($"{client.Acknowledged.Count} referrals; a screen lacked a change for "
            + $"{liveness.Longest.TotalSeconds:0.0} s at most");
        foreach (var ends in screens.All.SelectMany(w => w.EndReasons).GroupBy(e => e))
            output.WriteLine($"streams ended {ends.Count()} x {ends.Key}");
        foreach (var violation in liveness.Violations.Take(20)) output.WriteLine(violation);
        Assert.Empty(client.Failed);
        Assert.All(screens.All, w => Assert.Null(w.Gap));
        Assert.Empty(liveness.Violations);
    }

    /// <summary>Disrupts one silo after the other until the board has moved; each silo is started again.</summary>
    private async Task Disrupt(Screens screens, SteadyClient client, Func<RunningProgram, Task> disrupt)
    {
        foreach (var silo in cluster.Silos)
        {
            _answers = cluster.Silos.TakeWhile(s => s != silo).Count() + 1;
            var epochs = screens.Epochs();
            var started = Stopwatch.GetTimestamp();
            await disrupt(silo);
            var disrupted = Stopwatch.GetElapsedTime(started);
            await silo.Begin();
            var restarted = Stopwatch.GetElapsedTime(started);
            await Converge(screens, client);
            output.WriteLine($"Disrupted {disrupted.TotalSeconds:0.0} s, running {restarted.TotalSeconds:0.0} s, "
                + $"equal {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
            var moved = screens.Epochs().Except(epochs).Select(e => e.Board).ToList();
            output.WriteLine($"Boards that moved: {string.Join(", ", moved)}");
            if (moved.Contains($"triage/{Line}")) return;
        }

        Assert.Fail("The board was on none of the disrupted silos.");
    }

    /// <summary>Changes a referral, the desk and a schedule while a silo is away.</summary>
    private async Task MakeChanges(Screens screens)
    {
        await Send($"/api/referrals/{screens.Referral}/claim", new { });
        var waiting =
            (string)(await Get($"/api/referrals?serviceLine={Line}&stage=waiting&limit=1"))["items"]![0]!["id"]!;
        var slot = (string)(await Get($"/api/referrals/{waiting}/matches?limit=1"))["items"]![0]!["slot"]!;
        await Send($"/api/referrals/{waiting}/book", new { slot });
    }

    /// <summary>
    /// Waits until every screen is live and equals a fresh snapshot, and triage and desk equal the ledger.
    /// </summary>
    private async Task Converge(Screens screens, SteadyClient client)
    {
        client.IsPaused = true;
        using var end = new CancellationTokenSource();
        var fresh = screens.Boards.ToDictionary(b => b, b => new Watcher(cluster, b, 1));
        var running = fresh.Values.Select(w => w.Run(end.Token)).ToList();
        var differs = "";
        try
        {
            await Eventually.Is("every screen equals the store", async () =>
            {
                differs = screens.All.FirstOrDefault(w => !w.IsLive || w.Text != fresh[w.Board].Text)?.Board ?? "";
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
            client.IsPaused = false;
        }
    }

    private static string? Differs(string kind, Dictionary<string, (string Board, long Version)> stored,
        Dictionary<string, Watcher> fresh)
    {
        var (all, more) = fresh[$"{kind}/{Line}"].Shown;
        var shown = all.Where(r => !r.Key.StartsWith("clinician:", StringComparison.Ordinal))
            .ToDictionary(r => r.Key, r => r.Value.GetProperty("version").GetInt64());
        var rows = stored.Where(s => s.Value.Board == kind).ToDictionary(s => s.Key, s => s.Value.Version);
        var without = rows.Keys.Except(shown.Keys).Count();
        if (without != more) return $"{kind}: {without} have no row and {more} are counted";
        var difference = rows.Where(r => shown.TryGetValue(r.Key, out var version) && version != r.Value)
            .Select(r => $"{r.Key} is {shown[r.Key]} and not {r.Value}")
            .Concat(shown.Keys.Except(rows.Keys).Select(k => $"{k} is shown")).FirstOrDefault();
        return difference is null ? null : $"{kind}: {difference}";
    }

    /// <summary>Open referrals of the line, from the rows of the database.</summary>
    private async Task<Dictionary<string, (string Board, long Version)>> Stored()
    {
        Dictionary<string, (string, long)> rows = [];
        string? cursor = null;
        do
        {
            var page = await Get($"/api/referrals?serviceLine={Line}&limit=200"
                + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"));
            foreach (var item in page["items"]!.AsArray())
            {
                var stage = (string)item!["stage"]!;
                if (stage != "closed") rows[(string)item["id"]!] =
                    (stage is "received" or "information-requested" ? "triage" : "desk", (long)item["version"]!);
            }

            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return rows;
    }

    /// <summary>Number of silos that were voted out or left, ever.</summary>
    private async Task<long> CountDeadSilos()
    {
        await using var connection = new NpgsqlConnection(cluster.Database);
        await connection.OpenAsync();
        await using var command =
            new NpgsqlCommand("select count(*) from orleansmembershiptable where status = 6", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<JsonNode> Get(string path)
    {
        JsonNode? answer = null;
        await Eventually.Is($"GET {path} is answered", async () =>
            (answer = await Try(c => c.GetAsync(path))) is not null);
        return answer!;
    }

    private async Task Send(string path, object body)
    {
        var key = Guid.NewGuid().ToString("N");
        await Eventually.Is($"POST {path} is answered", async () =>
            await Try(client => Post(client, path, body, key)) is not null);
    }

    private static async Task<HttpResponseMessage> Post(HttpClient client, string path, object body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    /// <summary>Tries the silos in turn, beginning with the last one that answered; null when none succeeds.</summary>
    private async Task<JsonNode?> Try(Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        for (var i = 0; i < cluster.Clients.Count; i++, _answers++)
        {
            try
            {
                using var answer = await ask(cluster.Clients[_answers % cluster.Clients.Count]);
                if (answer.IsSuccessStatusCode) return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
                output.WriteLine($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode} "
                    + $"{await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
            {
                // This silo is away: try the next one.
            }
        }

        return null;
    }
}
