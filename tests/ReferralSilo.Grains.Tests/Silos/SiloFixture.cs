using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.TestingHost;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Silos on a real ledger, with time that the test may move. It begins now: a silo compares it with the wall's
/// clock.</summary>
public abstract class SiloFixture : IAsyncLifetime
{
    private readonly List<OpenLedger> _open = [];
    private InProcessTestCluster _cluster = null!;

    public MovingTime Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>What the grains write through; one for all silos.</summary>
    public FaultyLedger Ledger { get; private set; } = null!;

    /// <summary>The ledger behind the grains' backs.</summary>
    public ILedger Real { get; private set; } = null!;

    public CallFilters Calls { get; } = new();

    public IGrainFactory Grains => _cluster.Client;

    public Instant Now => Time.Now();

    protected abstract StorageOptions Storage { get; }

    protected virtual short SiloCount => 1;

    public async ValueTask InitializeAsync()
    {
        var open = await LedgerFactory.Open(Storage);
        _open.Add(open);
        Real = open.Ledger;
        Ledger = new FaultyLedger(Real);
        var builder = new InProcessTestClusterBuilder(SiloCount);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddMemoryGrainStorage(SettingsStore.Name);
            silo.Services.AddSingleton<TimeProvider>(Time).AddSingleton<ILedger>(Ledger).AddSingleton(open.Hash)
                .AddReferralSiloGrains();
            silo.AddIncomingGrainCallFilter(Calls).AddOutgoingGrainCallFilter(Calls)
                .AddOutgoingGrainCallFilter(call => Calls.Clocks.Listen(options.SiloName, call));
            silo.Services.AddLogging(log => log.SetMinimumLevel(LogLevel.None));
        });
        builder.ConfigureClient(client =>
            client.Services.AddSingleton<TimeProvider>(Time).AddReferralSiloSerialization());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var open in _open) await open.DisposeAsync();
        Clean();
        GC.SuppressFinalize(this);
    }

    /// <summary>A service of one silo.</summary>
    public T Of<T>(int silo = 0) where T : notnull => _cluster.Silos[silo].ServiceProvider.GetRequiredService<T>();

    public BoardFeed Feed(int silo = 0) => Of<BoardFeed>(silo);

    public int Silos => _cluster.Silos.Count;

    /// <summary>One dies at once: nobody is told, nothing is handed over.</summary>
    public Task Kill(SiloAddress silo) =>
        _cluster.KillSiloAsync(_cluster.Silos.Single(s => s.SiloAddress.Equals(silo)));

    public Task Deactivate(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>Makes a service line of its own, known to every silo.</summary>
    public async Task<string> ServiceLine(ServiceLineInput? settings = null)
    {
        var id = AProgram.New("line");
        await Grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Put(
            CommandEnvelopes.BySystem(
                new PutServiceLine(id, settings ?? new ServiceLineInput("Line", "America/Denver"))));
        for (var silo = 0; silo < Silos; silo++) await Of<ServiceLineCatalog>(silo).Read();
        return id;
    }

    /// <summary>Moves time in small steps until something is so: what the timers wake gets its turn.</summary>
    public async Task<TimeSpan> Until(string fact, Func<Task<bool>> holds, TimeSpan atMost, TimeSpan? step = null)
    {
        var begun = Time.GetUtcNow();
        await Eventually.Is(fact, async () =>
        {
            if (await holds()) return true;
            if (Time.GetUtcNow() - begun < atMost) Time.Advance(step ?? TimeSpan.FromMilliseconds(250));
            return await holds();
        });
        return Time.GetUtcNow() - begun;
    }

    protected virtual void Clean() { }
}

/// <summary>One silo on SQLite.</summary>
public sealed class SqliteSilos : SiloFixture
{
    private readonly TempFolder _folder = new();

    protected override StorageOptions Storage => new() { DataDirectory = _folder.Path };

    protected override void Clean() => _folder.Dispose();
}

/// <summary>Two silos on PostgreSQL: every second call crosses from one to the other as bytes.</summary>
public sealed class PostgresSilos : SiloFixture
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override StorageOptions Storage =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = _database };

    protected override short SiloCount => 2;

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}
