using ReferralSilo.Simulation.Tests.Ledgers;

namespace ReferralSilo.Simulation.Tests;

/// <summary>Tests the checkers: some of a few hundred seeds must detect each planted bug.</summary>
public sealed class PlantedBugTests
{
    private const int FirstSeed = 1;
    private const int Seeds = 100;

    /// <summary>Some bugs need a rare coincidence: up to this many hundreds of seeds are tried; most bugs are found in
    /// the first.</summary>
    private const int Hundreds = 10;

    [Theory]
    [InlineData(PlantedBug.NoVersionCheck, "I4")]
    [InlineData(PlantedBug.AnswerBeforeCommit, "I1")]
    [InlineData(PlantedBug.MutateThenWrite, "I6")]
    [InlineData(PlantedBug.OperationLater, "I2")]
    [InlineData(PlantedBug.ConfirmWithoutHold, "I5")]
    [InlineData(PlantedBug.ClockDoneFirst, "I10")]
    [InlineData(PlantedBug.UncheckedRead, "I6")]
    public void A_planted_bug_is_detected(PlantedBug bug, string invariant)
    {
        var seen = Enumerable.Range(0, Hundreds)
            .Any(n => SeedRange.Run(FirstSeed + (n * Seeds), Seeds, seed => Simulation.Run(seed, bug))
            .Any(f => f.Violations.Any(v => v.Invariant == invariant)));

        Assert.True(seen, $"No seed saw {bug}.");
    }

    [Fact]
    public void Without_a_planted_bug_the_same_seeds_report_nothing() =>
        Assert.Empty(SeedRange.Run(FirstSeed, Seeds, seed => Simulation.Run(seed)));
}
