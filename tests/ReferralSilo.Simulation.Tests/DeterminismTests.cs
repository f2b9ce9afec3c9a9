namespace ReferralSilo.Simulation.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(367)]
    [InlineData(404)]
    public void The_same_seed_gives_the_same_run(int seed)
    {
        var (first, again) = (Simulation.Run(seed, traced: true), Simulation.Run(seed, traced: true));

        Assert.NotEmpty(first.Trace);
        Assert.Equal(first.Steps, again.Steps);
        Assert.Equal(first.Trace, again.Trace);
    }

    [Fact]
    public void A_run_stays_on_its_thread()
    {
        var away = Simulation.Run(3).OffThreadTasks;

        Assert.Equal(0, away);
    }

    [Fact]
    public void A_run_makes_commits_and_requests()
    {
        var outcomes = Enumerable.Range(1, 20).Select(seed => Simulation.Run(seed)).ToList();

        Assert.All(outcomes, o => Assert.True(o.Commits > 20, $"Seed {o.Seed} made {o.Commits} commits."));
        Assert.True(outcomes.Average(o => o.Requests) > 30);
    }
}
