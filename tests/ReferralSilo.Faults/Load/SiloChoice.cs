using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReferralSilo.Faults.Load;

/// <summary>Chooses the next silo at random, avoiding for a moment those that did not answer.</summary>
internal sealed class SiloChoice(IReadOnlyList<string> silos)
{
    private readonly ConcurrentDictionary<string, long> _avoided = new();

    public void Avoid(string silo) => _avoided[silo] = Stopwatch.GetTimestamp();

    public string Next(Random chance)
    {
        string[] good = [.. silos.Where(s =>
            !_avoided.TryGetValue(s, out var at) || Stopwatch.GetElapsedTime(at) > LoadLimits.Avoided)];
        return good.Length > 0 ? good[chance.Next(good.Length)] : silos[chance.Next(silos.Count)];
    }
}
