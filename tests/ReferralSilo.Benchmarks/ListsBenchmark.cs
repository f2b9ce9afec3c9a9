using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Testing;
using StreamId = ReferralSilo.Storage.StreamId;

namespace ReferralSilo.Benchmarks;

/// <summary>Folds events of made-up referrals into all lists: a whole rebuild, then the lag while commits arrive at a
/// fixed rate.</summary>
internal static class ListsBenchmark
{
    private const int EventsPerReferral = 10;
    private const int Writers = 64;
    private const int CommitsPerSecond = 500;

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "events", "seconds", "engine");
        var events = options.Number("events", 1_000_000);
        foreach (var engine in options.Engines()) await Measure(engine, events, options.Seconds(10));
    }

    private static async Task Measure(Engine engine, int events, TimeSpan lagTime)
    {
        using var folder = new TempFolder();
        var storage = engine == Engine.Sqlite
            ? new StorageOptions { DataDirectory = folder.Path }
            : new StorageOptions
            {
                Engine = StorageEngine.Postgres,
                ConnectionString = PostgresServer.Shared.CreateDatabase(),
                KeyFile = Path.Combine(folder.Path, "postgres.key"),
            };
        await using var open = await LedgerFactory.Open(storage);
        var mapper = new ReferralMapper(open.Hash);
        await Fill(open.Ledger, mapper, events / EventsPerReferral);

        // All lists of the program; a new one is added here.
        IProjection[] lists = [new PatientsProjection(open.Hash)];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(lists.Select(async list =>
        {
            await open.Projections.Create(list.Table, 1);
            var runner = new ProjectionRunner(open.Ledger, open.Projections, list, 1);
            while (await runner.Step())
            {
            }
        }));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Report.Row($"{engine}: {events:N0} events through {lists.Length} list(s)", [seconds], "s");
        Report.Goal("<= 120 s for 1,000,000");
        var lags = await Lags(open, mapper, new PatientsProjection(open.Hash), lagTime);
        Report.Latency($"{engine}: lag at {CommitsPerSecond} commits/s", lags);
        Report.Goal("p99 <= 500 ms");
    }

    private static async Task Fill(ILedger ledger, ReferralMapper mapper, int referrals)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (int n; (n = Interlocked.Increment(ref next)) < referrals;)
                await ledger.Commit(Referral(mapper, $"fill-{n}", n, EventsPerReferral));
        }));
    }

    /// <summary>Milliseconds from the answer of each commit until the list includes it.</summary>
    private static async Task<List<double>> Lags(OpenLedger open, ReferralMapper mapper, PatientsProjection list,
        TimeSpan time)
    {
        var answered = new ConcurrentDictionary<string, long>();
        var lags = new List<double>();
        var watched = new Watched(list);
        var runner = new ProjectionRunner(open.Ledger, open.Projections, watched, 1);
        using var stop = new CancellationTokenSource();
        var following = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var next = open.Ledger.NextCommit;
                var stepped = await runner.Step();
                var now = Stopwatch.GetTimestamp();
                foreach (var id in watched.Take())
                {
                    if (answered.TryRemove(id, out var at))
                        lags.Add(Stopwatch.GetElapsedTime(at, now).TotalMilliseconds);
                }

                if (!stepped) await Task.WhenAny(next, Task.Delay(TailLimits.Pause));
            }
        });
        var commits = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; Stopwatch.GetElapsedTime(started) < time; n++)
        {
            var id = $"lag-{n}";
            var number = n;
            commits.Add(Task.Run(async () =>
            {
                // Before the commit: the list may include it before its caller continues.
                answered[id] = Stopwatch.GetTimestamp();
                await open.Ledger.Commit(Referral(mapper, id, number, 1));
            }));
            var due = TimeSpan.FromSeconds((n + 1.0) / CommitsPerSecond) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero) await Task.Delay(due);
        }

        await Task.WhenAll(commits);
        await Eventually.Is("the list includes all", () => answered.IsEmpty);
        await stop.CancelAsync();
        await following;
        return lags;
    }

    private static Commit Referral(ReferralMapper mapper, string id, int number, int events)
    {
        var submission = new Submission(
            new ServiceLineId("dermatology"), ReferralModel.WarmHandoff, null, IntakeChannel.Api, null, null,
            Priority.Routine, null, new Reason("Rash on both arms for two weeks", []), null,
            new Patient(new PatientName($"Given{number % 997}", $"Family{number % 7919}"),
                new LocalDate(1940, 1, 1).PlusDays(number % 20_000), new PatientLocation("US", "CO"), null, null,
                [new PhoneNumber($"+1303555{number % 10_000:0000}")], null, null),
            null, [], null, [], null);
        var now = Instant.FromUtc(2026, 11, 29, 12, 0) + Duration.FromSeconds(number);
        ReferralEvent received = new ReferralEvent.Received(new ReferralId(id), $"RS-{number}", submission,
            new ServiceLineId("dermatology"), new EligibilityResult(EligibilityOutcome.Eligible, []), [],
            Clock.Start(ClockKind.Review, now, now + Duration.FromHours(4)));
        ReferralEvent[] rest = [new ReferralEvent.Claimed(new StaffClaim("nurse", now)),
            new ReferralEvent.ClaimEnded("nurse", "released"), new ReferralEvent.Assigned("scheduler")];
        return new Commit(new StreamId(ReferralMapper.StreamKind, id), 0, "{}"u8.ToArray(),
            [.. Enumerable.Range(0, events).Select(n =>
                mapper.Write(n == 0 ? received : rest[n % rest.Length], "client:benchmark"))],
            [], null, null, null, now);
    }

    /// <summary>Notes the streams of the folded events.</summary>
    private sealed class Watched(IProjection list) : IProjection
    {
        private List<string> _folded = [];

        public ListTable Table => list.Table;

        public bool Reads(StreamId stream, string eventType) => list.Reads(stream, eventType);

        public ValueTask Fold(ListChanges rows, PositionedEvent happened)
        {
            _folded.Add(happened.Stream.Id);
            return list.Fold(rows, happened);
        }

        public List<string> Take()
        {
            var taken = _folded;
            _folded = [];
            return taken;
        }
    }
}
