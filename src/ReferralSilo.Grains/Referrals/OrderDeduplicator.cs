using System.Diagnostics;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>
/// Finds the referral of a medical order by any of the order's identifiers: one read of the ledger's search tokens, and
/// none for an order without identifiers. Orders that share an identifier are handled one after the other in this
/// process.
/// </summary>
public sealed class OrderDeduplicator(ILedger ledger, ReferralMapper mapper, KeyedHash hash)
{
    /// <summary>Usually one is found; several when they were sent apart before one order named all
    /// identifiers.</summary>
    private const int MaxReferrals = 20;

    /// <summary>Number of locks; orders without a common identifier seldom share one.</summary>
    private const int Locks = 1024;

    /// <summary>Longest wait for all locks together. After it the caller continues: the ledger still refuses a second
    /// first version, and duplicates are still marked.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Locks the identifiers. Enter before searching for the order and dispose the result after writing it. Do
    /// not cancel the wait: a lock taken by an abandoned call would stay taken.</summary>
    /// <param name="keys">See <see cref="OrderIdentifiers.Keys(Submission)"/>.</param>
    public async Task<IDisposable> Enter(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return HeldLocks.None;
        var held = new HeldLocks();
        var startedAt = Stopwatch.GetTimestamp();
        // All callers lock in the same sequence, so there is no deadlock.
        foreach (var index in Tokens(keys).Select(token => (int)(unchecked((ulong)token) % Locks)).Distinct().Order())
        {
            var left = LongestWait - Stopwatch.GetElapsedTime(startedAt);
            if (await _locks[index].WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero)) held.Add(_locks[index]);
        }

        return held;
    }

    /// <summary>Finds the referral of the order, the oldest when there are several; null for a new order.</summary>
    /// <param name="keys">See <see cref="OrderIdentifiers.Keys(Submission)"/>.</param>
    /// <exception cref="LedgerUnavailableException">The referral is not known.</exception>
    public async Task<ReferralId?> Find(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) return null;
        var page = await ledger.Search(new ReferralListQuery(MaxReferrals) { AnyToken = Tokens(keys) });
        // A token is only 64 bits of a hash, so the identifiers themselves are compared.
        var found = page.Items.Select(row => mapper.Read(row.State.Span).Case)
            .Where(c => OrderIdentifiers.Keys(c.Submission).Intersect(keys).Any());
        return found.OrderBy(c => c.ReceivedAt).ThenBy(c => c.Id.Value, StringComparer.Ordinal).FirstOrDefault()?.Id;
    }

    private long[] Tokens(IReadOnlyList<string> keys) => [.. keys.Select(key => SearchTokens.OrderToken(hash, key))];

    private sealed class HeldLocks : IDisposable
    {
        public static readonly HeldLocks None = new();

        private List<SemaphoreSlim> _locks = [];

        public void Add(SemaphoreSlim taken) => _locks.Add(taken);

        public void Dispose()
        {
            foreach (var taken in Interlocked.Exchange(ref _locks, [])) taken.Release();
        }
    }
}
