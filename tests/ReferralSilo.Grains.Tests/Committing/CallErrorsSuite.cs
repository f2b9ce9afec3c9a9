using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.AProgram;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteCallErrorsTests(SqliteSilos silos) : CallErrorsSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresCallErrorsTests(PostgresSilos silos) : CallErrorsSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>Callers outside the silo hear what it was, in types that they know.</summary>
public abstract class CallErrorsSuite(SiloFixture silos)
{
    [Fact]
    public async Task That_the_ledger_does_not_answer_is_heard_as_that()
    {
        var (referral, clinician) = (await silos.Received(await silos.ServiceLine()), New("clinician"));
        await silos.Deactivate(silos.Referral(referral));
        silos.Ledger.HidesStates = true;

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => silos.Referral(referral).Handle(Order(new Claim())));
        // This one asks while it wakes up.
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => silos.Schedule(clinician).Show());

        silos.Ledger.HidesStates = false;
        Assert.Equal(2, (await silos.Referral(referral).Handle(Order(new Claim()))).Version);
        Assert.Null(await silos.Schedule(clinician).Show());
    }

    [Fact]
    public async Task What_nobody_expected_is_heard_as_a_failure_of_the_grain()
    {
        var referral = await silos.Received(await silos.ServiceLine());
        silos.Calls.Failing = referral;

        var failed = await Assert.ThrowsAsync<GrainFailedException>(() => silos.Referral(referral).Show());

        silos.Calls.Failing = null;
        Assert.EndsWith("Show failed: NotExpectedException.", failed.Message, StringComparison.Ordinal);
    }
}
