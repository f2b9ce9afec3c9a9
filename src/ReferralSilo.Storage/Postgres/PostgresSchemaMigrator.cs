using Npgsql;

namespace ReferralSilo.Storage.Postgres;

/// <summary>Runs the new numbered scripts, each in a transaction, one silo at a time.</summary>
internal static class PostgresSchemaMigrator
{
    // Any number that is the same in every version of the program.
    private const long Lock = 0x5265665369_6C6F;

    /// <summary>Calls <paramref name="migrated"/> while the lock is still held.</summary>
    public static async Task Run(string connectionString, Func<NpgsqlConnection, Task> migrated, CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            MaxAutoPrepare = 0,
            CommandTimeout = (int)StorageLimits.Migration.TotalSeconds,
            Options = null,
        };
        // Closing the connection releases the lock, also when a script fails.
        await using var connection = new NpgsqlConnection(text.ToString());
        await connection.OpenAsync(ct);
        await Execute(connection, $"select pg_advisory_lock({Lock})", ct);
        if (await IsUnsupported(connection, ct)) throw new UnsupportedSchemaException();
        await Execute(connection, "create table if not exists schema_version (number integer primary key)", ct);
        foreach (var (number, path) in SqlText.Numbered("Postgres/Migrations"))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var record =
                new NpgsqlCommand("insert into schema_version values ($1) on conflict do nothing", connection);
            record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
            if (await record.ExecuteNonQueryAsync(ct) == 1) await Execute(connection, SqlText.Load(path), ct);
            await transaction.CommitAsync(ct);
        }

        await migrated(connection);
    }

    /// <summary>Databases of builds before 0.1.0: the columns of lists stood in the state row.</summary>
    private static async Task<bool> IsUnsupported(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from information_schema.columns where table_schema = current_schema() "
            + "and table_name = 'ledger_state' and column_name = 'received_at')",
            connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
