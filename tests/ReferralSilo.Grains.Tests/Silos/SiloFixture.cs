using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Storage;
using Orleans.TestingHost;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Silos on a real ledger, with time that the test may move; it starts at the real time.</summary>
public abstract class SiloFixture : IAsyncLifetime
{
    private readonly List<OpenLedger> _open = [];
    private InProcessTestCluster _cluster = null!;

    public AdjustableTime Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>The ledger of the grains; one for all silos.</summary>
    public FaultyLedger Ledger { get; private set; } = null!;

    /// <summary>The ledger without injected failures; the grains do not see its calls.</summary>
    public ILedger Real { get; private set; } = null!;

    public CallFilters Calls { get; } = new();

    public IGrainFactory Grains => _cluster.Client;

    public Instant Now => Time.GetCurrentInstant();

    protected abstract StorageOptions Storage { get; }

    protected virtual short SiloCount => 1;

    /// <summary>Adds services to each silo.</summary>
    protected virtual void Add(IServiceCollection services) { }

    public async ValueTask InitializeAsync()
    {
        var open = await LedgerFactory.Open(Storage);
        _open.Add(open);
        Real = open.Ledger;
        Ledger = new FaultyLedger(Real);
        var settings = new LastingGrainStorage(new SettingsJsonSerializer());
        var builder = new InProcessTestClusterBuilder(SiloCount);
        builder.ConfigureSilo((options, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(SettingsStore.Name, settings);
            silo.Services.AddSingleton<TimeProvider>(Time).AddSingleton<IClock>(Time)
                .AddSingleton<ILedger>(Ledger).AddSingleton(open.Projections)
                .AddSingleton(open.Hash).AddReferralSiloGrains();
            silo.AddIncomingGrainCallFilter(Calls).AddOutgoingGrainCallFilter(Calls)
                .AddOutgoingGrainCallFilter(call => Calls.Clocks.RecordPing(options.SiloName, call));
            Add(silo.Services);
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

    /// <summary>Kills a silo at once, without notice or handover.</summary>
    public Task Kill(SiloAddress silo) =>
        _cluster.KillSiloAsync(_cluster.Silos.Single(s => s.SiloAddress.Equals(silo)));

    public Task Deactivate(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>Creates a service line that every silo knows.</summary>
    public async Task<string> ServiceLine(ServiceLineInput? settings = null)
    {
        var id = TestData.New("line");
        await Grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Put(
            CommandEnvelopes.BySystem(
                new PutServiceLine(id, settings ?? new ServiceLineInput("Line", "America/Denver"))));
        for (var silo = 0; silo < Silos; silo++) await Of<ServiceLineCatalog>(silo).Read();
        return id;
    }

    /// <summary>Moves time in small steps until the condition holds, so that timers can run.</summary>
    public async Task<TimeSpan> Until(string fact, Func<Task<bool>> holds, TimeSpan atMost, TimeSpan? step = null)
    {
        var startedAt = Time.GetUtcNow();
        await Eventually.Is(fact, async () =>
        {
            if (await holds()) return true;
            if (Time.GetUtcNow() - startedAt < atMost) Time.Advance(step ?? TimeSpan.FromMilliseconds(250));
            return await holds();
        });
        return Time.GetUtcNow() - startedAt;
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

/// <summary>Two silos on PostgreSQL: about every second call crosses between them as bytes.</summary>
public sealed class PostgresSilos : SiloFixture
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override StorageOptions Storage =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = _database };

    protected override short SiloCount => 2;

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}
