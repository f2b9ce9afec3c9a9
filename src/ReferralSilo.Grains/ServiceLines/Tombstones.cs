using ReferralSilo.Domain;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Versions of referrals that recently left the line: a late message must not bring one back.</summary>
public sealed class Tombstones
{
    /// <summary>Kept referrals. Messages are late by seconds, and no line closes this many in that time.</summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<ReferralId, long> _versions = [];
    private readonly Queue<ReferralId> _order = new();

    /// <summary>The version with which it left; 0 when it is not kept.</summary>
    public long Version(ReferralId id) => _versions.GetValueOrDefault(id);

    public void Add(ReferralId id, long version)
    {
        if (_versions.TryAdd(id, version)) _order.Enqueue(id);
        else _versions[id] = version;
        if (_order.Count > Capacity) _versions.Remove(_order.Dequeue());
    }
}
