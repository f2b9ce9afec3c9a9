using System.Globalization;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Whole commits of the ledger against what the same machine does at the same time: pgbench writing single 1 KB rows,
/// and Orleans' own storage on SQLite. Rounds alternate, medians are compared.
/// </summary>
internal static class LedgerBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> Run(string[] arguments)
    {
        var seconds = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
        using var cluster = PostgresCluster.Start();
        using var folder = new TempFolder();
        var postgres = new StorageOptions
        {
            Engine = StorageEngine.Postgres,
            ConnectionString = cluster.ConnectionString.Replace("Pooling=False", "", StringComparison.OrdinalIgnoreCase),
            KeyFile = Path.Combine(folder.Path, "postgres.key"),
        };
        var sqlite = new StorageOptions { DataDirectory = folder.Path };

        await Throughput(postgres, new PgBench(cluster.ConnectionString), "pgbench, 1 KB upserts, 32 clients", seconds, 1.0);
        await using (var stock = await StockGrainStorage.Open(folder.Path))
        {
            await Throughput(sqlite, stock, "Orleans AdoNet storage, SQLite, gated", seconds, 2.0);
        }

        await IdleLatency.Compare(postgres, sqlite);
        return 0;
    }

    private static async Task Throughput(StorageOptions options, IYardstick yardstick, string name, int seconds, double goal)
    {
        await using var open = await LedgerFactory.Open(options);
        var load = new CommitLoad(open.Ledger);
        await load.Prepare();
        await yardstick.Prepare();
        List<double> ledger = [], other = [];
        for (var round = 0; round < Rounds; round++)
        {
            other.Add(await yardstick.PerSecond(TimeSpan.FromSeconds(seconds)));
            ledger.Add(await load.PerSecond(TimeSpan.FromSeconds(seconds)));
        }

        Report.Row($"{options.Engine} ledger, whole commits, {CommitLoad.Grains} grains", ledger, "commits/s");
        Report.Row(name, other, "writes/s");
        Report.Ratio(Report.Median(ledger) / Report.Median(other), $"goal >= {goal:0.0}");
    }
}

/// <summary>What the ledger is measured against.</summary>
internal interface IYardstick
{
    Task Prepare();

    Task<double> PerSecond(TimeSpan time);
}
