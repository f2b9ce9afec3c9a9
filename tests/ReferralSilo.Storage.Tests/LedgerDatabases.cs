using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Storage.Tests;

/// <summary>A real, empty database of one engine.</summary>
public interface ILedgerDatabase : IDisposable
{
    StorageOptions Options { get; }

    Task<OpenLedger> Open() => LedgerFactory.Open(Options);

    /// <summary>All that lies in the database, as raw bytes.</summary>
    byte[] Raw();
}

public sealed class SqliteDatabase : ILedgerDatabase
{
    private readonly TempFolder _folder = new();

    public StorageOptions Options => new() { DataDirectory = _folder.Path };

    public string File => Path.Combine(_folder.Path, "ledger.db");

    public byte[] Raw() => [.. Directory.GetFiles(_folder.Path).SelectMany(ReadShared)];

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
        KeyFile = Path.Combine(_folder.Path, "ledger.key"),
    };

    public byte[] Raw()
    {
        using var connection = Connect();
        using var tables = new NpgsqlCommand(
            "select string_agg(query_to_xml(format('select * from %I', tablename), true, false, '')::text, '') "
            + "from pg_tables where schemaname = 'public'", connection);
        return System.Text.Encoding.UTF8.GetBytes((string)tables.ExecuteScalar()!);
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
