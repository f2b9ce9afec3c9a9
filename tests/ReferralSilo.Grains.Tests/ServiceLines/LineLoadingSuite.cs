using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.ServiceLines;

public sealed class SqliteLineLoadingTests(SqliteSilos silos) : LineLoadingSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresLineLoadingTests(PostgresSilos silos) : LineLoadingSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>What a service line reads when it starts.</summary>
public abstract class LineLoadingSuite(SiloFixture silos)
{
    [Fact]
    public async Task Open_referrals_are_read_and_of_the_closed_ones_only_those_of_today()
    {
        var line = await silos.ServiceLine();
        var open = await silos.Received(line);
        var closed = await silos.Received(line, new Decline("out of scope"), new Close());
        Assert.Equal(Contracts.Stage.Closed, (await silos.State(closed)).Stage);
        var ledger = new FaultyLedger(silos.Real);

        var received = (await silos.State(closed)).Case.ReceivedAt;
        Assert.Equal([open, closed], await Loaded(Loader(ledger, received + Duration.FromHours(26)), line));

        ledger.Found.Clear();
        Assert.Equal([open], await Loaded(Loader(ledger, received + Duration.FromHours(27)), line));
        Assert.Equal([open], ledger.Found.Select(s => s.Id));
    }

    [Fact]
    public async Task Nothing_is_read_any_more_after_the_caller_stopped()
    {
        var line = await silos.ServiceLine();
        var state = (await silos.Real.Read(Stream(await silos.Received(line))))!;
        var (searches, last) = (0, new TaskCompletionSource<StatePage>());
        var ahead = Environment.ProcessorCount + 1;
        var ledger = new FaultyLedger(silos.Real)
        {
            AnswersSearch = _ => ++searches <= ahead ? Task.FromResult(new StatePage([state], "next")) : last.Task,
        };
        var entries = Loader(ledger, Instant.FromUtc(2031, 3, 3, 9, 0))
            .Entries(new ServiceLineId(line), TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await entries.MoveNextAsync());
        Assert.Equal(ahead + 1, searches);

        var stopping = entries.DisposeAsync();
        Assert.False(stopping.IsCompleted);
        last.SetResult(new StatePage([], null));
        await stopping;
    }

    private ServiceLineLoader Loader(ILedger ledger, Instant now) => new(ledger, silos.Of<ReferralMapper>(),
        silos.Of<ScheduleMapper>(), silos.Of<ClinicianLines>(), new FixedClock(now));

    private static async Task<IEnumerable<string>> Loaded(ServiceLineLoader loader, string line)
    {
        var ids = new List<string>();
        await foreach (var read in loader.Entries(new ServiceLineId(line), TestContext.Current.CancellationToken))
            ids.Add(read.Entry.Id.Value);
        return ids;
    }

    private sealed class FixedClock(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
