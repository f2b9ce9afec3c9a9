using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Time from one client's POST to the row in another person's browser, by the clock of the same machine.
/// </summary>
internal static class DomBenchmark
{
    private const string Line = "behavioral-health";

    /// <summary>
    /// Referrals of the load on the board at any time; older ones are accepted, as nurses do all day.
    /// </summary>
    private const int Waiting = 60;

    /// <summary>Referrals sent one after the other before the measurement.</summary>
    private const int WarmUp = 100;

    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "rate", "seconds", "engine");
        var (rate, time, engine) = (options.Number("rate", 20), options.Seconds(30), options.Engine(Engine.Sqlite));
        await using var product = await Product.StartNew(engine);
        using var http = await product.Client();
        await using var screen = await DomScreen.Open(product.Address, $"/triage/{Line}");
        var load = new DomLoad(http);
        for (var n = 0; n < WarmUp; n++) await load.SendOne();
        load.Sent.Clear();

        var (before, cpu) = (await screen.Rows(), product.CpuSeconds);
        await Task.WhenAll(await Pace.PerSecond(rate, time, _ => load.SendOne()));
        var spent = product.CpuSeconds - cpu;
        Dictionary<string, double> seen = [];
        var rows = await screen.Rows();
        try
        {
            await Pace.Until("all rows were seen", SeenWithin, async () =>
                load.Sent.Keys.All((seen = await screen.Seen()).ContainsKey));
        }
        catch (CannotMeasureException)
        {
            // Rows that never appeared are reported as well.
        }

        double[] latencies =
            [.. load.Sent.Where(sent => seen.ContainsKey(sent.Key))
            .Select(sent => seen[sent.Key] - sent.Value.AskedAt)];
        Report.Row("rows on the board, before and after", [before, rows], "");
        Report.Row($"referrals sent, {rate} a second", [load.Sent.Count], "");
        Report.Row("rows seen", [latencies.Length], "");
        Report.Latency("POST until answered", [.. load.Sent.Values.Select(sent => sent.AnsweredAt - sent.AskedAt)]);
        Report.Latency("POST until the row is in the document", latencies);
        Report.Goal("<= 40 ms p50, <= 150 ms p99");
        Report.Row("CPU of the product for one referral", [spent * 1000 / load.Sent.Count], "ms");
        if (latencies.Length == 0) throw new CannotMeasureException("The screen has shown none of them.");
    }

    private sealed class DomLoad(HttpClient http)
    {
        private readonly ConcurrentQueue<string> _waiting = new();
        private int _count;

        /// <summary>By referral: Unix milliseconds when its POST began and when it was answered.</summary>
        public ConcurrentDictionary<string, (double AskedAt, double AnsweredAt)> Sent { get; } = new();

        public async Task SendOne()
        {
            var name = $"Dom{Interlocked.Increment(ref _count)}";
            var askedAt = Now();
            using var answer = await http.PostAsJsonAsync("/api/referrals", JobData.Referral(Line, "urgent", name));
            var text = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode) throw new CannotMeasureException(
                $"POST answered {(int)answer.StatusCode}: {text}");
            var id = (string)JsonNode.Parse(text)!["id"]!;
            Sent[id] = (askedAt, Now());
            _waiting.Enqueue(id);
            if (_waiting.Count > Waiting && _waiting.TryDequeue(out var oldest))
                using (await http.PostAsJsonAsync($"/api/referrals/{oldest}/accept", new { })) { }
        }

        private static double Now() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    }
}
