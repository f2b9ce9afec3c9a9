using System.Diagnostics;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>
/// Whether an order is known, by any of its identifiers: one read of the ledger's search tokens, and none for an order
/// without identifiers. Orders that share an identifier pass one after the other through this process.
/// </summary>
public sealed class OrderDeduplicator(ILedger ledger, ReferralMapper form, KeyedHash hash)
{
    /// <summary>Referrals read at most. One is the rule; several were sent apart before one order named the identifiers
    /// of all.</summary>
    private const int Most = 20;

    /// <summary>Gates; orders without an identifier in common seldom share one.</summary>
    private const int Gates = 1024;

    /// <summary>Longest wait at all gates together. Whoever waited longer goes on: the ledger and the duplicates' mark
    /// still hold.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>
    /// Others with a shared identifier wait until what is returned is disposed: enter before the order is looked for,
    /// and dispose when it is written. Never give up waiting for this: a gate that opens for nobody stays shut for all
    /// others.
    /// </summary>
    /// <param name="keys">See <see cref="OrderIdentifiers.Keys(Submission)"/>.</param>
    public async Task<IDisposable> Enter(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return Passed.None;
        var passed = new Passed();
        var began = Stopwatch.GetTimestamp();
        // In one order for all, so that no two wait for each other.
        foreach (var gate in Tokens(keys).Select(token => (int)(unchecked((ulong)token) % Gates)).Distinct().Order())
        {
            var left = LongestWait - Stopwatch.GetElapsedTime(began);
            if (await _gates[gate].WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero)) passed.Add(_gates[gate]);
        }

        return passed;
    }

    /// <summary>The referral that this order is, the oldest when there are several; null when it is a new
    /// one.</summary>
    /// <param name="keys">See <see cref="OrderIdentifiers.Keys(Submission)"/>.</param>
    /// <exception cref="LedgerUnavailableException">Nobody can say.</exception>
    public async Task<ReferralId?> Find(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return null;
        var page = await ledger.Search(new StateQuery(ReferralMapper.StreamKind, Most, AnyToken: Tokens(keys)));
        // A token is 64 bits of a hash: what it finds is looked at.
        var found = page.Items.Select(row => form.Read(row.State.Span).Case)
            .Where(c => OrderIdentifiers.Keys(c.Submission).Intersect(keys).Any());
        return found.OrderBy(c => c.ReceivedAt).ThenBy(c => c.Id.Value, StringComparer.Ordinal).FirstOrDefault()?.Id;
    }

    private long[] Tokens(IReadOnlyList<string> keys) => [.. keys.Select(key => SearchTokens.OrderToken(hash, key))];

    private sealed class Passed : IDisposable
    {
        public static readonly Passed None = new();

        private List<SemaphoreSlim> _gates = [];

        public void Add(SemaphoreSlim gate) => _gates.Add(gate);

        public void Dispose()
        {
            foreach (var gate in Interlocked.Exchange(ref _gates, [])) gate.Release();
        }
    }
}
