using System.Collections.Concurrent;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Batching;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage.Batching;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Finds other referrals of the same person at every intake. When the service line's index is in this process it is
/// read directly, which avoids most of the cost; otherwise the grain is called once for all intakes that wait.
/// </summary>
public sealed class DuplicateFinder(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Most persons in one call.</summary>
    private const int Batch = 200;

    /// <summary>Shortest time for which another silo's answer is reused; the longest is twice as long.</summary>
    public static readonly TimeSpan CacheFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ServiceLineId, DuplicateIndex> _local = new();
    private readonly ConcurrentDictionary<ServiceLineId,
        RequestBatcher<(string Person, string Except), IReadOnlyList<string>>> _remote = new();
    private readonly AnswerCache<(ServiceLineId Line, ReferralId Except), IReadOnlyList<string>> _cache =
        new(CacheFor, time);

    /// <summary>Other open referrals of the person in the line, as of now.</summary>
    public async ValueTask<IReadOnlyList<string>> Find(ServiceLineId line, string person, ReferralId except)
    {
        if (_local.TryGetValue(line, out var index)) return index.Find(person, except);
        var found = await Remote(line).Send((person, except.Value));
        _cache.Set((line, except), found);
        return found;
    }

    /// <summary>
    /// Like <see cref="Find"/>, but may return what was found for this referral a few seconds ago. For the answer to a
    /// command, which follows other commands on the same referral and shows duplicates only as a hint.
    /// </summary>
    public ValueTask<IReadOnlyList<string>> FindCached(ServiceLineId line, string person, ReferralId except) =>
        !_local.ContainsKey(line) && _cache.TryGet((line, except), out var found)
            ? new(found)
            : Find(line, person, except);

    public void Register(DuplicateIndex index) => _local[index.Line] = index;

    /// <summary>Does nothing when a newer activation has registered its own index.</summary>
    public void Unregister(DuplicateIndex index) => _local.TryRemove(KeyValuePair.Create(index.Line, index));

    private RequestBatcher<(string Person, string Except), IReadOnlyList<string>> Remote(ServiceLineId line) =>
        _remote.GetOrAdd(
            line,
            static (line, grains) => new(grains.GetGrain<IServiceLineGrain>(line.Value).FindDuplicates, Batch),
            grains);
}
