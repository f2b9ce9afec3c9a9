using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// The tables of the accounts for the migration to PostgreSQL. Accounts, clients and
/// the signing key are copied unchanged; data protection keys, which are files in the
/// embedded mode, become rows. So cookies and tokens stay valid after the migration.
/// </summary>
internal sealed class AccountsTables(string folder) : IMigratedDatabase
{
    private readonly SqliteSnapshot _file = SqliteSnapshot.Open(Path.Combine(folder, "accounts.db"));

    public async Task Prepare(NpgsqlConnection target, CancellationToken ct)
    {
        // Held until the connection closes, so that no process prepares accounts at the same time.
        await using var command =
            new NpgsqlCommand($"select pg_advisory_lock({AccountsDatabase.PostgresLock})", target);
        await command.ExecuteNonQueryAsync(ct);
        await AccountsDatabase.Migrate(target, AccountsEngine.Postgres, NullLogger.Instance, ct);
    }

    public async Task<IReadOnlyList<TableToMigrate>> Tables(NpgsqlConnection target, CancellationToken ct)
    {
        var same = await SharedTables.Of(_file, target, AccountsDb.Schema, ct);
        return [.. same.Select(OwnKeys), ProtectionKeys()];
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// In the target, the same table also holds the data protection keys, which are counted separately.
    /// </summary>
    private static TableToMigrate OwnKeys(TableToMigrate table) =>
        table.Name != $"{AccountsDb.Schema}/Keys" ? table : table with
    {
        Target = $"""select "Name", "Content" from {AccountsDb.Schema}."Keys" where "Name" not like 'protection:%' order by "Name" collate "C" """,
    };

    private TableToMigrate ProtectionKeys() => new(
        $"{AccountsDb.Schema}/protection-keys", ColumnToMigrate.List("Name:text Content:text"), ReadFiles,
        $"""select "Name", "Content" from {AccountsDb.Schema}."Keys" where "Name" like 'protection:%' order by "Name" collate "C" """,
        $"""{AccountsDb.Schema}."Keys" ("Name", "Content")""");

    private IEnumerable<object?[]> ReadFiles() =>
        Directory.EnumerateFiles(EmbeddedDatabase.ProtectionKeys(folder), "*.xml")
            .Order(StringComparer.Ordinal)
            .Select(path => new object?[]
            {
                Accounts.ProtectionKeys.Prefix + Path.GetFileNameWithoutExtension(path),
                XElement.Load(path).ToString(SaveOptions.DisableFormatting),
            });
}
