using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Clocks;

/// <summary>The database's clock was a day ahead and is corrected, and with it the clock of the silos.</summary>
public sealed class SetBackTests(SqliteSilos silos) : IClassFixture<SqliteSilos>
{
    [Fact]
    public async Task Grains_activate_after_the_time_was_set_back_by_a_day()
    {
        var line = await silos.ServiceLine();
        silos.Time.SetBack(TimeSpan.FromDays(1));

        var id = await silos.Received(line);

        Assert.Equal(1, (await silos.Referral(id).Show())!.Version);
        Assert.Null(await silos.Schedule(New("clinician")).Show());
    }
}
