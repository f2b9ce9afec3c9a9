using System.Text;
using NodaTime;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Storage.Projections;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests.Projections;

/// <summary>The contract of the store of lists on both engines.</summary>
public abstract class ProjectionStoreContract(ILedgerDatabase database) : IAsyncLifetime
{
    private const string Secret = "Canary-Jane-Doe-1970";

    private static readonly ListTable Table = new("people", 1,
        [new("line", ListColumnKind.Text, Indexed: true), new("visits", ListColumnKind.Number)]);

    private static readonly LedgerPosition One = new(1, 0), Two = new(2, 3);

    private OpenLedger _open = null!;

    private IProjectionStore Store => _open.Projections;

    public async ValueTask InitializeAsync() => _open = await database.Open();

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task Rows_and_checkpoint_are_read_back_unchanged()
    {
        var created = await Store.Create(Table, 1);
        Assert.Equal(new ProjectionBuild(1, 1, false, LedgerPosition.Start, Instant.FromUnixTimeTicks(0), 0), created);

        Assert.True(await Store.Apply(Table, 1,
            Changes(0, Two, [Row("a", 5), Row("b", 7, line: null)])));

        Assert.Equal(created with { Position = Two, AsOf = Now, Revision = 1 },
            Assert.Single(await Store.Builds(Table.Name)));
        Assert.Equal(["a", "b"], (await Store.Rows(Table, 1, ["a", "b", "none"])).Select(r => r.Key).Order());
        var row = Assert.Single(await Store.Rows(Table, 1, ["a"]));
        Assert.Equal((5, "body of a"), (row.Sort, Text(row.Body)));
        Assert.Equal(["dermatology", 3L], row.Values);
        Assert.Equal([-7, 9], row.Tokens);
    }

    [Fact]
    public async Task A_change_that_was_computed_on_another_checkpoint_writes_nothing()
    {
        await Store.Create(Table, 1);
        Assert.True(await Store.Apply(Table, 1, Changes(0, One, [Row("a", 1)])));

        Assert.False(await Store.Apply(Table, 1, Changes(0, Two, [Row("b", 2)])));

        Assert.Equal(One, (await Store.Builds(Table.Name)).Single().Position);
        Assert.Empty(await Store.Rows(Table, 1, ["b"]));
    }

    [Fact]
    public async Task Of_two_writers_on_one_checkpoint_one_succeeds()
    {
        await Store.Create(Table, 1);
        await using var other = await database.Open();

        var written = await Task.WhenAll(
            Store.Apply(Table, 1, Changes(0, One, [Row("a", 1)])),
            other.Projections.Apply(Table, 1, Changes(0, One, [Row("a", 1)])));

        Assert.Equal([false, true], written.Order());
    }

    [Fact]
    public async Task A_changed_row_is_found_by_its_new_tokens_only_and_a_removed_one_not_at_all()
    {
        await Store.Create(Table, 1);
        await Store.Apply(Table, 1, Changes(0, One, [Row("a", 1, tokens: [1, 2]), Row("b", 2)]));
        await Store.Apply(Table, 1, Changes(1, Two, [Row("a", 3, tokens: [2, 4])]) with { Removes = ["b"] });

        Assert.Equal([], await Keys(new(10) { AllTokens = [1] }));
        Assert.Equal(["a"], await Keys(new(10) { AllTokens = [2, 4] }));
        Assert.Equal([], await Keys(new(10) { AllTokens = [-7] }));
        Assert.Equal(["a"], await Keys(new(10)));
    }

