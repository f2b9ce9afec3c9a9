using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Time from a POST at one of three fresh silos to the row at a watcher of each silo. The first command of each silo
/// counts like all others: after a restart it is the one for which a nurse waits.
/// </summary>
internal static class AcrossBenchmark
{
    private const string Line = "behavioral-health";
    private const double Late = 200;

    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "rate", "seconds", "silos");
        var (rate, time, silos) = (options.Number("rate", 15), options.Seconds(67), options.Number("silos", 3));
        await using var cluster = await Cluster.StartNew(silos, PostgresServer.Shared);
        var watchers = await Task.WhenAll(cluster.Clients.Select(Watcher.Start));
        try
        {
            var sent = new ConcurrentDictionary<string, double>();
            await Task.WhenAll(await Pace.PerSecond(rate, time, n => Send(cluster.Clients[n % silos], n, sent)));
            try
            {
                await Pace.Until("all rows were seen", SeenWithin, () =>
                    Task.FromResult(watchers.All(w => sent.Keys.All(w.Seen.ContainsKey))));
            }
            catch (CannotMeasureException)
            {
                // Rows that never appeared are reported as well.
            }

            var pushes = watchers.SelectMany(w => sent.Where(s => w.Seen.ContainsKey(s.Key))
                .Select(s => w.Seen[s.Key] - s.Value)).ToList();
            Report.Row($"referrals, {rate} a second at {silos} silos in turn", [sent.Count], "");
            Report.Row("pushes lost", [(sent.Count * watchers.Length) - pushes.Count], "");
            Report.Latency("POST until the push at a watcher of each silo", pushes);
            Report.Goal("<= 100 ms p99, lost 0");
            Report.Row($"later than {Late} ms, %", [100.0 * pushes.Count(p => p > Late) / pushes.Count], "");
            Report.Goal("<= 0.5 %");
            Report.Row("the latest", [pushes.Max()], "ms");
            var first = sent.OrderBy(s => s.Value).Take(silos).Select(s => s.Key);
            Report.Row("the first at each silo, at the slowest watcher", [.. first.Select(id =>
                watchers.Max(w => w.Seen.GetValueOrDefault(id, double.NaN)) - sent[id])], "ms");
        }
        finally
        {
            foreach (var watcher in watchers) await watcher.DisposeAsync();
        }
    }

    private static async Task Send(HttpClient http, int n, ConcurrentDictionary<string, double> sent)
    {
        var askedAt = Now();
        using var answer = await http.PostAsJsonAsync("/api/referrals", JobData.Referral(Line, "urgent", $"Across{n}"));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new CannotMeasureException($"POST answered {(int)answer.StatusCode}: {text}");
        sent[(string)JsonNode.Parse(text)!["id"]!] = askedAt;
    }

    private static double Now() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>A client that watches the board at one silo.</summary>
    private sealed class Watcher(HubConnection hub) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private Task _reading = Task.CompletedTask;

        /// <summary>By referral: Unix milliseconds when its row arrived.</summary>
        public ConcurrentDictionary<string, double> Seen { get; } = new();

        public static async Task<Watcher> Start(HttpClient http)
        {
            var token = http.DefaultRequestHeaders.Authorization!.Parameter;
            var hub = new HubConnectionBuilder().WithUrl(new Uri(http.BaseAddress!, "/hubs/boards"), to =>
                to.AccessTokenProvider = () => Task.FromResult(token)).Build();
            await hub.StartAsync();
            var watcher = new Watcher(hub);
            var first = new TaskCompletionSource();
            watcher._reading = watcher.Read(first);
            await first.Task.WaitAsync(SeenWithin);
            return watcher;
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await hub.DisposeAsync();
            try
            {
                await _reading;
            }
            catch (Exception e) when (e is OperationCanceledException or HubException)
            {
                // The stream ends with its connection.
            }

            _end.Dispose();
        }

        private async Task Read(TaskCompletionSource first)
        {
            await foreach (var frame in hub.StreamAsync<JsonElement>("Watch", $"triage/{Line}", null, _end.Token))
            {
                var at = Now();
                foreach (var row in frame.GetProperty("upserts").EnumerateArray())
                    Seen.TryAdd(row.GetProperty("key").GetString()!, at);
                first.TrySetResult();
            }
        }
    }
}
