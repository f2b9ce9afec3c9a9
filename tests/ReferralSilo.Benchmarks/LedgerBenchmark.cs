using System.Diagnostics;
using System.Globalization;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Whole commits of the ledger compared with the same machine's pgbench (single 1 KB rows) and Orleans' own storage on
/// SQLite. Rounds alternate; medians are compared.
/// </summary>
internal static class LedgerBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> Run(string[] arguments)
    {
        var seconds = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
        var database = PostgresServer.Shared.CreateDatabase();
        using var folder = new TempFolder();
        var postgres = new StorageOptions
        {
            Engine = StorageEngine.Postgres,
            ConnectionString = database,
            KeyFile = Path.Combine(folder.Path, "postgres.key"),
        };
        var sqlite = new StorageOptions { DataDirectory = folder.Path };

        var cpu = await CpuTime.Of(database);
        if (arguments is not [_, "sqlite"])
            await Throughput(postgres, new PgBench(database), "pgbench, 1 KB upserts, 32 clients", seconds, 1.0, cpu);
        if (arguments is [_, "postgres"]) return 0;
        await using (var stock = await OrleansGrainStorage.Open(folder.Path))
        {
            await Throughput(sqlite, stock, "Orleans AdoNet storage, SQLite, gated", seconds, 2.0, cpu);
        }

        if (arguments.Length < 2) await IdleLatency.Compare(postgres, sqlite);
        return 0;
    }

    private static async Task Throughput(StorageOptions options, IBaseline baseline, string name, int seconds,
        double goal, CpuTime cpu)
    {
        await using var open = await LedgerFactory.Open(options);
        var load = new CommitLoad(open.Ledger);
        await load.Prepare();
        await baseline.Prepare();
        List<double> ledger = [], other = [], ledgerCpu = [], otherCpu = [];
        // One run of each as warm-up, so that just-in-time compilation is not measured.
        await baseline.PerSecond(TimeSpan.FromSeconds(seconds));
        await load.PerSecond(TimeSpan.FromSeconds(seconds));
        for (var round = 0; round < Rounds; round++)
        {
            await Measure(() => baseline.PerSecond(TimeSpan.FromSeconds(seconds)), other, otherCpu);
            await Measure(() => load.PerSecond(TimeSpan.FromSeconds(seconds)), ledger, ledgerCpu);
        }

        Report.Row($"{options.Engine} ledger, whole commits, {CommitLoad.Grains} grains", ledger, "commits/s");
        Report.Row(name, other, "writes/s");
        Report.Ratio(Report.Median(ledger) / Report.Median(other), $"goal >= {goal:0.0}");
        Report.Row("  CPU of one commit, all processes", ledgerCpu, "us");
        Report.Row("  CPU of one write of the other", otherCpu, "us");
        Report.Ratio(Report.Median(otherCpu) / Report.Median(ledgerCpu), "commits of the ledger for one write");

        async Task Measure(Func<Task<double>> run, List<double> rates, List<double> cpus)
        {
            var (before, started) = (cpu.Seconds(), Stopwatch.GetTimestamp());
            var rate = await run();
            rates.Add(rate);
            cpus.Add((cpu.Seconds() - before) * 1e6 / (rate * Stopwatch.GetElapsedTime(started).TotalSeconds));
        }
    }
}

/// <summary>What the ledger is compared with.</summary>
internal interface IBaseline
{
    Task Prepare();

    Task<double> PerSecond(TimeSpan time);
}
