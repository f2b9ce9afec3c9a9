namespace ReferralSilo.Faults.Running;

/// <summary>Tests that start clusters: one at a time, without other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterTests
{
    public const string Name = "Clusters";
}

/// <summary>The run of CI, with a new seed each time; a failure prints how to repeat it.</summary>
[Collection(ClusterTests.Name)]
public sealed class ShortRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_data_is_lost_doubled_or_hidden_while_silos_are_killed_and_frozen_and_the_database_restarts()
    {
        var seed = Environment.TickCount & 0xFFFF;
        var result = await Run.Execute(RunCommand.Short(seed), output.WriteLine);

        output.WriteLine(result.ToString());
        Assert.True(result.Violations.Count == 0, $"""
            {result}
            Repeat the run:   dotnet run --project tests/ReferralSilo.Faults -- run --seed {seed}
            Print the proofs: dotnet run --project tests/ReferralSilo.Faults -- check {result.Folder}
            """);
    }
}
