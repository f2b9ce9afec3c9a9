using System.Collections.Concurrent;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Finds what was committed and will never be told: an outbox row is removed once an activation has heard it, and for a
/// moment that may have been another one, on a silo that was frozen or cut off. What is merely on its way is told from
/// it by being looked at twice.
/// </summary>
public sealed class MissedChanges
{
    private Dictionary<string, long> _behind = [];

    /// <summary>Ids that were behind at the look before and have not come as far since as the ledger was
    /// then.</summary>
    /// <param name="stored">Versions in the ledger, read before <paramref name="shown"/>.</param>
    /// <param name="shown">Versions heard of; may change meanwhile.</param>
    public IReadOnlyList<string> Look(IReadOnlyDictionary<string, long> stored,
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
