using System.Globalization;
using System.Text;
using NodaTime;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Simulation.Tests.Projections;

/// <summary>Two silos fold the same list, crash at any await, lose calls and answers. The list counts the events of
/// each stream, so an event that is lost or counted twice shows.</summary>
public sealed class ProjectionSimulationTests
{
    private const int Seeds = 500;
    private const int Streams = 5;

    [Fact]
    public void Each_event_counts_once_for_every_seed() =>
        Assert.Empty(Enumerable.Range(1, Seeds).Select(seed => Run(seed, checksCheckpoint: true)).OfType<string>());

    [Fact]
    public void A_store_that_does_not_check_the_checkpoint_is_found() =>
        Assert.NotEmpty(Enumerable.Range(1, Seeds).Select(seed => Run(seed, checksCheckpoint: false)).OfType<string>());

    /// <summary>Null when every event was counted once.</summary>
    private static string? Run(int seed, bool checksCheckpoint)
    {
        var scheduler = new SeededScheduler(seed, Instant.FromUtc(2026, 11, 29, 12, 0));
        var faults = Faults.Of(scheduler);
        var ledger = new SimLedger(PlantedBug.None);
        var store = new SimProjectionStore(checksCheckpoint);
        var written = new int[Streams];
        for (var commits = scheduler.Chance.Next(20, 80); commits > 0; commits--)
        {
            scheduler.After(scheduler.Between(Duration.Zero, Duration.FromMinutes(2)),
                () => Commit(ledger, scheduler, written));
        }

        Process[] silos = [Start("silo-1"), Start("silo-2")];
        for (var crashes = scheduler.Chance.Next(0, 12); crashes > 0; crashes--)
        {
            scheduler.After(scheduler.Between(Duration.Zero, Duration.FromMinutes(2)), () =>
            {
                var which = scheduler.Chance.Next(silos.Length);
                silos[which].Crash();
                silos[which] = Start(silos[which].Name);
            });
        }

        scheduler.Run(Duration.FromMinutes(3));
        faults.StopAll();
        scheduler.Run(Duration.FromMinutes(1));
        var counted = Enumerable.Range(0, Streams).Select(s => Count(store.Rows.GetValueOrDefault($"s{s}")));
        return counted.SequenceEqual(written) && scheduler.OffThreadTasks == 0 ? null
            : $"seed {seed}: {string.Join(' ', counted)} counted, {string.Join(' ', written)} written";

        Process Start(string name)
        {
            var process = new Process(scheduler, name);
            var link = new LedgerLink(ledger, scheduler, faults, new Trace(scheduler, false), name, PlantedBug.None);
            var runner = new ProjectionRunner(
                link, new ProjectionStoreLink(store, scheduler, faults), new Counting(), 1);
            process.Start(() => Follow(scheduler, runner));
            return process;
        }
    }

    private static async Task Follow(SeededScheduler scheduler, ProjectionRunner runner)
    {
        while (true)
        {
            try
            {
                if (await runner.Step()) continue;
            }
            catch (LedgerUnavailableException)
            {
                // The next step starts from the checkpoint.
            }

            await scheduler.Wait(scheduler.Between(Duration.FromMilliseconds(5), Duration.FromSeconds(2)));
        }
    }

    private static void Commit(SimLedger ledger, SeededScheduler scheduler, int[] written)
    {
        var stream = scheduler.Chance.Next(Streams);
        var events = scheduler.Chance.Next(1, 4);
        ledger.Apply(new Commit(new StreamId("referral", $"s{stream}"), written[stream], Encoding.UTF8.GetBytes("{}"),
            [.. Enumerable.Repeat(new EventToStore("changed", "staff", Encoding.UTF8.GetBytes("{}")), events)],
            [], null, null, null, scheduler.Now), scheduler.Now);
        written[stream] += events;
    }

    private static int Count(ListRow? row) =>
        row is null ? 0 : int.Parse(Encoding.UTF8.GetString(row.Body.Span), CultureInfo.InvariantCulture);

    private sealed class Counting : IProjection
    {
        public ListTable Table { get; } = new("counting", 1, []);

        public bool Reads(StreamId stream, string eventType) => true;

        public async ValueTask Fold(ListChanges rows, PositionedEvent happened)
        {
            var count = Count(await rows.Get(happened.Stream.Id)) + 1;
            rows.Put(new ListRow(happened.Stream.Id, 0, [], [],
                Encoding.UTF8.GetBytes(count.ToString(CultureInfo.InvariantCulture))));
        }
    }
}
