using Npgsql;
using NpgsqlTypes;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Reads and writes logical rows of a PostgreSQL database.</summary>
internal static class PostgresRows
{
    public static async Task<TableContent> Content(NpgsqlConnection connection, TableToMigrate table,
        CancellationToken ct)
    {
        using var hash = new ContentHash();
        // No timeout: reading a table may take longer than any ordinary statement.
        await using var command = new NpgsqlCommand(table.Target, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var row = new object?[table.Columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = LogicalValues.Of(reader.GetValue(i), table.Columns[i].Kind);
            hash.Add(row);
        }

        return hash.End(table.Name);
    }

    /// <summary>Copies the rows of the embedded database and returns their content.</summary>
    public static async Task<TableContent> Copy(NpgsqlConnection connection, TableToMigrate table, CancellationToken ct)
    {
        using var hash = new ContentHash();
        var copy = $"copy {table.Into} from stdin (format binary)";
        await using (var into = await connection.BeginBinaryImportAsync(copy, ct))
        {
            into.Timeout = TimeSpan.Zero;
            foreach (var row in hash.Through(table.Source()))
            {
                await into.StartRowAsync(ct);
                for (var i = 0; i < row.Length; i++) await Write(into, row[i], table.Columns[i].Kind, ct);
            }

            await into.CompleteAsync(ct);
        }

        if (table.After.Length > 0) await Execute(connection, table.After, ct);
        return hash.End(table.Name);
    }

    public static async Task<bool> Any(NpgsqlConnection connection, TableToMigrate table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select exists ({table.Target})", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static Task Write(NpgsqlBinaryImporter into, object? value, ColumnKind kind, CancellationToken ct) =>
        (value, kind) switch
    {
        (null, _) => into.WriteNullAsync(ct),
        (long n, ColumnKind.Long) => into.WriteAsync(n, NpgsqlDbType.Bigint, ct),
        (long n, ColumnKind.Int) => into.WriteAsync((int)n, NpgsqlDbType.Integer, ct),
        (long n, ColumnKind.Short) => into.WriteAsync((short)n, NpgsqlDbType.Smallint, ct),
        (long n, ColumnKind.Flag) => into.WriteAsync(n != 0, NpgsqlDbType.Boolean, ct),
        (long n, ColumnKind.Moment) => into.WriteAsync(LogicalValues.Moment(n), NpgsqlDbType.TimestampTz, ct),
        (byte[] bytes, _) => into.WriteAsync(bytes, NpgsqlDbType.Bytea, ct),
        (long[] numbers, _) => into.WriteAsync(numbers, NpgsqlDbType.Array | NpgsqlDbType.Bigint, ct),
        (string text, ColumnKind.Json) => into.WriteAsync(text, NpgsqlDbType.Jsonb, ct),
        (string text, _) => into.WriteAsync(text, NpgsqlDbType.Text, ct),
        _ => throw new ArgumentException($"A column of kind {kind} holds no {value.GetType().Name}.", nameof(value)),
    };
}
