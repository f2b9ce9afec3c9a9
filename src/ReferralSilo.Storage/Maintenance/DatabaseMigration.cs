using Npgsql;
using ReferralSilo.Storage.Postgres;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Copies an embedded database into PostgreSQL. The embedded one is not changed.</summary>
public static class DatabaseMigration
{
    internal const string Installation = "ledger_installation";

    /// <summary>Copies in one transaction under the migration lock: no silo starts meanwhile, and an interrupted copy
    /// leaves the target empty. The copied rows are read back and compared before the commit.</summary>
    /// <param name="folder">Folder of the embedded database; no other process may use it.</param>
    /// <param name="keyFile">The file with the keys or to write them to; null: kept in the target.</param>
    /// <param name="target">Connection string.</param>
    /// <param name="others">Databases to copy besides ledger and settings.</param>
    /// <param name="ct">Cancels the work; then nothing is copied.</param>
    /// <exception cref="MaintenanceException">The target holds other data.</exception>
    public static async Task<MigrationReport> Run(
        string folder, string? keyFile, string target, IReadOnlyList<IMigratedDatabase> others,
        CancellationToken ct = default)
    {
        await EmbeddedDatabase.Upgrade(folder, ct);
        using var ledgerFile = SqliteSnapshot.Open(EmbeddedDatabase.Ledger(folder));
        using var settingsFile = SqliteSnapshot.Open(Path.Combine(folder, "settings.db"));
        var keys = EmbeddedDatabase.Keys(folder, keyFile, (byte[]?)ledgerFile.Scalar("select body from ledger_canary"));
        IMigratedDatabase[] parts = [new LedgerTables(ledgerFile), new SettingsTables(settingsFile), .. others];

        MigrationReport? report = null;
        await PostgresSchemaMigrator.Run(target, async connection =>
        {
            foreach (var part in parts) await part.Prepare(connection, ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var tables = new List<TableToMigrate>();
            foreach (var part in parts) tables.AddRange(await part.Tables(connection, ct));
            var occupied = await FirstTableWithRows(connection, tables, ct);
            if (occupied is not null && !await IsSame(connection, ledgerFile, ct))
                throw new MaintenanceException(
                    $"The target already holds another ReferralSilo ({occupied} has rows). Nothing was copied.");
            report = occupied is null
                ? new(await Copy(connection, tables, keys, keyFile, ct), AlreadyMigrated: false)
                : new(await Compare(connection, tables, ct), AlreadyMigrated: true);
            if (report.IsEqual && occupied is null) await transaction.CommitAsync(ct);
        }, ct);
        return report!;
    }

    private static async Task<string?> FirstTableWithRows(NpgsqlConnection connection, List<TableToMigrate> tables,
        CancellationToken ct)
    {
        foreach (var table in tables.Where(t => !IsInstallation(t)))
        {
            if (await PostgresRows.Any(connection, table, ct)) return table.Name;
        }

        return null;
    }

    /// <summary>True when both have the same epoch: the data was migrated before.</summary>
    private static async Task<bool> IsSame(NpgsqlConnection connection, SqliteSnapshot ledger, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select epoch from {Installation}", connection);
        return (string?)await command.ExecuteScalarAsync(ct)
            == (string?)ledger.Scalar($"select epoch from {Installation}");
    }

    private static async Task<List<MigratedTable>> Copy(
        NpgsqlConnection connection, List<TableToMigrate> tables, KeyRing keys, string? keyFile, CancellationToken ct)
    {
        // The migration script gave the target a new epoch; it takes over that of the copied database.
        await PostgresRows.Execute(connection, $"delete from {Installation}", ct);
        // Keys first: the rows are useless without them.
        await CopyKeys(connection, keys, keyFile, ct);
        var sources = new List<TableContent>();
        foreach (var table in tables) sources.Add(await PostgresRows.Copy(connection, table, ct));
        var copied = new List<MigratedTable>();
        for (var i = 0; i < sources.Count; i++)
            copied.Add(new(sources[i], await PostgresRows.Content(connection, tables[i], ct)));
        return copied;
    }

    private static async Task<List<MigratedTable>> Compare(NpgsqlConnection connection, List<TableToMigrate> tables,
        CancellationToken ct)
    {
        var compared = new List<MigratedTable>();
        foreach (var table in tables)
        {
            using var hash = new ContentHash();
            foreach (var row in table.Source()) hash.Add(row);
            compared.Add(new(hash.End(table.Name), await PostgresRows.Content(connection, table, ct)));
        }

        return compared;
    }

    private static async Task CopyKeys(NpgsqlConnection connection, KeyRing keys, string? keyFile, CancellationToken ct)
    {
        if (keyFile is not null)
        {
            KeyFile.Save(keyFile, keys);
            return;
        }

        await using var command = new NpgsqlCommand("insert into ledger_key (one, keys) values (1, $1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = keys.Format() });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static bool IsInstallation(TableToMigrate table) =>
        table.Into.StartsWith(Installation, StringComparison.Ordinal);
}

/// <summary>The content of a table before and after the migration.</summary>
public sealed record MigratedTable(TableContent Source, TableContent Target)
{
    public bool IsEqual => Source == Target;
}

/// <summary>The migrated tables. Kept only when all are equal; <c>AlreadyMigrated</c>: only compared.</summary>
public sealed record MigrationReport(IReadOnlyList<MigratedTable> Tables, bool AlreadyMigrated)
{
    public bool IsEqual => Tables.All(t => t.IsEqual);
}
