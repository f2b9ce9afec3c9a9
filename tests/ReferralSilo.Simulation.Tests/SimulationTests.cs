using System.Globalization;

namespace ReferralSilo.Simulation.Tests;

/// <summary>Runs thousands of seeds, each a small clinic with many faults. <c>SIM_SEEDS=n</c> runs more, as tests/long
/// does; <c>SIM_SEED=n</c> runs one and prints its trace.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int Seeds = 3_000;

    [Fact]
    public void Every_invariant_holds_for_every_seed()
    {
        if (Wanted("SIM_SEED") is { } one)
        {
            Explain(Simulation.Run(one, traced: true));
            return;
        }

        var failed = SeedRange.Run(FirstSeed, Wanted("SIM_SEEDS") ?? Seeds, seed => Simulation.Run(seed));
        if (failed.FirstOrDefault() is { } first)
        {
            output.WriteLine($"{failed.Count} seeds failed:");
            foreach (var kind in failed.GroupBy(f => f.Violations[0].Invariant))
                output.WriteLine(
                    $"{kind.Key}: {kind.Count()}, first {string.Join(", ", kind.Take(10).Select(f => f.Seed))}");
            Explain(Simulation.Run(first.Seed, traced: true));
        }
    }

    private void Explain(Outcome outcome)
    {
        foreach (var line in outcome.Trace) output.WriteLine(line);
        Assert.True(outcome.Violations.Count == 0,
            $"Seed {outcome.Seed} ({outcome.Steps} steps; again with "
            + $"SIM_SEED={outcome.Seed}):\n{string.Join('\n', outcome.Violations)}");
    }

    private static int? Wanted(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var n) ? n : null;
}
