using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Projections;

public sealed class SqliteLedgerTailTests(SqliteSilos silos) : LedgerTailSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresLedgerTailTests(PostgresSilos silos) : LedgerTailSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>The events that a silo passes to its grains.</summary>
public abstract class LedgerTailSuite(SiloFixture silos)
{
    [Fact]
    public async Task A_subscriber_gets_every_event_committed_after_it_subscribed_once_and_in_order()
    {
        var line = await silos.ServiceLine();
        var received = new ConcurrentQueue<PositionedEvent>();
        using var subscription = await silos.Of<LedgerTail>().Subscribe(page =>
        {
            foreach (var happened in page) received.Enqueue(happened);
        });

        var ids = new List<string>();
        for (var n = 0; n < 5; n++) ids.Add(await silos.Received(line));

        await Eventually.Is("all are passed on", () => ids.TrueForAll(id => received.Any(e => e.Stream.Id == id)));
        var referrals = received.Where(e => ids.Contains(e.Stream.Id)).ToList();
        Assert.Equal(ids, referrals.Select(e => e.Stream.Id).Distinct());
        Assert.Equal(referrals.Count, referrals.Select(e => (e.Stream, e.Event.Version)).Distinct().Count());
    }

    [Fact]
    public async Task A_failing_ledger_shows_in_the_age_and_nothing_is_lost()
    {
        var line = await silos.ServiceLine();
        var tail = new LedgerTail(silos.Ledger, NullLogger<LedgerTail>.Instance);
        await tail.StartAsync(TestContext.Current.CancellationToken);
        var received = new ConcurrentQueue<string>();
        Assert.Null(tail.Age);
        using (await tail.Subscribe(page =>
        {
            foreach (var happened in page) received.Enqueue(happened.Stream.Id);
        }, TestContext.Current.CancellationToken))
        {
            silos.Ledger.FailsReadAll = true;
            var id = await silos.Received(line);
            await Eventually.Is("the age grows", () => tail.Age > TailLimits.Poll + TailLimits.Retry);
            Assert.DoesNotContain(id, received);

            silos.Ledger.FailsReadAll = false;
            await Eventually.Is("the event arrives", () => received.Contains(id));
            await Eventually.Is("the age is small again", () => tail.Age < TailLimits.Poll);
        }

        Assert.Null(tail.Age);
        await tail.StopAsync(TestContext.Current.CancellationToken);
    }
}
