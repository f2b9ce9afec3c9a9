using System.Data.Common;
using Npgsql;
using ReferralSilo.Storage.Postgres;
using ReferralSilo.Storage.Sqlite;

namespace ReferralSilo.Storage.Opening;

/// <summary>The migrated database of Orleans' providers: grain settings, and on PostgreSQL membership. On SQLite it is
/// a separate file (<c>settings.db</c>), so that it never waits for the ledger's writer.</summary>
/// <param name="Invariant">The providers' name for the driver.</param>
/// <param name="DataSource">Pass it to the providers; they do not dispose it.</param>
public sealed record GrainStorageDatabase(string Invariant, DbDataSource DataSource) : IAsyncDisposable
{
    public static async Task<GrainStorageDatabase> Open(StorageOptions options, CancellationToken ct = default)
    {
        if (options.Engine == StorageEngine.Sqlite)
        {
            var path = Path.Combine(Path.GetFullPath(options.DataDirectory), "settings.db");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await Task.Run(() => Migrate(path), ct);
            // Orleans knows this name and loads Microsoft.Data.Sqlite for it.
            return new("System.Data.SQLite", new SettingsDataSource(path));
        }

        var text = PostgresConnections.Tune(
            options.ConnectionString
                ?? throw new ArgumentException("PostgreSQL needs a connection string.", nameof(options)),
            "ReferralSilo settings");
        await PostgresSchemaMigrator.Run(text, _ => Task.CompletedTask, ct);
        return new("Npgsql", NpgsqlDataSource.Create(text));
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    private static void Migrate(string path)
    {
        using var connections = new SqliteConnections(path);
        using var connection = connections.OpenWriter();
        SqliteSchemaMigrator.Run(connection, "Sqlite/SettingsMigrations");
    }
}
