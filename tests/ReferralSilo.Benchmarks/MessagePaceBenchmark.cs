using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ReferralSilo.Messaging.Tests.Sms;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Texts at a fixed rate beside creates at a fixed rate, after the same creates without texts. The wait from the claim
/// of a text to the call of the gateway is read from the metrics of the silos; the delay of the boards is the time from
/// the POST of an urgent referral to its row at a subscriber.
/// </summary>
internal static class MessagePaceBenchmark
{
    private const string Line = "bench-watched";

    private const string Wait = "referralsilo_messages_submission_wait_seconds";

    private const int Preparers = 32;

    private static readonly TimeSpan FirstFrameWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettledWithin = TimeSpan.FromMinutes(5);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "seconds", "rate", "creates", "silos");
        var (time, rate, creates) =
            (options.Seconds(600), options.Number("rate", 100), options.Number("creates", 20));
        await using var gateway = await GatewayOnLoopback.Start();
        await using var run = await MessageSilos.Start(options.Number("silos", 1),
            MessagesBenchmark.TextsOf(gateway));
        await run.CreateLine(Line);
        var referrals = new ConcurrentQueue<string>();
        await Parallel.ForAsync(0, (int)(time.TotalSeconds * rate),
            new ParallelOptions { MaxDegreeOfParallelism = Preparers }, async (n, ct) => referrals.Enqueue(
                await run.Create($"text{n}", "behavioral-health", "routine", MessagesBenchmark.NumberOf(n), ct)));

        var board = new Board();
        await using var watcher = await board.Watch(run);
        var without = await Create(run, board, creates, time, "before");
        var texts = gateway.Texts.Count;
        var sending = Pace.PerSecond(rate, time, async _ =>
        {
            if (referrals.TryDequeue(out var id)) await run.Do(id, "accept", CancellationToken.None);
        });
        var with = await Create(run, board, creates, time, "beside");
        await Task.WhenAll(await sending);
        var expected = texts + (int)(time.TotalSeconds * rate) - referrals.Count;
        await Pace.Until("all texts left", SettledWithin, () => Task.FromResult(gateway.Texts.Count >= expected));

        // The demo has patients of its own; only the numbers of this run are counted.
        var own = Enumerable.Range(0, (int)(time.TotalSeconds * rate)).Select(MessagesBenchmark.NumberOf).ToHashSet();
        var received = gateway.Texts.Where(t => own.Contains(t.To)).GroupBy(t => t.To).ToList();
        Report.Row("texts", [received.Count], "");
        Report.Row("duplicates (must be 0)", [received.Sum(g => g.Count() - 1)], "");
        Report.Row("from the claim to the call of the gateway, p99 (at most 2)",
            [Percentile(await run.Buckets(Wait), 0.99)], "s");
        Report.Latency("rows of boards without texts", without);
        Report.Latency("rows of boards beside texts", with);
        Report.Ratio(Report.Percentile(with, 0.99) / Report.Percentile(without, 0.99), "goal <= 2.0");
    }

    /// <summary>Milliseconds from the POST to the row. Each referral is withdrawn and closed when its row was
    /// seen, so that the board stays small.</summary>
    private static async Task<IReadOnlyCollection<double>> Create(MessageSilos run, Board board, int rate,
        TimeSpan time, string phase)
    {
        board.Seen.Clear();
        await Task.WhenAll(await Pace.PerSecond(rate, time, async n =>
        {
            var name = $"{phase}{n}";
            board.Sent[name] = Stopwatch.GetTimestamp();
            var id = await run.Create(name, Line, "urgent", "+13035550123", CancellationToken.None);
            await run.Do(id, "withdraw", CancellationToken.None, new { reason = "Made to be counted" });
            await run.Do(id, "close", CancellationToken.None);
        }));
        return [.. board.Seen];
    }

    /// <summary>The least boundary that so large a part of the values does not exceed.</summary>
    private static double Percentile(SortedDictionary<double, double> buckets, double part) =>
        buckets.Count == 0 ? double.NaN : buckets.First(b => b.Value >= buckets.Values.Max() * part).Key;

    /// <summary>A subscriber of the board of the line.</summary>
    private sealed class Board
    {
        /// <summary>When each referral was sent, by its reason.</summary>
        public ConcurrentDictionary<string, long> Sent { get; } = [];

        /// <summary>Milliseconds to the row.</summary>
        public ConcurrentBag<double> Seen { get; } = [];

        public async Task<HubConnection> Watch(MessageSilos run)
        {
            var (address, token) = run.Session;
            var hub = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/boards"), options =>
                options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
            await hub.StartAsync();
            var first = new TaskCompletionSource();
            _ = Follow(hub, first);
            await first.Task.WaitAsync(FirstFrameWithin);
            return hub;
        }

        private async Task Follow(HubConnection hub, TaskCompletionSource first)
        {
            try
            {
                await foreach (var frame in hub.StreamAsync<JsonElement>("Watch", $"triage/{Line}", null))
                {
                    foreach (var row in frame.GetProperty("upserts").EnumerateArray())
                        if (row.GetProperty("reason").GetString() is { } name && Sent.TryRemove(name, out var at))
                            Seen.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                    first.TrySetResult();
                }
            }
            catch (Exception e) when (e is HubException or IOException or OperationCanceledException
                or InvalidOperationException or System.Net.WebSockets.WebSocketException)
            {
                // The run is over; rows that are missing before its end are not in the figures.
                first.TrySetException(e);
            }
        }
    }
}
