using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteCallErrorFilterTests(SqliteSilos silos) : CallErrorFilterSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresCallErrorFilterTests(PostgresSilos silos) : CallErrorFilterSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>Callers outside the silo get the kind of failure, in types that they know.</summary>
public abstract class CallErrorFilterSuite(SiloFixture silos)
{
    [Fact]
    public async Task An_unavailable_ledger_is_reported_as_such()
    {
        var (referral, clinician) = (await silos.Received(await silos.ServiceLine()), New("clinician"));
        await silos.Deactivate(silos.Referral(referral));
        silos.Ledger.FailsRead = true;

        await Assert.ThrowsAsync<LedgerUnavailableException>(() =>
            silos.Referral(referral).Handle(Envelope(new Claim())));
        // This grain reads the ledger on activation.
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => silos.Schedule(clinician).Show());

        silos.Ledger.FailsRead = false;
        Assert.Equal(2, (await silos.Referral(referral).Handle(Envelope(new Claim()))).Version);
        Assert.Null(await silos.Schedule(clinician).Show());
    }

    [Fact]
    public async Task An_unexpected_error_is_reported_as_a_failure_of_the_grain()
    {
        var referral = await silos.Received(await silos.ServiceLine());
        silos.Calls.Failing = referral;

        var failed = await Assert.ThrowsAsync<GrainFailedException>(() => silos.Referral(referral).Show());

        silos.Calls.Failing = null;
        Assert.EndsWith("Show failed: NotExpectedException.", failed.Message, StringComparison.Ordinal);
    }
}
