using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>Silos on one database of their own, each with a client. The server's owner removes the database.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly List<Product> _silos = [];
    private readonly List<HttpClient> _clients = [];

    private Cluster(PostgresServer server) => Database = server.CreateDatabase();

    public string Database { get; }

    public IReadOnlyList<HttpClient> Clients => _clients;

    /// <summary>User and system time of all silos, seconds.</summary>
    public double CpuSeconds => _silos.Sum(s => s.CpuSeconds);

    /// <summary>Resident memory of each silo.</summary>
    public IReadOnlyCollection<double> Megabytes => [.. _silos.Select(s => s.Megabytes)];

    /// <summary>Traffic between the silos so far.</summary>
    public Task<SiloTraffic> Traffic() => SiloTraffic.Between([.. _silos.Select(s => s.Id)]);

    public static async Task<Cluster> StartNew(int silos, PostgresServer server)
    {
        var cluster = new Cluster(server);
        try
        {
            // One after the other: the first loads the demo program.
            for (var n = 0; n < silos; n++)
            {
                var silo = await Product.StartNew(Engine.Postgres, cluster.Database);
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
