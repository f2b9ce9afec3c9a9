using ReferralSilo.Domain;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Versions of referrals that were closed or left the line not long ago: a fact that was overtaken on its way may not
/// bring one back.
/// </summary>
public sealed class Tombstones
{
    /// <summary>Referrals remembered; facts are late by seconds, and no line closes so many in that time.</summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<ReferralId, long> _versions = [];
    private readonly Queue<ReferralId> _order = new();

    /// <summary>The version it left with; 0 when it is not remembered.</summary>
    public long Version(ReferralId id) => _versions.GetValueOrDefault(id);

    public void Add(ReferralId id, long version)
    {
        if (_versions.TryAdd(id, version)) _order.Enqueue(id);
        else _versions[id] = version;
        if (_order.Count > Capacity) _versions.Remove(_order.Dequeue());
    }
}
