using ReferralSilo.Contracts;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteRehearsalTests(SqliteSilos silos) : RehearsalSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresRehearsalTests(PostgresSilos silos) : RehearsalSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>The rehearsal runs all code of a new referral and leaves nothing.</summary>
public abstract class RehearsalSuite(SiloFixture silos)
{
    [Fact]
    public async Task A_rehearsed_referral_is_answered_and_not_stored()
    {
        var line = await silos.ServiceLine();
        var real = await silos.Received(line);
        var before = await silos.Real.LastPosition();

        var (state, view) =
            await silos.Of<ReferralRehearsal>().Run(Submission("unused", line, Priority.Stat).Submission);

        Assert.Equal(Stage.Received, state.Stage);
        // Received, claimed and released.
        Assert.Equal((3, (string?)null), (view.Value.Version, view.Value.ClaimedBy));
        Assert.Equal(before, await silos.Real.LastPosition());
        var listed = await silos.Real.Search(new ReferralListQuery(10, ServiceLine: line));
        Assert.Equal(real, Assert.Single(listed.Items).Stream.Id);
    }
}
