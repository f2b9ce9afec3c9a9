using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Storage.Inline;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Storage.Sqlite;
using ReferralSilo.Testing;

namespace ReferralSilo.Storage.Tests;

/// <summary>A real, empty database of one engine.</summary>
public interface ILedgerDatabase : IDisposable
{
    StorageOptions Options { get; }

    Task<OpenLedger> Open() => LedgerFactory.Open(Options);

    string KeyFile { get; }

    /// <summary>All content of the database, as raw bytes.</summary>
    byte[] Raw();

    void Execute(string sql);

    /// <summary>How the engine executes the query.</summary>
    string Plan(InlineQuery query);
}

public sealed class SqliteDatabase : ILedgerDatabase
{
    private readonly TempFolder _folder = new();

    public StorageOptions Options => new() { DataDirectory = _folder.Path };

    public string File => Path.Combine(_folder.Path, "ledger.db");

    public string KeyFile => Path.Combine(_folder.Path, "keys", "ledger.key");

    public byte[] Raw() => [.. Directory.GetFiles(_folder.Path).SelectMany(ReadShared)];

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public string Plan(InlineQuery query)
    {
        using var connection = Connect();
        using var command = SqliteReads.Search(connection, query, null, query.Limit);
        command.CommandText = "explain query plan " + command.CommandText;
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read()) plan.Add(reader.GetString(3));
        return string.Join('\n', plan);
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        connection.Open();
        return connection;
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

public sealed class PostgresDatabase : ILedgerDatabase
{
    private readonly TempFolder _folder = new();
    private readonly string _connectionString = PostgresServer.Shared.CreateDatabase();

    public StorageOptions Options => new()
    {
        Engine = StorageEngine.Postgres,
        ConnectionString = _connectionString,
        KeyFile = KeyFile,
    };

    public string KeyFile => Path.Combine(_folder.Path, "ledger.key");

    public byte[] Raw()
    {
        using var connection = Connect();
        var tables = new List<string>();
        using (var command =
            new NpgsqlCommand("select tablename from pg_tables where schemaname = 'public'", connection))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read()) tables.Add(reader.GetString(0));
        }

        using var raw = new MemoryStream();
        foreach (var table in tables)
        {
            using var copy = connection.BeginRawBinaryCopy($"copy {table} to stdout (format binary)");
            copy.CopyTo(raw);
        }

        return raw.ToArray();
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public string Plan(InlineQuery query)
    {
        using var connection = Connect();
        var sql = InlineSql.Of(query.Table);
        // In a small table a scan is cheaper than any index.
        using var command = new NpgsqlCommand(
            "set enable_seqscan = off; explain " + sql.Search(query, postgres: true), connection);
        command.Parameters.AddWithValue("limit", query.Limit);
        foreach (var (name, value) in sql.Values(query, null)) command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read()) plan.Add(reader.GetString(0));
        return string.Join('\n', plan);
    }

    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        PostgresServer.Shared.DropDatabase(_connectionString);
        _folder.Dispose();
    }
}
