using Microsoft.Data.Sqlite;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>Runs the new numbered scripts, all in one transaction under the write lock.</summary>
internal static class SqliteSchemaMigrator
{
    public static void Run(SqliteConnection connection, string folder)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (IsUnsupported(connection)) throw new UnsupportedSchemaException();
        SqliteConnections.Execute(connection,
            "create table if not exists schema_version (number integer primary key) strict");
        foreach (var (number, path) in SqlText.Numbered(folder))
        {
            using var record = connection.CreateCommand();
            record.CommandText = "insert into schema_version (number) values (@number) on conflict do nothing";
            record.Parameters.AddWithValue("@number", number);
            if (record.ExecuteNonQuery() == 1) SqliteConnections.Execute(connection, SqlText.Load(path));
        }

        transaction.Commit();
    }

    /// <summary>Databases of builds before 0.1.0: the columns of lists stood in the state row.</summary>
    private static bool IsUnsupported(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "select exists (select 1 from pragma_table_info('ledger_state') where name = 'received_at')";
        return (long)command.ExecuteScalar()! > 0;
    }
}
