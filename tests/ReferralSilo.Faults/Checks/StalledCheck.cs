using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I16: clients that read nothing cost a silo at most 1 MiB each. Compared are the medians of its resident memory in the
/// time before and in the last half of the stall, both under the same load.
/// </summary>
public static class StalledCheck
{
    /// <summary>Per stalled client, bytes.</summary>
    public const long Most = 1 << 20;

    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var stalled in history.Of<ClientsStalled>().Where(s => s.Clients > 0))
        {
            var memory = history.Of<SiloSeen>().Where(s => s.Silo == stalled.Silo && s.MemoryBytes is not null).ToList();
            var end = history.Of<ClientsStalled>().FirstOrDefault(s => s.Silo == stalled.Silo && s.Ticks > stalled.Ticks)?.Ticks ?? long.MaxValue;
            var during = memory.Where(m => m.Ticks >= stalled.Ticks && m.Ticks < end).ToList();
            if (Median(memory.Where(m => m.Ticks < stalled.Ticks)) is not { } before || Median(during.Skip(during.Count / 2)) is not { } after) continue;
            var each = (after.MemoryBytes!.Value - before.MemoryBytes!.Value) / stalled.Clients;
            if (each > Most)
                yield return new("I16",
                    $"{stalled.Silo} grew by {each / 1024} KiB for each of {stalled.Clients} stalled clients.", before, stalled, after);
        }
    }

    private static SiloSeen? Median(IEnumerable<SiloSeen> seen)
    {
        SiloSeen[] sorted = [.. seen.OrderBy(s => s.MemoryBytes)];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }
}
