using ReferralSilo.Faults.Running;

namespace ReferralSilo.Faults.CheckTests;

public sealed class ListComparisonTests
{
    [Fact]
    public void Missing_superfluous_and_different_rows_are_named()
    {
        var found = ListComparison.Compare(
            new Dictionary<string, string> { ["a"] = "1", ["b"] = "1", ["c"] = "1" },
            new Dictionary<string, string> { ["a"] = "1", ["c"] = "2", ["d"] = "1" }).ToList();

        Assert.Equal(
            [
                "The row b of the list of patients is missing.",
                "The row c of the list of patients is not what the events make.",
                "The row d of the list of patients follows from no event.",
            ],
            found.Select(v => v.Text));
        Assert.All(found, v => Assert.Equal("I8", v.Invariant));
    }
}
