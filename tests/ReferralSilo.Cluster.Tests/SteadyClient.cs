using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ReferralSilo.Cluster.Tests;

/// <summary>
/// Sends at a fixed rate, independent of the answers: new referrals and claims in turn, each with a key, to the silos
/// in turn. A failed request is sent again with the same key to the next silo; after the last try it counts as failed.
/// </summary>
/// <param name="silos">Clients, used in turn.</param>
/// <param name="tries">Number of times a request is sent at most.</param>
/// <param name="family">Prefix of the family name of every patient, to recognize them.</param>
/// <param name="rate">Requests per second.</param>
internal sealed class SteadyClient(IReadOnlyList<HttpClient> silos, int tries, string family,
    int rate = SteadyClient.Rate)
{
    private readonly ConcurrentQueue<string> _unclaimed = new();
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<Acknowledgement> _acknowledgements = new();
    private readonly List<Task> _sent = [];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private int _next, _retried;

    /// <summary>Default rate, requests per second.</summary>
    public const int Rate = 50;

    public string Family => family + _run[..8];

    /// <summary>Ids of acknowledged referrals, and whether a claim was acknowledged too.</summary>
    public IReadOnlyDictionary<string, bool> Acknowledged => _acknowledged;

    /// <summary>Requests that failed in every try.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Every acknowledgement, in order; taken out by a single reader.</summary>
    public ConcurrentQueue<Acknowledgement> Acknowledgements => _acknowledgements;

    public int Sent => _sent.Count;

    public int Retried => _retried;

    /// <summary>While true, no new request is sent.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Runs until stopped, then waits for all answers.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        try
        {
            while (await pace.WaitForNextTickAsync(stop))
                if (!IsPaused) _sent.Add(SendOne(_next++));
        }
        catch (OperationCanceledException)
        {
            // Stopped; the answers to sent requests are still awaited below.
        }

        await Task.WhenAll(_sent);
    }

    private async Task SendOne(int number)
    {
        if (number % 2 == 1 && _unclaimed.TryDequeue(out var id))
        {
            if (await SendWithRetries(number, $"/api/referrals/{id}/claim", new { }) is not null)
                _acknowledged[id] = true;
            return;
        }

        if (await SendWithRetries(number, "/api/referrals", Referral(number)) is not { } created) return;
        _acknowledged[created] = false;
        _unclaimed.Enqueue(created);
    }

    /// <summary>The referral's id; null when every try failed.</summary>
    private async Task<string?> SendWithRetries(int number, string path, object body)
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
            if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
                return (null, $"{(int)answer.StatusCode} {text}");
            var referral = JsonDocument.Parse(text).RootElement;
            var id = referral.GetProperty("id").GetString()!;
            _acknowledgements.Enqueue(new(id, referral.GetProperty("version").GetInt64(), Stopwatch.GetTimestamp()));
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

/// <summary>A version of a referral that was acknowledged to a client.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="Version">The referral's version.</param>
/// <param name="At">Time, <see cref="Stopwatch.GetTimestamp"/>.</param>
internal sealed record Acknowledgement(string Id, long Version, long At);
