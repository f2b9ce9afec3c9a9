using Npgsql;
using ReferralSilo.Storage.Postgres;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Copies an embedded database into PostgreSQL. The embedded one stays as it is.</summary>
public static class DatabaseMigration
{
    internal const string Installation = "ledger_installation";

    /// <summary>
    /// The whole copy is one transaction under the migration lock: no silo starts meanwhile, and after an interruption
    /// the target is as empty as before. What is there is read back and compared before the commit.
    /// </summary>
    /// <param name="folder">Of the embedded database; nobody else uses it.</param>
    /// <param name="keyFile">Where the keys are, or are to be; null: inside the target.</param>
    /// <param name="target">Connection string.</param>
    /// <param name="others">What moves besides ledger and settings.</param>
    /// <param name="ct">Ends the work; nothing was copied then.</param>
    /// <exception cref="MaintenanceException">The target holds something else.</exception>
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
            var held = await FirstHeld(connection, tables, ct);
            if (held is not null && !await IsSame(connection, ledgerFile, ct))
                throw new MaintenanceException(
                    $"The target already holds another ReferralSilo ({held} has rows). Nothing was copied.");
            report = held is null
                ? new(await Copy(connection, tables, keys, keyFile, ct), AlreadyMigrated: false)
                : new(await Compare(connection, tables, ct), AlreadyMigrated: true);
            if (report.IsEqual && held is null) await transaction.CommitAsync(ct);
        }, ct);
        return report!;
    }

    private static async Task<string?> FirstHeld(NpgsqlConnection connection, List<TableToMigrate> tables,
        CancellationToken ct)
    {
        foreach (var table in tables.Where(t => !IsInstallation(t)))
        {
            if (await PostgresRows.Any(connection, table, ct)) return table.Name;
        }

        return null;
    }

    /// <summary>The same life of the same data: it moved before.</summary>
    private static async Task<bool> IsSame(NpgsqlConnection connection, SqliteSnapshot ledger, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select epoch from {Installation}", connection);
        return (string?)await command.ExecuteScalarAsync(ct) == (string?)ledger.Scalar(
            $"select epoch from {Installation}");
    }

    private static async Task<List<MigratedTable>> Copy(
        NpgsqlConnection connection, List<TableToMigrate> tables, KeyRing keys, string? keyFile, CancellationToken ct)
    {
        // The script gave the target a life of its own; it goes on with the one that moves in.
        await PostgresRows.Execute(connection, $"delete from {Installation}", ct);
        // Keys first: without them the rows would be worth nothing.
        await MoveKeys(connection, keys, keyFile, ct);
        var there = new List<TableContent>();
        foreach (var table in tables) there.Add(await PostgresRows.Copy(connection, table, ct));
        var moved = new List<MigratedTable>();
        for (var i =
            0; i < there.Count; i++) moved.Add(new(there[i], await PostgresRows.Content(connection, tables[i], ct)));
        return moved;
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

    private static async Task MoveKeys(NpgsqlConnection connection, KeyRing keys, string? keyFile, CancellationToken ct)
    {
        if (keyFile is not null)
        {
            KeyFile.Keep(keyFile, keys);
            return;
        }

        await using var command = new NpgsqlCommand("insert into ledger_key (one, keys) values (1, $1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = keys.Format() });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static bool IsInstallation(TableToMigrate table) =>
        table.Into.StartsWith(Installation, StringComparison.Ordinal);
}

/// <summary>What a table was and what it became.</summary>
public sealed record MigratedTable(TableContent Source, TableContent Target)
{
    public bool IsEqual => Source == Target;
}

/// <summary>The tables of a move. Copied only when all are equal; <c>AlreadyMigrated</c>: they were only
/// compared.</summary>
public sealed record MigrationReport(IReadOnlyList<MigratedTable> Tables, bool AlreadyMigrated)
{
    public bool IsEqual => Tables.All(t => t.IsEqual);
}
