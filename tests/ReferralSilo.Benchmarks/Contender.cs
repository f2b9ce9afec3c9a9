using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>Clusters that share one load and one PostgreSQL server but do not know of each other.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly PostgresCluster _server = PostgresCluster.Start();
    private readonly List<Cluster> _clusters = [];

    private Contender(string name) => Name = name;

    public string Name { get; }

    public int Silos => _clusters.Sum(c => c.Clients.Count);

    /// <summary>Connection string of the first cluster's database.</summary>
    public string Database => _clusters[0].Database;

    /// <summary>User and system time of all silos, seconds.</summary>
    public double CpuSeconds => _clusters.Sum(c => c.CpuSeconds);

    /// <summary>Resident memory of each silo.</summary>
    public IReadOnlyCollection<double> Megabytes => [.. _clusters.SelectMany(c => c.Megabytes)];

    /// <param name="name">Name in the report.</param>
    /// <param name="silos">Number of silos of each cluster.</param>
    public static async Task<Contender> StartNew(string name, params int[] silos)
    {
        var contender = new Contender(name);
        try
        {
            foreach (var count in silos) contender._clusters.Add(
                await Cluster.StartNew(count, PostgresServer.ForCluster(contender._server)));
            return contender;
        }
        catch
        {
            await contender.DisposeAsync();
            throw;
        }
    }

    /// <summary>Traffic between silos of the same cluster.</summary>
    public async Task<SiloTraffic> Traffic() =>
        (await Task.WhenAll(_clusters.Select(c => c.Traffic()))).Aggregate((a, b) => a + b);

    public Task<CpuTime> Server() => CpuTime.Of(Database);

    public Task ForEachCluster(Func<Cluster, Task> what) => Task.WhenAll(_clusters.Select(what));

    /// <summary>
    /// Stops or continues silos and server. A running server would clean up after its load while another contender is
    /// measured.
    /// </summary>
    public async Task Freeze(bool frozen)
    {
        if (!frozen) await _server.Freeze(false);
        await ForEachCluster(c => c.Freeze(frozen));
        if (frozen) await _server.Freeze(true);
    }

    public async Task<LedgerCounts> Counts()
    {
        var counts = new List<LedgerCounts>();
        foreach (var cluster in _clusters) counts.Add(await LedgerCounts.Read(cluster.Database));
        return counts.Aggregate((a, b) => a + b);
    }

    /// <summary>Runs the callers of one turn, distributed over the clusters, all at once.</summary>
    public Task Work(
        TimeSpan time, int callers, int turn, Func<JobCaller, Func<bool>, Task>? work = null,
            Route route = Route.ByReferral, AnswerCounter? answered = null) =>
        ForEachCluster(c => JobBenchmark.Work(c.Clients, time, callers / _clusters.Count, turn, work, route, answered));

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters) await cluster.DisposeAsync();
        await _server.Freeze(false);
        _server.Dispose();
    }
}
