namespace ReferralSilo.Faults.Running;

/// <summary>Tests that start clusters: one at a time, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterTests
{
    public const string Name = "Clusters";
}

/// <summary>The run of CI, with a seed of its own each time; a failing one says how to run it again.</summary>
[Collection(ClusterTests.Name)]
public sealed class ShortRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_lost_doubled_or_hidden_while_silos_are_killed_and_frozen_and_the_database_restarts()
    {
        var seed = Environment.TickCount & 0xFFFF;
        var result = await Run.Of(RunCommand.Short(seed), output.WriteLine);

        output.WriteLine(result.ToString());
        Assert.True(result.Violations.Count == 0, $"""
            {result}
            Run it again:  dotnet run --project tests/ReferralSilo.Faults -- run --seed {seed}
            Read its lines: dotnet run --project tests/ReferralSilo.Faults -- check {result.Folder}
            """);
    }
}
