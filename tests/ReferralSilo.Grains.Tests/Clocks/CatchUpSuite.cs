using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Tests.Clocks;

public sealed class SqliteCatchUpTests(SqliteSilos silos) : CatchUpSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresCatchUpTests(PostgresSilos silos) : CatchUpSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>After an outage of days, every passed deadline is handled: the earliest first, a few at a time, with one
/// page in memory (I10).</summary>
public abstract class CatchUpSuite(SiloFixture silos)
{
    /// <summary>More than two pages of each partition.</summary>
    private const int PerPartition = (2 * ClockLimits.Rows) + 50;

    /// <summary>Fills a page and, of the next page, one set of concurrent calls.</summary>
    private const int FailingStreams = ClockLimits.Rows + ClockLimits.Parallel;

    private static readonly Duration Outage = Duration.FromDays(4);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Thousands_of_passed_deadlines_are_handled_once_in_order_and_few_at_a_time()
    {
        silos.Ledger.FailsDue = true;
        var line = await silos.ServiceLine(new("Line", "America/Denver", Targets: [new(ClockKind.Review, 2)]));
        var from = silos.Now - Outage;
        var due = new Dictionary<StreamId, Instant>();
        foreach (var partition in (int[])[3, 40])
            for (var n = 0; n < PerPartition; n++)
                // The order differs from the order of ids and of commits.
                await CommitOverdue(due, partition, line, from + (Outage / PerPartition * (n * 389 % PerPartition)));

        silos.Ledger.FailsDue = false;
        await silos.Until("all were called", () =>
            Task.FromResult(silos.Calls.Clocks.Called.Distinct().Count(due.ContainsKey) == due.Count),
            TimeSpan.FromMinutes(10), Step);
        await silos.Until("nothing is due any more", async () =>
            (await Due(3)).Concat(await Due(40)).All(d => !due.ContainsKey(d.Stream)), TimeSpan.FromMinutes(10), Step);

        foreach (var called in silos.Calls.Clocks.Called.Distinct().Where(due.ContainsKey).GroupBy(s => s.Partition))
            Assert.Equal(called.OrderBy(s => due[s]), called);
        Assert.InRange(silos.Calls.Clocks.MostAtOnce, 2, ClockLimits.Parallel);
        Assert.Equal(ClockLimits.Rows, silos.Ledger.MostDue);
        foreach (var stream in due.Keys)
            Assert.Equal(["received", "target-breached"], await silos.Events(stream.Id));
    }

    [Fact]
    public async Task Pages_of_failing_deadlines_do_not_block_later_ones()
    {
        silos.Ledger.FailsDue = true;
        var line = await silos.ServiceLine(new("Line", "America/Denver", Targets: [new(ClockKind.Review, 2)]));
        var due = new Dictionary<StreamId, Instant>();
        for (var n = 0; n < FailingStreams + (3 * ClockLimits.Parallel); n++)
            await CommitOverdue(due, 17, line, silos.Now - Outage + Duration.FromMinutes(n));
        var failing = silos.Calls.Clocks.Failing =
            due.OrderBy(d => d.Value).Take(FailingStreams).Select(d => d.Key).ToHashSet();

        silos.Ledger.FailsDue = false;
        await silos.Until("only the failing ones are due", async () =>
            (await StillDue()).SetEquals(failing), TimeSpan.FromMinutes(10), Step);
        silos.Calls.Clocks.Failing = new HashSet<StreamId>();
        await silos.Until("they are handled once they succeed", async () =>
            (await StillDue()).Count == 0, TimeSpan.FromMinutes(10), Step);

        async Task<HashSet<StreamId>> StillDue() =>
            [.. (await Due(17)).Concat(await Due(17, ClockLimits.Rows)).Select(d => d.Stream).Where(due.ContainsKey)];
    }

    private Task<IReadOnlyList<DueStream>> Due(int partition, int skip = 0) =>
        silos.Real.Due(partition, silos.Now, ClockLimits.Rows, skip);

    /// <summary>Commits a referral of the partition, received at that time, whose review is long overdue and whose
    /// grain is not active.</summary>
    private async Task CommitOverdue(Dictionary<StreamId, Instant> due, int partition, string line, Instant received)
    {
        var id = New("missed");
        while (Stream(id).Partition != partition) id = New("missed");
        var mapper = silos.Of<ReferralMapper>();
        var context = new ReferralContext(received, "nora", await silos.Of<ServiceLineCatalog>().All());
        var events = ((D.Accepted)ReferralDecider.Decide(null, Submission(id, line), context)).Events;
        var state = events.Aggregate((Referral?)null, mapper.Evolve)!;
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            Stream(id), 0, mapper.Write(state), [.. events.Select(e => mapper.Write(e, "nora"))], [],
            mapper.DueAt(state), mapper.Row(null, state), null, received)));
        due.Add(Stream(id), mapper.DueAt(state)!.Value);
    }
}
