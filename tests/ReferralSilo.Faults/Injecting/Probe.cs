using System.Collections.Concurrent;
using System.Diagnostics;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>
/// Writes to some referrals repeatedly through silos that no fault has hit, and so measures when writes to each work
/// again. Their grains are spread over all silos.
/// </summary>
internal sealed class Probe(Calls calls, string line) : IDisposable
{
    private const int Count = 24;

    /// <summary>Pause between two writes to a referral.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ConcurrentQueue<(long SentAt, long AnsweredAt)>> _written = new();
    private readonly ConcurrentDictionary<string, byte> _hit = new();
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>The probed referrals; empty before <see cref="Prepare"/>.</summary>
    public IReadOnlyCollection<string> Referrals => [.. _written.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Submits the probed referrals.</summary>
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
            await Eventually.Is("the probe's referrals are submitted", async () =>
            {
                if (await calls.Send("probe", silo, request) is not { One: { } shown }) return false;
                _written[shown.Id] = [];
                return true;
            });
        }
    }

    /// <summary>Does not call this silo until <see cref="StopAvoiding"/>.</summary>
    public void Avoid(string silo) => _hit[silo] = 0;

    public void StopAvoiding() => _hit.Clear();

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
    /// Time from that moment until a later write to every referral had succeeded; null while one has not.
    /// </summary>
    public TimeSpan? Since(long moment)
    {
        var firsts = _written.Values.Select(w =>
            w.Where(t => t.SentAt >= moment).Select(t => t.AnsweredAt).DefaultIfEmpty(long.MaxValue).Min()).ToList();
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
            // Repeats until the outcome is known, even when stopped: no outcome of a probe stays unknown.
            for (var tries = 0; ; tries++)
            {
                var asked = Stopwatch.GetTimestamp();
                var answer = await calls.Send($"probe-{n}", Silo(n + write + tries), request);
                if (answer.IsOk) _written[referral].Enqueue((asked, Stopwatch.GetTimestamp()));
                if (answer.Outcome != CallOutcome.Unknown) break;
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