    [Fact]
    public async Task A_query_filters_orders_and_pages()
    {
        await Store.Create(Table, 1);
        await Store.Apply(Table, 1, Changes(0, One,
        [
            Row("a", 5, tokens: [1]), Row("b", 7, tokens: [1, 2]), Row("c", 5, line: "chronic-care", tokens: [3]),
            Row("d", 1, tokens: [2, 3]),
        ]));

        Assert.Equal(["b", "c", "a", "d"], await Keys(new(10)));
        Assert.Equal(["a", "d"], await Keys(new(2, new ListPosition(5, "c"))));
        Assert.Equal(["b", "a"], await Keys(new(2) { Where = Line("dermatology") }));
        Assert.Equal(["b", "c", "d"], await Keys(new(10) { AnyToken = [2, 3] }));
        Assert.Equal(["b"], await Keys(new(10) { AllTokens = [1], AnyToken = [2, 3] }));
        Assert.Equal([], await Keys(new(10) { AnyToken = [] }));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Keys(new(10) { Where = new Dictionary<string, object> { ["key) or (1=1"] = "x" } }));
    }

    [Fact]
    public async Task A_new_build_stands_beside_the_old_one_until_it_is_used()
    {
        await Store.Create(Table, 1);
        await Store.Use(Table.Name, 1);
        await Store.Apply(Table, 1, Changes(0, One, [Row("old", 1)]) with { Parked = [AParked()] });
        var wider = Table with { Shape = 2, Columns = [.. Table.Columns, new("more", ListColumnKind.Text)] };
        await Store.Create(wider, 2);
        await Store.Apply(wider, 2, Changes(0, Two, [Row("new", 1, more: true)]));

        Assert.Equal([(1, true), (2, false)], (await Store.Builds(Table.Name)).Select(b => (b.Number, b.InUse)));
        Assert.Equal(["old"], await Keys(new(10)));
        await Store.Use(Table.Name, 2);

        Assert.Equal([(2, true)], (await Store.Builds(Table.Name)).Select(b => (b.Number, b.InUse)));
        Assert.Equal("new", Assert.Single(await Store.Query(wider, 2, new(10))).Key);
        Assert.False(await Store.Apply(Table, 1, Changes(1, Two, [])));
        Assert.Empty(await Store.Parked(Table.Name, 1));
    }

    [Fact]
    public async Task Parked_streams_change_with_the_rows()
    {
        await Store.Create(Table, 1);
        await Store.Apply(Table, 1, Changes(0, One, []) with { Parked = [AParked()] });
        Assert.Equal(AParked(), Assert.Single(await Store.Parked(Table.Name, 1)));

        await Store.Apply(Table, 1,
            Changes(1, Two, []) with { Parked = [AParked() with { Last = 9, Attempts = 2 }] });
        Assert.Equal((9, 2), (await Store.Parked(Table.Name, 1)).Select(p => (p.Last, p.Attempts)).Single());

        await Store.Apply(Table, 1, Changes(2, Two, []) with { Unparked = [AParked().Stream] });
        Assert.Empty(await Store.Parked(Table.Name, 1));
    }

    [Fact]
    public async Task A_restart_finds_the_rows_and_creating_a_build_again_keeps_it()
    {
        await Store.Create(Table, 1);
        await Store.Apply(Table, 1, Changes(0, One, [Row("a", 1)]));
        await _open.DisposeAsync();
        _open = await database.Open();

        Assert.Equal(One, (await Store.Create(Table, 1)).Position);
        Assert.Equal(["a"], await Keys(new(10)));
    }

    [Fact]
    public async Task No_body_is_readable_in_the_database()
    {
        await Store.Create(Table, 1);
        await Store.Apply(Table, 1, Changes(0, One,
            [Row("findable-key", 1) with { Body = Bytes(Secret) }]));

        var raw = Encoding.Latin1.GetString(database.Raw());
        Assert.Contains("findable-key", raw);
        Assert.DoesNotContain(Secret, raw);
    }

    private async Task<IEnumerable<string>> Keys(ListQuery query) =>
        (await Store.Query(Table, 1, query)).Select(r => r.Key);

    private static Dictionary<string, object> Line(string line) => new() { ["line"] = line };

    private static ParkedStream AParked() => new(Referral("p"), 2, 5, 1, "FormatException");

    private static ProjectionChanges Changes(long revision, LedgerPosition to, ListRow[] rows) =>
        new(revision, to, Now, rows, []);

    private static ListRow Row(string key, long sort, string? line = "dermatology", long[]? tokens = null,
        bool more = false) =>
        new(key, sort, more ? [line, 3L, "x"] : [line, 3L], tokens ?? [-7, 9], Bytes("body of " + key));
}

public sealed class SqliteProjectionTests() : ProjectionStoreContract(new SqliteDatabase());

public sealed class PostgresProjectionTests() : ProjectionStoreContract(new PostgresDatabase());
