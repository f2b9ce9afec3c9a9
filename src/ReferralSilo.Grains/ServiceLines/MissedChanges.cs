using System.Collections.Concurrent;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Finds committed changes that will never be delivered: an outbox row is removed once an activation has received it,
/// and for a moment that may have been another activation, on a silo that was frozen or cut off. Two comparisons
/// separate these from changes that are still on their way.
/// </summary>
public sealed class MissedChanges
{
    private Dictionary<string, long> _behind = [];

    /// <summary>Ids that have not reached the version that the ledger had at the last comparison.</summary>
    /// <param name="stored">Versions in the ledger, read before <paramref name="shown"/>.</param>
    /// <param name="shown">Received versions; may change meanwhile.</param>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, long> stored,
        ConcurrentDictionary<string, long> shown)
    {
        var behind = new Dictionary<string, long>();
        foreach (var (id, version) in stored)
            if (shown.GetValueOrDefault(id) < version) behind[id] = version;
        foreach (var (id, version) in shown)
            if (!stored.ContainsKey(id)) behind[id] = version + 1;
        List<string> missed =
            [.. behind.Keys.Where(id => _behind.TryGetValue(id, out var then) && shown.GetValueOrDefault(id) < then)];
        _behind = behind;
        return missed;
    }
}
