using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>Clusters that share one load and a PostgreSQL server of their own; those of one contender know nothing of
/// each other.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly PostgresCluster _server = PostgresCluster.Start();
    private readonly List<Cluster> _clusters = [];

    private Contender(string name) => Name = name;

    public string Name { get; }

    public int Silos => _clusters.Sum(c => c.Clients.Count);

    /// <summary>One of its databases.</summary>
    public string Database => _clusters[0].Database;

    /// <summary>User and system time of all silos.</summary>
    public double CpuSeconds => _clusters.Sum(c => c.CpuSeconds);

    /// <summary>Resident memory of each silo.</summary>
    public IReadOnlyCollection<double> Megabytes => [.. _clusters.SelectMany(c => c.Megabytes)];

    /// <param name="name">In the report.</param>
    /// <param name="silos">Of each cluster.</param>
    public static async Task<Contender> Started(string name, params int[] silos)
    {
        var contender = new Contender(name);
        try
        {
            foreach (var count in silos) contender._clusters.Add(
                await Cluster.Started(count, PostgresServer.Of(contender._server)));
            return contender;
        }
        catch
        {
            await contender.DisposeAsync();
            throw;
        }
    }

    /// <summary>Between silos of one cluster.</summary>
    public async Task<SiloTraffic> Traffic() =>
        (await Task.WhenAll(_clusters.Select(c => c.Traffic()))).Aggregate((a, b) => a + b);

    public Task<CpuTime> Server() => CpuTime.Of(Database);

    public Task Each(Func<Cluster, Task> what) => Task.WhenAll(_clusters.Select(what));

    /// <summary>
    /// Takes the processor from silos and server, or gives it back. A server cleans up after its load, and would do it
    /// while another is measured.
    /// </summary>
    public async Task Freeze(bool frozen)
    {
        if (!frozen) await _server.Freeze(false);
        await Each(c => c.Freeze(frozen));
        if (frozen) await _server.Freeze(true);
    }

    public async Task<LedgerCounts> Counts()
    {
        var counts = new List<LedgerCounts>();
        foreach (var cluster in _clusters) counts.Add(await LedgerCounts.Read(cluster.Database));
        return counts.Aggregate((a, b) => a + b);
    }

    /// <summary>The callers of one turn, spread over the clusters, all at once.</summary>
    public Task Work(
        TimeSpan time, int callers, int turn, Func<JobCaller, Func<bool>, Task>? work = null,
            Route route = Route.ByReferral, Answered? answered = null) =>
        Each(c => JobBenchmark.Work(c.Clients, time, callers / _clusters.Count, turn, work, route, answered));

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters) await cluster.DisposeAsync();
        await _server.Freeze(false);
        _server.Dispose();
    }
}
