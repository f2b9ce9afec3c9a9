using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.TestingHost;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>The question for the best slots as a call of the line's grain, in a real silo of this process, while
/// schedules commit holds at a fixed rate. The call crosses the border of the silo: arguments and answer are
/// serialized.</summary>
internal static class MatchingCallBenchmark
{
    private const int Limit = 10;
    private const int Needs = 1_000;
    private const int AtOnce = 32;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "clinicians", "rate", "seconds");
        var (world, rate) = (new MatchingWorld(options.Number("clinicians", 500)), options.Number("rate", 200));
        using var folder = new TempFolder();
        await using var ledger = await LedgerFactory.Open(new StorageOptions { DataDirectory = folder.Path });
        await using var cluster = await Start(ledger);
        await Define(cluster.Client, world);
        var line = cluster.Client.GetGrain<IServiceLineGrain>(MatchingWorld.LineName);
        var holds = new Holds(cluster.Client, world);
        MatchNeed[] needs = [.. Enumerable.Range(0, Needs).Select(world.Need)];

        await Measure(line, needs, holds, rate, WarmUp);
        var quiet = await Measure(line, needs, holds, 0, options.Seconds(20));
        var busy = await Measure(line, needs, holds, rate, options.Seconds(20));

        Report.Latency($"best {Limit} as a call, no commits", quiet.Times);
        Report.Latency($"best {Limit} as a call beside commits", busy.Times);
        Report.Goal("p99 <= 2 ms");
        Report.Row("  commits", [busy.CommitsPerSecond], "a second");
        Report.Goal($">= {rate * 0.95:N0}");
        Report.Row("  refused", [holds.Refused], "");
    }

    private static async Task<(List<double> Times, double CommitsPerSecond)> Measure(IServiceLineGrain line,
        MatchNeed[] needs, Holds holds, int rate, TimeSpan time)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), holds.Done);
        var load = rate == 0 ? Task.CompletedTask : Task.Run(async () =>
            await Task.WhenAll(await Pace.PerSecond(rate, time, _ => holds.Next())));
        var times = new List<double>();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < time; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            var best = await line.BestSlots(needs[i % Needs], Limit);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            if (best.Items.Count == 0 && best.Removed.Count == 0)
                throw new CannotMeasureException("The line has no clinicians.");
        }

        await load;
        return (times, (holds.Done - before) / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<InProcessTestCluster> Start(OpenLedger ledger)
    {
        var time = new WorldTime();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(SettingsStore.Name, storage => storage.Configure(o =>
                o.GrainStorageSerializer = new SettingsJsonSerializer()));
            silo.Services.AddSingleton<TimeProvider>(time).AddSingleton<IClock>(time)
                .AddSingleton(ledger.Ledger).AddSingleton(ledger.Projections).AddSingleton(ledger.Hash)
                .AddReferralSiloGrains();
            silo.Services.AddLogging(log => log.SetMinimumLevel(LogLevel.None));
        });
        builder.ConfigureClient(client =>
            client.Services.AddSingleton<TimeProvider>(time).AddReferralSiloSerialization());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static async Task Define(IGrainFactory grains, MatchingWorld world)
    {
        await grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Put(
            CommandEnvelopes.BySystem(new PutServiceLine(MatchingWorld.LineName,
                new ServiceLineInput("Dermatology", MatchingWorld.Zone))));
        foreach (var some in world.Schedules.Chunk(AtOnce))
            await Task.WhenAll(some.Select(async s =>
            {
                var schedule = grains.GetGrain<IScheduleGrain>(s.Clinician.Value);
                await schedule.Handle(CommandEnvelopes.BySystem<ScheduleCommand>(
                    new ScheduleCommand.Define(s.Profile)));
                await schedule.Handle(CommandEnvelopes.BySystem<ScheduleCommand>(
                    new ScheduleCommand.SetAvailability(s.Availability)));
            }));
        var line = grains.GetGrain<IServiceLineGrain>(MatchingWorld.LineName);
        await Pace.Until("the line knows all clinicians", TimeSpan.FromMinutes(1),
            async () => (await line.Clinicians()).Count == world.Schedules.Count);
    }

    /// <summary>Holds random slots, each for an hour.</summary>
    private sealed class Holds(IGrainFactory grains, MatchingWorld world)
    {
        private readonly Random _random = new(2);
        private int _done, _refused, _ids;

        public int Done => _done;

        public int Refused => _refused;

        public async Task Next()
        {
            ScheduleCommand.Hold hold;
            lock (_random)
            {
                var clinician = world.Schedules[_random.Next(world.Schedules.Count)].Clinician;
                var start = MatchingWorld.Now + Duration.FromMinutes(30 * _random.Next(4, 13 * 48));
                hold = new ScheduleCommand.Hold(new($"h{_ids++}"),
                    SlotId.Create(clinician, start, start + Duration.FromMinutes(30)), new("r1"), null,
                    MatchingWorld.Now + Duration.FromHours(1));
            }

            var outcome = await grains.GetGrain<IScheduleGrain>(hold.Slot.Clinician.Value)
                .Handle(CommandEnvelopes.BySystem<ScheduleCommand>(hold));
            if (outcome.Refusal is null) Interlocked.Increment(ref _done);
            else Interlocked.Increment(ref _refused);
        }
    }

    /// <summary>The time of the world, which begins with the benchmark.</summary>
    private sealed class WorldTime : TimeProvider, IClock
    {
        private readonly TimeSpan _ahead = MatchingWorld.Now.ToDateTimeOffset() - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

        public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(GetUtcNow());
    }
}
