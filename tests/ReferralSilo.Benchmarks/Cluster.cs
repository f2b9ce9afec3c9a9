using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>Silos on one database of their own, each with a client. The database goes with its server.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly List<Product> _silos = [];
    private readonly List<HttpClient> _clients = [];

    private Cluster(PostgresServer server) => Database = server.CreateDatabase();

    public string Database { get; }

    public IReadOnlyList<HttpClient> Clients => _clients;

    /// <summary>User and system time of all silos.</summary>
    public double CpuSeconds => _silos.Sum(s => s.CpuSeconds);

    /// <summary>Resident memory of each.</summary>
    public IReadOnlyCollection<double> Megabytes => [.. _silos.Select(s => s.Megabytes)];

    /// <summary>What its silos have sent each other.</summary>
    public Task<SiloTraffic> Traffic() => SiloTraffic.Between([.. _silos.Select(s => s.Id)]);

    public static async Task<Cluster> Started(int silos, PostgresServer server)
    {
        var cluster = new Cluster(server);
        try
        {
            // One after the other: the first loads the demo program.
            for (var n = 0; n < silos; n++)
            {
                var silo = await Product.Started(Engine.Postgres, cluster.Database);
                cluster._silos.Add(silo);
                cluster._clients.Add(await silo.Client());
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task Freeze(bool frozen) => Task.WhenAll(_silos.Select(s => s.Freeze(frozen)));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var silo in _silos) await silo.DisposeAsync();
    }
}
