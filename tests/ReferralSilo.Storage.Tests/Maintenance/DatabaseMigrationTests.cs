using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Storage.Sealing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests.Maintenance;

public sealed class DatabaseMigrationTests : IAsyncLifetime
{
    private readonly ILedgerDatabase _target = new PostgresDatabase();
    private AnEmbeddedFolder _source = null!;

    public async ValueTask InitializeAsync() => _source = await AnEmbeddedFolder.Populated();

    public ValueTask DisposeAsync()
    {
        _source.Dispose();
        _target.Dispose();
        return default;
    }

    [Fact]
    public async Task Migrated_data_is_read_unchanged_on_the_other_engine()
    {
        var report = await Migrate();

        Assert.True(report.IsEqual);
        Assert.False(report.AlreadyMigrated);
        Assert.Equal([3, 5, 1, 3, 1, 2, 0, 0, 1, 0, 1, 1, 2], report.Tables.Select(t => t.Target.Rows));
        await using var open = await _target.Open();
        await using var before = await LedgerFactory.Open(_source.Options);
        foreach (var stream in (StreamId[])[Referral("a"), Referral("é-last"), new("schedule", "a")])
        {
            var (state, was) = (await open.Ledger.Read(stream), await before.Ledger.Read(stream));
            Assert.Equal(was!.Version, state!.Version);
            Assert.Equal(Text(was.State), Text(state.State));
            Assert.Equal(Lines(await before.Ledger.ReadEvents(stream)), Lines(await open.Ledger.ReadEvents(stream)));
        }

        Assert.Equal(3, (await open.Ledger.FindOperation("op-2"))!.Version);
        Assert.Equal("a no", Text((await open.Ledger.FindOperation("op-no"))!.Refusal!.Value));
        Assert.Equal("a",
            Assert.Single((await open.Ledger.Search(new ReferralListQuery(10) { Tokens = [9, 7] })).Items).Stream.Id);
        Assert.Equal(AnEmbeddedFolder.Due,
            Assert.Single(await open.Ledger.Due(Referral("a").Partition, AnEmbeddedFolder.Due.PlusTicks(1), 10)).DueAt);
        Assert.Equal(3, (await open.Ledger.PendingOutbox(Now.PlusTicks(1), 100)).Count);
        Assert.Equal(before.Messages.Installation, open.Messages.Installation);
        Assert.Equal(before.Hash.Of("name", "doe"), open.Hash.Of("name", "doe"));
    }

    [Fact]
    public async Task A_stream_continues_after_the_migration()
    {
        await Migrate();
        await using var open = await _target.Open();

        Assert.Equal(new CommitResult.Committed(4), await open.Ledger.Commit(Of(Referral("a"), 3, Columns(), "op-3")));
        Assert.IsType<CommitResult.OperationKnown>(await open.Ledger.Commit(Of(Referral("a"), 4, Columns(), "op-1")));
    }

    [Fact]
    public async Task A_second_migration_only_compares()
    {
        await Migrate();

        var again = await Migrate();

        Assert.True(again.IsEqual);
        Assert.True(again.AlreadyMigrated);
    }

    [Fact]
    public async Task A_second_migration_names_changed_tables_and_copies_nothing()
    {
        await Migrate();
        await using (var open = await _target.Open())
            await open.Ledger.Commit(Of(Referral("a"), 3, Columns(tokens: [7, -3, 9]), outbox: 0));

        var again = await Migrate();

        Assert.Equal(["ledger/states", "ledger/events", "ledger/due"],
            again.Tables.Where(t => !t.IsEqual).Select(t => t.Source.Name));
        await using var after = await _target.Open();
        Assert.Equal(4, (await after.Ledger.Read(Referral("a")))!.Version);
    }

    [Fact]
    public async Task A_target_with_another_ledger_is_refused()
    {
        await using (var other = await _target.Open()) await other.Ledger.Commit(First("theirs"));
        File.Delete(_target.KeyFile);

        await Assert.ThrowsAsync<MaintenanceException>(Migrate);

        Assert.False(File.Exists(_target.KeyFile));
    }

