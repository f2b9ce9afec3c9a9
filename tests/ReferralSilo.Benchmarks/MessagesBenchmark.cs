using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ReferralSilo.Messaging.Tests.Sms;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Accepted referrals whose first text goes through a gateway that takes each text and loses some of its answers, while
/// silos are killed and started again. Each referral has its own number, so every text more or less than one for a
/// number is a fault: duplicates and lost ones must be 0.
/// </summary>
internal static class MessagesBenchmark
{
    /// <summary>A submission that was never made is sent again after three minutes, and asked for ten.</summary>
    private static readonly TimeSpan SettledWithin = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan RequestWithin = TimeSpan.FromSeconds(20);

    /// <summary>Statuses of messages that are not settled.</summary>
    private static readonly string[] Waiting = ["planned", "due", "deferred", "submitting", Unknown];

    private const string Unknown = "unknown";

    private const int Tries = 20;

    /// <summary>Numbers of one exchange.</summary>
    private const int PerExchange = 10_000;

    private const int FirstExchange = 666;

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "sends", "silos", "lose", "kill", "conc", "seed");
        var (sends, silos, lose) =
            (options.Number("sends", 10_000), options.Number("silos", 3), options.Number("lose", 5));
        var (kill, callers) = (options.Number("kill", 20), options.Number("conc", 16));
        var random = new Random(options.Number("seed", 1));
        await using var gateway = await GatewayOnLoopback.Start();
        var lost = 0;
        gateway.AfterAccepting = http =>
        {
            bool loses;
            lock (random) loses = random.Next(100) < lose;
            if (!loses) return Task.FromResult(false);
            Interlocked.Increment(ref lost);
            return GatewayOnLoopback.Abort(http);
        };
        await using var run = await Silos.Start(silos, gateway.Url);
        var started = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource();
        var killing = run.KillAndRestart(TimeSpan.FromSeconds(kill), random, end.Token);
        var accepted = new ConcurrentDictionary<string, long>();
        await Parallel.ForAsync(0, sends, new ParallelOptions { MaxDegreeOfParallelism = callers }, async (n, ct) =>
        {
            await run.Accept(n, NumberOf(n), ct);
            accepted[NumberOf(n)] = Stopwatch.GetTimestamp();
        });
        Report.Row("accepted referrals", [sends / Stopwatch.GetElapsedTime(started).TotalSeconds], "/s");
        await Pace.Until("every text has its outcome", SettledWithin, async () =>
        {
            await Pace.Wait(TimeSpan.FromSeconds(1));
            var now = await run.Statuses();
            return now.Values.Sum() >= sends && !now.Keys.Any(k => Waiting.Contains(k.Status) && k.IsOpen);
        });
        await end.CancelAsync();
        await killing;

        // The demo has patients of its own; only the numbers of this run are counted.
        var perNumber = gateway.Texts.Where(t => accepted.ContainsKey(t.To)).GroupBy(t => t.To)
            .ToDictionary(g => g.Key, g => g.Count());
        Report.Row("killed silos", [run.Kills], "");
        Report.Row("lost answers", [lost], "");
        Report.Row("texts", [perNumber.Values.Sum()], "");
        Report.Row("duplicates (must be 0)", [perNumber.Values.Sum(n => n - 1)], "");
        Report.Row("lost texts (must be 0)", [accepted.Keys.Count(n => !perNumber.ContainsKey(n))], "");
        var outcomes = await run.Statuses();
        foreach (var status in outcomes.GroupBy(o => o.Key.Status, o => o.Value).OrderBy(g => g.Key))
            Report.Row(status.Key == Unknown ? "not proven" : $"messages {status.Key}", [status.Sum()], "");
        Report.Row("from the start to the last outcome", [Stopwatch.GetElapsedTime(started).TotalSeconds], "s");
    }

    private static string NumberOf(int n) => string.Create(CultureInfo.InvariantCulture,
        $"+1303{FirstExchange + n / PerExchange}{n % PerExchange:D4}");

    /// <summary>Silos of one cluster in demo mode, each of which may be killed.</summary>
    private sealed class Silos : IAsyncDisposable
    {
        private readonly string _database = PostgresServer.Shared.CreateDatabase();
        private readonly List<RunningProgram> _silos = [];
        private readonly HttpClient _http = new() { Timeout = RequestWithin };
        private readonly ConcurrentBag<string> _referrals = [];
        private string _token = "";
        private int _next;

        public int Kills { get; private set; }

        public static async Task<Silos> Start(int count, string gateway)
        {
            var run = new Silos();
            for (var n = 0; n < count; n++)
                run._silos.Add(await RunningProgram.Start(run._database, ("Orleans__TrustedNetwork", "true"),
                    ("Messaging__Sms__Url", gateway), ("Messaging__Sms__Account", GatewayOnLoopback.Account),
                    ("Messaging__Sms__Token", GatewayOnLoopback.Token), ("Messaging__Sms__From", "+13035550100"),
                    ("Messaging__Hours", "00:00-24:00"), ("PublicUrl", "http://127.0.0.1:9")));
            run._token = await run.SignIn();
            return run;
        }

        /// <summary>Kills one silo after another, each at a random moment, and starts it again.</summary>
        public async Task KillAndRestart(TimeSpan every, Random random, CancellationToken ct)
        {
            while (!ct.IsCancellationRequested)
            {
                double part;
                int which;
                lock (random) (part, which) = (random.NextDouble(), random.Next(_silos.Count));
                try
                {
                    await Task.Delay(every * (0.5 + part), ct);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                await _silos[which].Kill();
                Kills++;
                await _silos[which].Begin();
            }
        }

        /// <summary>Creates and accepts a referral; repeated with the same keys until a silo confirms it.</summary>
        public async Task Accept(int n, string number, CancellationToken ct)
        {
            var created = await Post("/api/referrals", $"create-{n}", new
            {
                serviceLine = "behavioral-health", priority = "routine",
                reason = new { text = "Low mood", codes = new[] { new
                    { system = "http://hl7.org/fhir/sid/icd-10-cm", code = "F41.0" } } },
                patient = new
                {
                    givenName = "Dana", familyName = $"Okafor{n}", birthDate = "1988-04-12",
                    location = new { country = "US", state = "CO" }, timeZone = "America/Denver", language = "en",
                    phones = new[] { number }, preferredChannel = "sms",
                },
                consents = new[] { new { kind = "sms", given = true, how = "verbal", at = "2026-11-24T00:00:00Z" } },
            }, ct);
            var id = (string)created["id"]!;
            _referrals.Add(id);
            await Post($"/api/referrals/{id}/accept", $"accept-{n}", new { }, ct);
        }

        /// <summary>Counts the messages of the referrals of this run.</summary>
        public async Task<Dictionary<(string Status, bool IsOpen), long>> Statuses()
        {
            await using var connection = new NpgsqlConnection(_database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select status, open, count(*) from message_list where referral = any($1) group by status, open",
                connection);
            command.Parameters.Add(new NpgsqlParameter { Value = _referrals.ToArray() });
            var counts = new Dictionary<(string, bool), long>();
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                counts[(rows.GetString(0), rows.GetInt64(1) == 1)] = rows.GetInt64(2);
            return counts;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var silo in _silos) await silo.DisposeAsync();
            _http.Dispose();
            PostgresServer.Shared.DropDatabase(_database);
        }

        private async Task<JsonNode> Post(string path, string key, object body, CancellationToken ct)
        {
            var last = "no answer";
            for (var i = 0; i < Tries; i++)
            {
                var silo = _silos[Interlocked.Increment(ref _next) % _silos.Count];
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo.Address, path))
                {
                    Content = JsonContent.Create(body),
                };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
                request.Headers.Add("Idempotency-Key", key);
                try
                {
                    using var answer = await _http.SendAsync(request, ct);
                    last = await answer.Content.ReadAsStringAsync(ct);
                    if (answer.IsSuccessStatusCode) return JsonNode.Parse(last)!;
                    if ((int)answer.StatusCode < 500) break;
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException
                    && !ct.IsCancellationRequested)
                {
                    last = e.Message;
                }

                await Pace.Wait(TimeSpan.FromSeconds(0.5));
            }

            throw new CannotMeasureException($"{path} was not accepted: {last}");
        }

        private async Task<string> SignIn()
        {
            using var answer = await _http.PostAsync(new Uri(_silos[0].Address, "/connect/token"),
                new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials", ["client_id"] = "demo-client",
                    ["client_secret"] = "demo-secret",
                }));
            answer.EnsureSuccessStatusCode();
            return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
        }
    }
}
