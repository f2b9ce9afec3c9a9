using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteNewReferralWriterTests(SqliteSilos silos) : NewReferralWriterSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresNewReferralWriterTests(PostgresSilos silos) : NewReferralWriterSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>The first version of a referral is written without its grain, with the same result.</summary>
public abstract class NewReferralWriterSuite(SiloFixture silos)
{
    [Fact]
    public async Task A_new_referral_is_durable_and_reaches_its_grain_and_service_line()
    {
        var (id, line) = (New("r"), await silos.ServiceLine());
        var outcome = await Write(id, line, "op-n" + id);

        Assert.Equal((1L, false, false), (outcome!.Version, outcome.Replayed, outcome.Unknown));
        Assert.Equal(["received"], await silos.Events(id));
        Assert.IsType<Referral.Received>(await silos.State(id));
        await silos.Until("the service line received it", async () =>
            (await silos.Grains.GetGrain<IServiceLineGrain>(line).FindDuplicates([(QueueKey, "another")]))[0]
                .Contains(id), TimeSpan.FromSeconds(30));
        await silos.Until("its outbox is empty", async () =>
            (await silos.Real.PendingOutbox(NodaTime.Instant.MaxValue, 500)).All(r => r.Id.Sender.Id != id),
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_known_referral_a_known_operation_and_a_refusal_are_left_to_the_grain()
    {
        var (id, line) = (New("r"), await silos.ServiceLine());
        await Write(id, line, "op-n" + id);

        Assert.Null(await Write(id, line, "op-n" + id));
        Assert.Null(await Write(id, line, "op-o" + id));
        Assert.Null(await Write(New("r"), line, "op-n" + id));
        Assert.Null(await Write(New("r"), "no-such-line", "op-p" + id));
        Assert.Equal(["received"], await silos.Events(id));
        Assert.True((await silos.Referral(id).Handle(Envelope(Submission(id, line), "op-n" + id))).Replayed);
    }

    [Fact]
    public async Task A_grain_that_found_nothing_before_sees_it()
    {
        var (id, line) = (New("r"), await silos.ServiceLine());
        Assert.Null(await silos.Referral(id).Show());

        await Write(id, line, null);
        Assert.NotNull(await silos.Referral(id).Show());
        Assert.Null((await silos.Referral(id).Handle(Envelope(new Claim()))).Refusal);
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public async Task An_unknown_outcome_is_reported_and_the_retry_stores_it_once(Fault when)
    {
        var (id, line) = (New("r"), await silos.ServiceLine());
        silos.Ledger.FailNext(Stream(id), when);

        Assert.True((await Write(id, line, "op-q" + id))!.Unknown);
        var retry = await Write(id, line, "op-q" + id) ?? await silos.Referral(id)
            .Handle(Envelope(Submission(id, line), "op-q" + id));
        Assert.Equal((1L, when == Fault.After), (retry.Version, retry.Replayed));
        Assert.Equal(["received"], await silos.Events(id));
    }

    [Fact]
    public async Task Every_silo_finds_referrals_of_the_same_person()
    {
        var (first, second, line) = (New("r"), New("r"), await silos.ServiceLine());
        await Write(first, line, null);
        await Write(second, line, null);

        foreach (var silo in Enumerable.Range(0, silos.Silos))
        {
            var persons = silos.Of<DuplicateFinder>(silo);
            await silos.Until("the other is found", async () =>
                (await persons.Find(new(line), QueueKey, new(second))).SequenceEqual([first]),
                    TimeSpan.FromSeconds(30));
            Assert.Empty(await persons.Find(new(line), "nobody", new(second)));
            Assert.Empty(await persons.FindCached(new(line), "nobody", new(first)));
        }
    }

    private static string QueueKey =>
        Domain.Boards.PersonTraits.From(Submission("r", "l").Submission.Patient, null).ToString();

    private Task<CommandOutcome<ReferralResult>?> Write(string id, string line, string? operation) =>
        silos.Of<NewReferralWriter>().Write(Envelope(Submission(id, line), operation));
}
