using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I16: clients that read nothing cost a silo at most 1 MiB each. Compared are the medians of its resident memory in the
/// time before and in the last half of the stall, both under the same load, less what the other silos grew meanwhile.
/// </summary>
public static class StalledCheck
{
    /// <summary>Per stalled client, bytes.</summary>
    public const long Most = 1 << 20;

    public static IEnumerable<Violation> Check(History history)
    {
        var memory = history.Of<SiloSeen>().Where(s => s.MemoryBytes is not null).ToLookup(s => s.Silo);
        foreach (var stalled in history.Of<ClientsStalled>().Where(s => s.Clients > 0))
        {
            var end = history.Of<ClientsStalled>().FirstOrDefault(s => s.Silo == stalled.Silo && s.Ticks > stalled.Ticks)?.Ticks ?? long.MaxValue;
            if (Grown(memory[stalled.Silo], stalled.Ticks, end) is not { } grown) continue;
            // A silo under load grows by itself: by as much as those grow that nobody stalls.
            var others = memory.Where(m => m.Key != stalled.Silo).Select(m => Grown(m, stalled.Ticks, end)?.Bytes).OfType<long>().DefaultIfEmpty(0).Average();
            var each = (long)(grown.Bytes - others) / stalled.Clients;
            if (each > Most)
                yield return new("I16",
                    $"{stalled.Silo} grew by {each / 1024} KiB for each of {stalled.Clients} stalled clients.", grown.Before, stalled, grown.After);
        }
    }

    private static (long Bytes, SiloSeen Before, SiloSeen After)? Grown(IEnumerable<SiloSeen> memory, long began, long end)
    {
        var during = memory.Where(m => m.Ticks >= began && m.Ticks < end).ToList();
        return Median(memory.Where(m => m.Ticks < began)) is { } before && Median(during.Skip(during.Count / 2)) is { } after
            ? (after.MemoryBytes!.Value - before.MemoryBytes!.Value, before, after)
            : null;
    }

    private static SiloSeen? Median(IEnumerable<SiloSeen> seen)
    {
        SiloSeen[] sorted = [.. seen.OrderBy(s => s.MemoryBytes)];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }
}
