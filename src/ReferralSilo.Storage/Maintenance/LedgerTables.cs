using Npgsql;
using ReferralSilo.Storage.Inline;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>The ledger's tables. Bodies stay encrypted: the keys are copied too.</summary>
internal sealed class LedgerTables(SqliteSnapshot ledger) : IMigratedDatabase
{
    private const string Event =
        "kind:text id:text version:long at:long type:text actor:text operation_id:text request_hash:text body:bytes "
        + "committed:long ordinal:int";

    /// <summary>Does nothing: the migrations have run.</summary>
    public Task Prepare(NpgsqlConnection target, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<TableToMigrate>> Tables(NpgsqlConnection target, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<TableToMigrate>>(
    [
        Table("states", "ledger_state", "kind:text id:text version:long body:bytes"),
        Table("events", "ledger_event", Event),
        Table("refused-operations", "ledger_event", Event),
        Table("outbox", "ledger_outbox",
            "kind:text id:text version:long ordinal:int at:long destination:text message:text body:bytes"),
        Table("due", "ledger_due", "kind:text id:text version:long partition:short due_at:long"),
        .. InlineTable.All.Select(Rows),
        .. InlineTable.All.Where(t => t.HasTokens).Select(Tokens),
        Table("canary", "ledger_canary", "one:int body:bytes"),
        Table("installation", DatabaseMigration.Installation,
            "one:int epoch:text since:long restored:flag messages_held:flag released_at:long"),
    ]);

    public void Dispose() => ledger.Dispose();

    private TableToMigrate Rows(InlineTable table) => Inline(table.Name,
        "id:text " + string.Join(' ', table.Columns.Select(c =>
            $"{c.Name}:{(c.Kind == InlineColumnKind.Text ? ColumnKind.Text : ColumnKind.Long)}")),
        InlineSql.Of(table).Rows);

    private TableToMigrate Tokens(InlineTable table) =>
        Inline(table.Name + "_token", "id:text tokens:longs", InlineSql.Of(table).Tokens);

    private TableToMigrate Inline(string name, string columns, Func<bool, string> sql)
    {
        var list = ColumnToMigrate.List(columns);
        return new("ledger/" + name, list, () => ledger.Read(sql(false), list), sql(true),
            $"{name} ({string.Join(", ", list.Select(c => c.Name))})");
    }

    private TableToMigrate Table(string name, string into, string columns) =>
        LogicalTables.Table(ledger, "ledger/" + name, name, into, columns);
}

/// <summary>The settings of grains, stored by Orleans. Hashes and payload are the same on every engine.</summary>
internal sealed class SettingsTables(SqliteSnapshot settings) : IMigratedDatabase
{
    /// <summary>Does nothing: the migrations have run.</summary>
    public Task Prepare(NpgsqlConnection target, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<TableToMigrate>> Tables(NpgsqlConnection target, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<TableToMigrate>>(
    [
        LogicalTables.Table(settings, "settings", "settings", "orleansstorage",
            "grainidhash:int graintypehash:int grainidn0:long grainidn1:long graintypestring:text "
            + "grainidextensionstring:text serviceid:text version:int modifiedon:moment payloadbinary:bytes"),
    ]);

    public void Dispose() => settings.Dispose();
}

/// <summary>Tables that differ between the engines: each engine has its own statement.</summary>
internal static class LogicalTables
{
    public static TableToMigrate Table(SqliteSnapshot source, string name, string file, string into, string columns)
    {
        var list = ColumnToMigrate.List(columns);
        return new(
            name, list, () => source.Read(SqlText.Load($"Maintenance/Sqlite/{file}.sql"), list),
            SqlText.Load($"Maintenance/Postgres/{file}.sql"),
            $"{into} ({string.Join(", ", list.Select(c => c.Name))})");
    }
}
