using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ReferralSilo.Cluster.Tests;

/// <summary>
/// Sends at a fixed rate whatever the answers do: new referrals and claims in turn, each with a key, to one silo after
/// the other. What fails is sent again, with the same key, to the next silo; what fails each time has failed.
/// </summary>
/// <param name="silos">Asked in turn.</param>
/// <param name="tries">How often a request is sent at most.</param>
/// <param name="family">Begins the family name of every patient it sends, so that they are told from others.</param>
/// <param name="rate">Requests a second.</param>
internal sealed class SteadyClient(IReadOnlyList<HttpClient> silos, int tries, string family,
    int rate = SteadyClient.Rate)
{
    private readonly ConcurrentQueue<string> _unclaimed = new();
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<Told> _told = new();
    private readonly List<Task> _sent = [];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private int _next, _retried;

    /// <summary>Requests a second, when nothing else is said.</summary>
    public const int Rate = 50;

    public string Family => family + _run[..8];

    /// <summary>Ids of acknowledged referrals, and whether a claim of it was acknowledged too.</summary>
    public IReadOnlyDictionary<string, bool> Acknowledged => _acknowledged;

    /// <summary>What failed each time it was sent.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Every answer that acknowledged something, in order; to be taken out by one reader.</summary>
    public ConcurrentQueue<Told> Told => _told;

    public int Sent => _sent.Count;

    public int Retried => _retried;

    /// <summary>While true nothing new is sent.</summary>
    public bool Pauses { get; set; }

    /// <summary>Runs until told to stop, then until all is answered.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        try
        {
            while (await pace.WaitForNextTickAsync(stop))
                if (!Pauses) _sent.Add(SendOne(_next++));
        }
        catch (OperationCanceledException)
        {
            // Told to stop: what was sent is still to be answered.
        }

        await Task.WhenAll(_sent);
    }

    private async Task SendOne(int number)
    {
        if (number % 2 == 1 && _unclaimed.TryDequeue(out var id))
        {
            if (await Acknowledges(number, $"/api/referrals/{id}/claim", new { }) is not null) _acknowledged[id] = true;
            return;
        }

        if (await Acknowledges(number, "/api/referrals", Referral(number)) is not { } created) return;
        _acknowledged[created] = false;
        _unclaimed.Enqueue(created);
    }

    /// <summary>The referral's id; null when it failed each time.</summary>
    private async Task<string?> Acknowledges(int number, string path, object body)
    {
        var errors = new List<string?>();
        for (var attempt = 0; attempt < tries; attempt++)
        {
            if (attempt == 1) Interlocked.Increment(ref _retried);
            var (id, error) = await Try(number, number + attempt, path, body);
            if (id is not null) return id;
            errors.Add(error);
        }

        _failed.Enqueue($"{path}: {string.Join("; ", errors)}");
        return null;
    }

    private async Task<(string? Id, string? Error)> Try(int number, int silo, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", $"{_run}-{number}");
        try
        {
            using var answer = await silos[silo % silos.Count].SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK)) return (null,
                $"{(int)answer.StatusCode} {text}");
            var referral = JsonDocument.Parse(text).RootElement;
            var id = referral.GetProperty("id").GetString()!;
            _told.Enqueue(new Told(id, referral.GetProperty("version").GetInt64(), Stopwatch.GetTimestamp()));
            return (id, null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return (null, e.Message);
        }
    }

    private object Referral(int number) => new
    {
        serviceLine = "behavioral-health",
        priority = "routine",
        reason = new { text = "Sleepless" },
        patient = new
        {
            givenName = $"Number {number}", familyName = Family, birthDate = "1980-01-02",
            location = new { country = "US", state = "CO" }, email = $"{Family}-{number}@example.org",
        },
    };
}

/// <summary>A client was told that a referral is at a version.</summary>
/// <param name="Id">Referral.</param>
/// <param name="Version">Its version.</param>
/// <param name="At">When, as a timestamp.</param>
internal sealed record Told(string Id, long Version, long At);
