using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// The real Microsoft.Orleans.Persistence.AdoNet on our SQLite scripts and lock: one 1 KB state per write.
/// </summary>
internal sealed class OrleansGrainStorage : IBaseline, IAsyncDisposable
{
    private readonly GrainStorageDatabase _database;
    private readonly AdoNetGrainStorage _storage;
    private readonly GrainState<Payload>[] _states =
        [.. Enumerable.Range(0, CommitLoad.Grains)
            .Select(_ => new GrainState<Payload>(new(RandomNumberGenerator.GetHexString(1024))))];

    private OrleansGrainStorage(GrainStorageDatabase database)
    {
        _database = database;
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var options = new AdoNetGrainStorageOptions
        {
            Invariant = database.Invariant,
            DataSource = database.DataSource,
            GrainStorageSerializer = new PlainJson(),
        };
        _storage = new AdoNetGrainStorage(
            services.GetRequiredService<IActivatorProvider>(), NullLogger<AdoNetGrainStorage>.Instance,
            Options.Create(options), Options.Create(new ClusterOptions { ServiceId = "bench", ClusterId = "bench" }),
                "bench");
    }

    public static async Task<OrleansGrainStorage> Open(string folder) =>
        new(await GrainStorageDatabase.Open(new StorageOptions { DataDirectory = folder }));

    public Task Prepare()
    {
        var lifecycle = new StartedLifecycle();
        _storage.Participate(lifecycle);
        return lifecycle.Started;
    }

    public async Task<double> PerSecond(TimeSpan time)
    {
        var done = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_states.Select((state, grain) => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await _storage.WriteStateAsync("payload", GrainId.Create("bench", grain.ToString()), state);
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    internal sealed record Payload(string Text)
    {
        public Payload() : this("") { }
    }

    private sealed class PlainJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

        public T? Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>();
    }

    private sealed class StartedLifecycle : ISiloLifecycle
    {
        public Task Started { get; private set; } = Task.CompletedTask;

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Started = observer.OnStart(CancellationToken.None);
            return new MemoryStream();
        }
    }
}
