using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Clocks;

/// <summary>Clocks run on any silo; when one dies, the pingers of the others activate its clocks (I10).</summary>
public sealed class LostSiloTests(PostgresSilos silos) : IClassFixture<PostgresSilos>
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Every_silo_pings_all_clocks_and_takes_over_those_of_a_dead_silo()
    {
        await Eventually.Is("each silo has pinged all clocks", () =>
            silos.Calls.Clocks.Pings.Count == 2
                && silos.Calls.Clocks.Pings.Values.All(k => k.Count == StreamId.Partitions));
        await Eventually.Is("all clocks run", async () => (await Clocks()).Count == StreamId.Partitions);

        var line = await silos.ServiceLine(new("Line", "America/Denver", ClaimMinutes: 2));
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => silos.Received(line, new Claim())));
        var lost = (await Clocks())["0"];
        await silos.Kill(lost);

        await silos.Until("all clocks run on the silo that is left", async () =>
            (await Clocks()).Values is { Count: StreamId.Partitions } places && !places.Contains(lost),
            TimeSpan.FromMinutes(2), Step);
        await silos.Until("every claim has ended", async () =>
            (await Task.WhenAll(ids.Select(silos.Events))).All(e => e[^1] == "claim-ended"), TimeSpan.FromMinutes(6),
            Step);
        Assert.All(await Task.WhenAll(ids.Select(silos.Events)), e =>
            Assert.Equal(["received", "claimed", "claim-ended"], e));
    }

    [Fact]
    public async Task A_deactivated_clock_is_activated_by_the_next_ping()
    {
        await Eventually.Is("all clocks run", async () => (await Clocks()).Count == StreamId.Partitions);
        await silos.Deactivate(silos.Grains.GetGrain<IClockGrain>("23"));

        await silos.Until("it runs again", async () =>
            (await Clocks()).ContainsKey("23"), TimeSpan.FromMinutes(1), Step);
    }

    /// <summary>The running clocks and their silos.</summary>
    private async Task<Dictionary<string, SiloAddress>> Clocks() =>
        (await silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .Where(g => g.GrainId.Type.ToString() == "clock")
            .GroupBy(g => g.GrainId.Key.ToString()!).ToDictionary(g => g.Key, g => g.First().SiloAddress);
}
