using System.Text;
using NodaTime;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Projections;

/// <summary>Folds of real events on both engines. The list counts events per stream, so a lost or repeated one
/// shows.</summary>
public abstract class ProjectionRunnerSuite(StorageOptions storage) : IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 29, 12, 0);

    private readonly Counting _counting = new();
    private OpenLedger _open = null!;
    private int _committed;

    public async ValueTask InitializeAsync()
    {
        _open = await LedgerFactory.Open(storage);
        await _open.Projections.Create(_counting.Table, 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        Clean();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_event_counts_once_with_two_runners_of_one_build()
    {
        ProjectionRunner[] runners = [Runner(), Runner()];
        for (var i = 0; i < 20; i++)
        {
            await Commit("a", i * 2, events: 2);
            await Commit("b", i);
            await Task.WhenAll(runners.Select(r => r.Step()));
        }

        await ToEnd(runners[1]);

        Assert.Equal(["a 40", "b 20"], await Rows(1));
    }

    [Fact]
    public async Task A_second_build_has_the_same_rows_byte_for_byte()
    {
        for (var i = 0; i < 30; i++) await Commit($"s{i % 7}", i / 7);
        await ToEnd(Runner());
        await _open.Projections.Create(_counting.Table, 2);
        await ToEnd(Runner(2));

        Assert.Equal(await AllRows(1), await AllRows(2));
        Assert.Equal(7, (await AllRows(2)).Count);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_folded_waits_and_the_others_go_on()
    {
        var runner = Runner();
        await Commit("a", 0);
        await Commit("bad", 0);
        _counting.Fails = "bad";
        await Commit("a", 1);
        await Commit("bad", 1);
        await ToEnd(runner);
        await Commit("bad", 2);
        await Commit("a", 2);
        await ToEnd(runner);

        Assert.Equal(["a 3"], await Rows(1));
        Assert.Equal(new ParkedStream(Stream("bad"), 1, 3, 1, "FormatException"),
            Assert.Single(await Runner().Parked()));
        Assert.False(await runner.Retry(Stream("bad"), skip: false));
        Assert.Equal((1, 3, 2), (await Runner().Parked()).Select(p => (p.First, p.Last, p.Attempts)).Single());
        Assert.False(await runner.Retry(Stream("a"), skip: false));

        _counting.Fails = null;
        Assert.True(await runner.Retry(Stream("bad"), skip: false));
        Assert.Empty(await runner.Parked());
        await Commit("bad", 3);
        await ToEnd(runner);
        Assert.Equal(["a 3", "bad 4"], await Rows(1));
    }

    [Fact]
    public async Task A_skipped_event_is_left_out_and_the_later_ones_count()
    {
        var runner = Runner();
        _counting.Fails = "bad";
        for (var version = 0; version < 3; version++) await Commit("bad", version);
        await ToEnd(runner);

        _counting.Fails = null;
        Assert.True(await runner.Retry(Stream("bad"), skip: true));

        Assert.Equal(["bad 2"], await Rows(1));
    }

    protected abstract void Clean();

    private static StreamId Stream(string id) => new("referral", id);

    private ProjectionRunner Runner(int build = 1) => new(_open.Ledger, _open.Projections, _counting, build);

    /// <summary>Steps until all committed events are folded.</summary>
    private Task ToEnd(ProjectionRunner runner) => Eventually.Is("all events are folded", async () =>
    {
        while (await runner.Step())
        {
        }

        var all = await _open.Ledger.ReadAll(LedgerPosition.Start, 1_000);
        return all.Count == _committed && runner.Build!.Position == all[^1].Position;
    });

    private Task Commit(string id, int seen, int events = 1)
    {
        _committed += events;
        return _open.Ledger.Commit(new Commit(
            Stream(id), seen, "{}"u8.ToArray(),
            [.. Enumerable.Range(0, events).Select(_ => new EventToStore("changed", "staff-1", "{}"u8.ToArray()))],
            [], null, null, null, Now));
    }

    private async Task<IEnumerable<string>> Rows(int build) =>
        (await AllRows(build)).Select(r => r.Split('|')[0]).Order(StringComparer.Ordinal);

    private async Task<List<string>> AllRows(int build) =>
        [.. (await _open.Projections.Query(_counting.Table, build, new(100))).Select(r =>
            $"{r.Key} {Encoding.UTF8.GetString(r.Body.Span)}|{r.Sort}|{string.Join(',', r.Tokens)}")];

    private sealed class Counting : IProjection
    {
        public ListTable Table { get; } = new("counting", 1, []);

        public string? Fails { get; set; }

        public bool Reads(StreamId stream, string eventType) => stream.Kind == "referral";

        public async ValueTask Fold(ListChanges rows, PositionedEvent happened)
        {
            var id = happened.Stream.Id;
            var count = await rows.Get(id) is { } row ? int.Parse(Encoding.UTF8.GetString(row.Body.Span)) : 0;
            rows.Put(new ListRow(id, happened.Event.Version, [], [id.Length],
                Encoding.UTF8.GetBytes($"{count + 1}")));
            if (id == Fails) throw new FormatException();
        }
    }
}

public sealed class SqliteProjectionRunnerTests : ProjectionRunnerSuite
{
    private readonly TempFolder _folder;

    public SqliteProjectionRunnerTests() : this(new TempFolder()) { }

    private SqliteProjectionRunnerTests(TempFolder folder) : base(new() { DataDirectory = folder.Path }) =>
        _folder = folder;

    protected override void Clean() => _folder.Dispose();
}

public sealed class PostgresProjectionRunnerTests : ProjectionRunnerSuite
{
    private readonly string _database;

    public PostgresProjectionRunnerTests() : this(PostgresServer.Shared.CreateDatabase()) { }

    private PostgresProjectionRunnerTests(string database)
        : base(new() { Engine = StorageEngine.Postgres, ConnectionString = database }) => _database = database;

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}
