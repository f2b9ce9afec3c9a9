namespace ReferralSilo.Simulation.Tests;

/// <summary>Runs seeds in parallel, one simulation per thread; each simulation is single-threaded.</summary>
internal static class SeedRange
{
    /// <summary>The outcomes with violations, in order of their seeds.</summary>
    public static IReadOnlyList<Outcome> Run(int first, int count, Func<int, Outcome> run)
    {
        var failed = new List<Outcome>();
        var next = first;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            for (var seed = Interlocked.Increment(ref next) - 1; seed < first + count; seed =
                Interlocked.Increment(ref next) - 1)
            {
                var outcome = run(seed);
                if (outcome.Violations.Count > 0)
                    lock (failed) failed.Add(outcome);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return [.. failed.OrderBy(f => f.Seed)];
    }
}
