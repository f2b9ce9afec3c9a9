using System.Collections.Concurrent;
using System.Diagnostics;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>
/// Writes to some referrals again and again, by silos that no fault has hit, and so finds out when writes to each work
/// again: their grains are spread over all silos.
/// </summary>
internal sealed class Probe(Calls calls, string line) : IDisposable
{
    private const int Count = 24;

    /// <summary>Longest time without knowing, until a write is repeated.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ConcurrentQueue<(long Asked, long Told)>> _written = new();
    private readonly ConcurrentDictionary<string, byte> _hit = new();
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>What it writes to, once it is prepared.</summary>
    public IReadOnlyCollection<string> Referrals => [.. _written.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Takes its referrals in.</summary>
    public async Task Prepare(int seed)
    {
        var silo = calls.Silos.First();
        for (var n = 0; n < Count; n++)
        {
            var key = $"probe-{seed}-{n}";
            var request = new ClientRequest(HttpMethod.Post, "/api/referrals", key, new
            {
                serviceLine = line, reason = new { text = "Sleepless" },
                patient = new { givenName = "Pat", familyName = key, birthDate = "1990-01-02",
                    location = new { country = "US", state = "CO" }, email = key + "@example.org" },
            });
            await Eventually.Is("the probe's referrals are taken in", async () =>
            {
                if (await calls.Send("probe", silo, request) is not { One: { } shown }) return false;
                _written[shown.Id] = [];
                return true;
            });
        }
    }

    /// <summary>Asks these silos for nothing until <see cref="Spare"/>.</summary>
    public void Avoid(string silo) => _hit[silo] = 0;

    public void Spare() => _hit.Clear();

    public void Begin()
    {
        _stop = new CancellationTokenSource();
        _running = Task.WhenAll(_written.Keys.Select((referral, n) => Write(referral, n, _stop.Token)));
    }

    public async Task End()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>
    /// From that moment until writes to every referral, asked after it, had worked; null while one has not.
    /// </summary>
    public TimeSpan? Since(long moment)
    {
        var firsts =
            _written.Values.Select(w =>
            w.Where(t => t.Asked >= moment).Select(t => t.Told).DefaultIfEmpty(long.MaxValue).Min()).ToList();
        return firsts.Any(t => t == long.MaxValue) ? null : Stopwatch.GetElapsedTime(moment, firsts.Max());
    }

    public void Dispose() => _stop.Dispose();

    private async Task Write(string referral, int n, CancellationToken stop)
    {
        for (var write = 0; ; write++)
        {
            var request = new ClientRequest(
                HttpMethod.Post, $"/api/referrals/{referral}/prioritize",
                    $"probe-{referral}-{Stopwatch.GetTimestamp()}",
                    new { priority = write % 2 == 0 ? "urgent" : "routine" });
            // Until it is told, even when asked to stop: no outcome of a probe stays unknown.
            for (var tries = 0; ; tries++)
            {
                var asked = Stopwatch.GetTimestamp();
                var answer = await calls.Send($"probe-{n}", Silo(n + write + tries), request);
                if (answer.IsOk) _written[referral].Enqueue((asked, Stopwatch.GetTimestamp()));
                if (answer.Outcome != Told.Unknown) break;
                await Task.Delay(Between / 2, CancellationToken.None);
            }

            if (stop.IsCancellationRequested) return;
            await Task.Delay(Between, CancellationToken.None);
        }
    }

    private string Silo(int turn)
    {
        string[] good = [.. calls.Silos.Where(s => !_hit.ContainsKey(s))];
        return good.Length == 0 ? calls.Silos.ElementAt(turn % calls.Silos.Count) : good[turn % good.Length];
    }
}