    [Fact]
    public async Task A_failed_migration_leaves_the_target_empty_and_can_be_repeated()
    {
        _source.Execute("settings.db", "update orleansstorage set modifiedon = 'no date'");
        await Assert.ThrowsAsync<MaintenanceException>(Migrate);
        _source.Execute("settings.db", "update orleansstorage set modifiedon = '2026-03-02 09:00:00'");

        var report = await Migrate();

        Assert.True(report.IsEqual);
        Assert.False(report.AlreadyMigrated);
    }

    [Fact]
    public async Task Without_a_key_file_the_keys_are_copied_into_the_target()
    {
        await DatabaseMigration.Run(_source.Path, null, _target.Options.ConnectionString!, []);

        await using var open = await LedgerFactory.Open(_target.Options with { KeyFile = null });
        Assert.Equal("body state 3", Text((await open.Ledger.Read(Referral("a")))!.State));
    }

    [Fact]
    public async Task A_key_file_with_other_keys_stops_the_migration()
    {
        File.WriteAllText(_target.KeyFile, KeyRing.Create().Format());

        await Assert.ThrowsAsync<LedgerKeyException>(Migrate);
    }

    /// <summary>A column added later would be lost if no one migrated it.</summary>
    [Fact]
    public async Task Every_column_of_both_engines_is_migrated()
    {
        await using (await _target.Open()) { }
        using var file = SqliteSnapshot.Open(EmbeddedDatabase.Ledger(_source.Path));
        using var part = new LedgerTables(file);
        using var connection = ((PostgresDatabase)_target).Connect();
        var moved = (await part.Tables(connection, default))
            .SelectMany(t => t.Columns.Select(c => $"{t.Into.Split(' ')[0]}.{c.Name}")).Distinct()
            .Order(StringComparer.Ordinal).ToList();

        var here = await ColumnsOf(connection);
        var there = file.ReadRaw("""
            select m.name || '.' || c.name from sqlite_schema m, pragma_table_info(m.name) c
            where m.type = 'table'
              and (m.name like 'ledger_%' or m.name like 'referral_list%' or m.name like 'message_list%'
                or m.name like 'conversation_list%')
            """).Select(r => (string)r[0]!);

        // The base of PostgreSQL's positions is set by its own migration.
        Assert.Equal(moved,
            here.Except(["ledger_key.one", "ledger_key.keys", "ledger_order.one", "ledger_order.base"])
                .Order(StringComparer.Ordinal));
        // The columns that are in ledger_due and the token tables in PostgreSQL, the row numbers of the embedded
        // file, and the position, which is a pair in PostgreSQL.
        Assert.Equal(
            ["conversation_list.row", "conversation_list.tokens", "conversation_list_token.row",
            "conversation_list_token.token", "ledger_event.position", "ledger_state.due_at", "ledger_state.partition",
            "ledger_state.row", "message_list.row", "referral_list.row", "referral_list.tokens",
            "referral_list_token.row", "referral_list_token.token"],
            there.Except(moved).Order(StringComparer.Ordinal));
    }

    private static async Task<List<string>> ColumnsOf(Npgsql.NpgsqlConnection connection)
    {
        await using var command = new Npgsql.NpgsqlCommand(
            "select table_name || '.' || column_name from information_schema.columns where table_name like "
                + "'ledger\\_%' or table_name like 'referral\\_list%' "
                + "or table_name like 'message\\_list%' or table_name like 'conversation\\_list%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<string>();
        while (await reader.ReadAsync()) columns.Add(reader.GetString(0));
        return columns;
    }

    private Task<MigrationReport> Migrate() =>
        DatabaseMigration.Run(_source.Path, _target.KeyFile, _target.Options.ConnectionString!, []);

    private static IEnumerable<string> Lines(IEnumerable<StoredEvent> events) =>
        events.Select(e => $"{e.Version} {e.Type} {e.Actor} {e.At} {Text(e.Body)}");
}
