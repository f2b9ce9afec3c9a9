using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.AProgram;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Tests.Clocks;

public sealed class SqliteCatchUpTests(SqliteSilos silos) : CatchUpSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresCatchUpTests(PostgresSilos silos) : CatchUpSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>After an outage of days everything that is due rings: the earliest first, a few at a time, a page in memory
/// (I10).</summary>
public abstract class CatchUpSuite(SiloFixture silos)
{
    /// <summary>More than two pages of each partition.</summary>
    private const int PerPartition = (2 * ClockLimits.Rows) + 50;

    /// <summary>All of a page, and of the one after it all that would be rung at once.</summary>
    private const int Stuck = ClockLimits.Rows + ClockLimits.Parallel;

    private static readonly Duration Outage = Duration.FromDays(4);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Thousands_that_became_due_over_days_ring_in_order_few_at_a_time_and_once()
    {
        silos.Ledger.HidesDue = true;
        var (line, from) =
            (await silos.ServiceLine(new("Line", "America/Denver", Targets: [new(ClockKind.Review, 2)])),
            silos.Now - Outage);
        var due = new Dictionary<StreamId, Instant>();
        foreach (var partition in (int[])[3, 40])
            for (var n = 0; n < PerPartition; n++)
                // Neither in the order of their ids nor of their commits.
                await Missed(due, partition, line, from + (Outage / PerPartition * (n * 389 % PerPartition)));

        silos.Ledger.HidesDue = false;
        await silos.Until("all have rung", () =>
            Task.FromResult(silos.Calls.Clocks.Rung.Distinct().Count(due.ContainsKey) == due.Count),
            TimeSpan.FromMinutes(10), Step);
        await silos.Until("nothing is due any more", async () =>
            (await Due(3)).Concat(await Due(40)).All(d => !due.ContainsKey(d.Stream)), TimeSpan.FromMinutes(10), Step);

        foreach (var rung in silos.Calls.Clocks.Rung.Distinct().Where(due.ContainsKey).GroupBy(s => s.Partition))
            Assert.Equal(rung.OrderBy(s => due[s]), rung);
        Assert.InRange(silos.Calls.Clocks.MostAtOnce, 2, ClockLimits.Parallel);
        Assert.Equal(ClockLimits.Rows, silos.Ledger.MostDue);
        foreach (var stream in due.Keys)
            Assert.Equal(["received", "target-breached"], await silos.Events(stream.Id));
    }

    [Fact]
    public async Task Pages_of_those_that_cannot_be_rung_do_not_hold_up_those_after_them()
    {
        silos.Ledger.HidesDue = true;
        var (line, due) =
            (await silos.ServiceLine(new("Line", "America/Denver", Targets: [new(ClockKind.Review, 2)])),
            new Dictionary<StreamId, Instant>());
        for (var n = 0; n < Stuck + (3 * ClockLimits.Parallel); n++) await Missed(due, 17, line,
            silos.Now - Outage + Duration.FromMinutes(n));
        var broken = silos.Calls.Clocks.Broken = due.OrderBy(d => d.Value).Take(Stuck).Select(d => d.Key).ToHashSet();

        silos.Ledger.HidesDue = false;
        await silos.Until("only the broken ones are due", async () =>
            (await StillDue()).SetEquals(broken), TimeSpan.FromMinutes(10), Step);
        silos.Calls.Clocks.Broken = new HashSet<StreamId>();
        await silos.Until("they ring once they can", async () =>
            (await StillDue()).Count == 0, TimeSpan.FromMinutes(10), Step);

        async Task<HashSet<StreamId>> StillDue() =>
            [.. (await Due(17)).Concat(await Due(17, ClockLimits.Rows)).Select(d => d.Stream).Where(due.ContainsKey)];
    }

    private Task<IReadOnlyList<DueStream>> Due(int partition, int skip = 0) =>
        silos.Real.Due(partition, silos.Now, ClockLimits.Rows, skip);

    /// <summary>A referral of the partition, received then, whose review is long overdue; nobody has it in
    /// memory.</summary>
    private async Task Missed(Dictionary<StreamId, Instant> due, int partition, string line, Instant received)
    {
        var id = New("missed");
        while (Stream(id).Partition != partition) id = New("missed");
        var form = silos.Of<ReferralMapper>();
        var context = new ReferralContext(received, "nora", await silos.Of<ServiceLineCatalog>().All());
        var events = ((D.Accepted)ReferralDecider.Decide(null, Submission(id, line), context)).Events;
        var state = events.Aggregate((Referral?)null, form.Evolve)!;
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            Stream(id), 0, form.Write(state), [.. events.Select(e => form.Write(e, "nora"))], [], form.DueAt(state),
                form.Search(null, state), null, received)));
        due.Add(Stream(id), form.DueAt(state)!.Value);
    }
}
