using ReferralSilo.Faults.Running;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// Tests each checker on a real silo: it detects the planted bug, and the same load with the same trouble but without
/// the bug violates nothing. Cases that need a quiet machine and
/// those that the simulation plants too belong to the long matrix.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    public static TheoryData<string> Bugs { get; } =
        [.. PlantedCase.All.Where(c => !c.OnlyLong).Select(c => c.Bug.ToString())];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_planted_bug_is_detected_and_its_trouble_alone_violates_nothing(string bug)
    {
        var planted = PlantedCase.All.Single(c => c.Bug.ToString() == bug);
        var found = await Task.WhenAll(planted.Find(planted: false), planted.Find(planted: true));

        Assert.Empty(found[0].Select(v => v.ToString()));
        Assert.Contains(found[1], v => v.Invariant == planted.Invariant);
        foreach (var violation in found[1].DistinctBy(v => v.Invariant)) output.WriteLine($"{violation}");
    }
}
