using ReferralSilo.Simulation.Tests.Ledgers;

namespace ReferralSilo.Simulation.Tests;

/// <summary>Each checker is itself checked: a bug is planted, and some of a few hundred seeds must see it.</summary>
public sealed class PlantedBugTests
{
    private const int FirstSeed = 1;
    private const int Seeds = 100;

    /// <summary>Some bugs need a rare meeting: so many hundreds are tried, most bugs are seen in the first.</summary>
    private const int Hundreds = 10;

    [Theory]
    [InlineData(PlantedBug.NoVersionCheck, "I4")]
    [InlineData(PlantedBug.AnswerBeforeCommit, "I1")]
    [InlineData(PlantedBug.MutateThenWrite, "I6")]
    [InlineData(PlantedBug.OperationLater, "I2")]
    [InlineData(PlantedBug.ConfirmWithoutHold, "I5")]
    [InlineData(PlantedBug.ClockDoneFirst, "I10")]
    [InlineData(PlantedBug.UncheckedRead, "I6")]
    public void A_planted_bug_is_seen(PlantedBug bug, string invariant)
    {
        var seen = Enumerable.Range(0, Hundreds)
            .Any(n => SeedRange.Run(FirstSeed + (n * Seeds), Seeds, seed => Simulation.Run(seed, bug))
            .Any(f => f.Violations.Any(v => v.Invariant == invariant)));

        Assert.True(seen, $"No seed saw {bug}.");
    }

    [Fact]
    public void Without_a_planted_bug_the_same_seeds_see_nothing() =>
        Assert.Empty(SeedRange.Run(FirstSeed, Seeds, seed => Simulation.Run(seed)));
}
