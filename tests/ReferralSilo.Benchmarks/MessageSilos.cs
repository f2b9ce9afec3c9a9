using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>Silos of one cluster in demo mode, each of which may be killed.</summary>
internal sealed class MessageSilos : IAsyncDisposable
{
    private const int MostTries = 20;

    private static readonly TimeSpan RequestWithin = TimeSpan.FromSeconds(20);

    private readonly string _database = PostgresServer.Shared.CreateDatabase();
    private readonly List<RunningProgram> _silos = [];
    private readonly HttpClient _http = new() { Timeout = RequestWithin };
    private readonly List<string> _metrics = [];
    private readonly ConcurrentBag<string> _referrals = [];
    private string _token = "";
    private int _next;

    public int Kills { get; private set; }

    /// <param name="transport">The settings of the way out.</param>
    public static async Task<MessageSilos> Start(int count, params (string Name, string Value)[] transport)
    {
        var run = new MessageSilos();
        for (var n = 0; n < count; n++)
        {
            var metrics = $"http://127.0.0.1:{FreePort.Next()}";
            run._metrics.Add(metrics);
            run._silos.Add(await RunningProgram.Start(run._database,
            [
                ("Orleans__TrustedNetwork", "true"), ("Messaging__Hours", "00:00-24:00"),
                ("PublicUrl", "http://127.0.0.1:9"), ("ReferralSilo__MetricsUrl", metrics), .. transport,
            ]));
        }

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

    /// <summary>An address and a token, for those who watch.</summary>
    public (Uri Address, string Token) Session => (_silos[0].Address, _token);

    /// <summary>Creates and accepts a referral; repeated with the same keys until a silo confirms it.</summary>
    /// <param name="to">The patient's number or mailbox.</param>
    public async Task<string> Accept(int n, string to, CancellationToken ct)
    {
        var id = await Create($"n{n}", "behavioral-health", "routine", to, ct);
        _referrals.Add(id);
        await Do(id, "accept", ct);
        return id;
    }

    public async Task<string> Create(string name, string line, string priority, string to, CancellationToken ct)
    {
        var kind = to.Contains('@') ? "email" : "sms";
        var created = await Post("/api/referrals", $"create-{name}", new
        {
            serviceLine = line, priority,
            reason = new { text = name, codes = new[] { new
                { system = "http://hl7.org/fhir/sid/icd-10-cm", code = "F41.0" } } },
            patient = new
            {
                givenName = "Dana", familyName = $"Okafor{name}", birthDate = "1988-04-12",
                location = new { country = "US", state = "CO" }, timeZone = "America/Denver", language = "en",
                phones = kind == "sms" ? new[] { to } : [], email = kind == "email" ? to : null,
                preferredChannel = kind,
            },
            consents = new[] { new { kind, given = true, how = "verbal", at = "2026-11-24T00:00:00Z" } },
        }, ct);
        return (string)created["id"]!;
    }

    /// <summary>Creates a service line without a rule of acceptance.</summary>
    public async Task CreateLine(string id)
    {
        var address = new Uri(_silos[0].Address, $"/api/service-lines/{id}");
        using var request = new HttpRequestMessage(HttpMethod.Put, address)
        {
            Content = JsonContent.Create(new { name = id, timeZone = "America/Denver" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public Task Do(string referral, string command, CancellationToken ct, object? body = null) =>
        Post($"/api/referrals/{referral}/{command}", $"{command}-{referral}", body ?? new { }, ct);

    /// <summary>Referrals of this run, each with the status of its message, and whether it may still change.</summary>
    public async Task<Dictionary<string, (string Status, bool IsOpen)>> Messages()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select referral, status, open from message_list where referral = any($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = _referrals.ToArray() });
        var found = new Dictionary<string, (string, bool)>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) found[rows.GetString(0)] = (rows.GetString(1), rows.GetInt64(2) == 1);
        return found;
    }

    /// <summary>The buckets of a histogram of all silos: how many values are at most so large.</summary>
    public async Task<SortedDictionary<double, double>> Buckets(string histogram)
    {
        var buckets = new SortedDictionary<double, double>();
        foreach (var metrics in _metrics)
            foreach (var line in (await _http.GetStringAsync(new Uri($"{metrics}/metrics"))).Split('\n'))
            {
                if (!line.StartsWith(histogram + "_bucket{", StringComparison.Ordinal)) continue;
                var most = line.Split("le=\"")[1].Split('"')[0];
                var at = most == "+Inf" ? double.PositiveInfinity : double.Parse(most, CultureInfo.InvariantCulture);
                var count = double.Parse(line.Split('}')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
                buckets[at] = buckets.GetValueOrDefault(at) + count;
            }

        return buckets;
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
        for (var i = 0; i < MostTries; i++)
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
