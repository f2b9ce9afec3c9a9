using Microsoft.Data.Sqlite;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>Opens connections to a ledger file.</summary>
internal sealed class SqliteConnections(string path) : IDisposable
{
    private readonly string _reading = Text(path, SqliteOpenMode.ReadOnly, pooling: true);

    public string Path => path;

    /// <summary>Opens a connection for writing. It is not pooled, waits for a lock, and makes each commit
    /// durable.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection(Text(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            connection.Open();
            Execute(connection, $"""
                pragma busy_timeout = {(int)StorageLimits.Command.TotalMilliseconds};
                pragma journal_mode = wal;
                pragma synchronous = full;
                pragma wal_autocheckpoint = 4000;
                pragma cache_size = -65536;
                pragma temp_store = memory;
                pragma foreign_keys = on;
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_reading);
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        using var any = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(any);
    }

    private static string Text(string path, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = (int)StorageLimits.Command.TotalSeconds,
    }.ToString();
}
