using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I16: clients that read nothing cost a silo at most 1 MiB each. Compared are the medians of its resident memory
/// before the stall and in the last half of it, minus the expected growth: its own rate before the stall, scaled by how
/// the rate of the other silos changed.
/// </summary>
public static class StallMemoryCheck
{
    /// <summary>Limit per stalled client, bytes.</summary>
    public const long Most = 1 << 20;

    public static IEnumerable<Violation> Check(History history)
    {
        var memory = history.Of<SiloObserved>().Where(s => s.MemoryBytes is not null).ToLookup(s => s.Silo);
        foreach (var stalled in history.Of<ClientsStalled>().Where(s => s.Clients > 0))
        {
            var end = history.Of<ClientsStalled>()
                .FirstOrDefault(s => s.Silo == stalled.Silo && s.Ticks > stalled.Ticks)?.Ticks ?? long.MaxValue;
            if (Growth.Of(memory[stalled.Silo], stalled.Ticks, end) is not { } grown) continue;
            List<Growth> others =
                [.. memory.Where(m => m.Key != stalled.Silo).Select(m => Growth.Of(m, stalled.Ticks, end))
                .OfType<Growth>()];
            var (did, asBefore) = (others.Sum(o => o.Bytes), others.Sum(o => o.AsBefore));
            var expected = grown.AsBefore * (asBefore > 0 ? Math.Max(0, did / asBefore) : 1);
            var each = (long)(grown.Bytes - expected) / stalled.Clients;
            if (each > Most)
                yield return new("I16",
                    $"{stalled.Silo} grew by {each / 1024} KiB for each of {stalled.Clients} stalled clients.",
                        grown.Before, stalled, grown.After);
        }
    }

    /// <param name="Before">The median before the stall.</param>
    /// <param name="After">The median of the last half of the stall.</param>
    /// <param name="AsBefore">Bytes of growth between both at the rate before the stall.</param>
    private sealed record Growth(SiloObserved Before, SiloObserved After, double AsBefore)
    {
        public double Bytes => After.MemoryBytes!.Value - Before.MemoryBytes!.Value;

        public static Growth? Of(IEnumerable<SiloObserved> memory, long began, long end)
        {
            List<SiloObserved> all = [.. memory], before = all.FindAll(m => m.Ticks < began),
                during = all.FindAll(m => m.Ticks >= began && m.Ticks < end);
            return Median(before) is { } first && Median(during[(during.Count / 2)..]) is { } last
                ? new(first, last, Math.Max(0, PerTick(before)) * (last.Ticks - first.Ticks))
                : null;
        }

        /// <summary>Bytes per tick, by linear regression.</summary>
        private static double PerTick(List<SiloObserved> seen)
        {
            var (ticks, bytes) = (seen.Average(s => (double)s.Ticks), seen.Average(s => (double)s.MemoryBytes!.Value));
            var spread = seen.Sum(s => (s.Ticks - ticks) * (s.Ticks - ticks));
            return spread > 0 ? seen.Sum(s => (s.Ticks - ticks) * (s.MemoryBytes!.Value - bytes)) / spread : 0;
        }

        private static SiloObserved? Median(List<SiloObserved> seen) =>
            seen.Count == 0 ? null : seen.OrderBy(s => s.MemoryBytes).ElementAt(seen.Count / 2);
    }
}
