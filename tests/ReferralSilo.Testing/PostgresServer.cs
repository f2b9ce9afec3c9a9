using Npgsql;

namespace ReferralSilo.Testing;

/// <summary>
/// A real PostgreSQL server for tests: the one in <c>REFERRALSILO_TEST_POSTGRES</c> (a connection string of a role that
/// may create databases); otherwise a cluster of this process in a temp folder, removed when the process ends.
/// </summary>
public sealed class PostgresServer
{
    public const string Variable = "REFERRALSILO_TEST_POSTGRES";

    private static readonly Lazy<PostgresServer> Started = new(() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? new(given)
            : new(PostgresCluster.Start().ConnectionString));

    private static int _databases;
    private readonly string _connectionString;

    private PostgresServer(string connectionString) => _connectionString = connectionString;

    /// <summary>The server of a cluster that is not shared by all tests.</summary>
    public static PostgresServer ForCluster(PostgresCluster cluster) => new(cluster.ConnectionString);

    /// <summary>The server that all tests of this process share.</summary>
    public static PostgresServer Shared => Started.Value;

    /// <summary>
    /// Creates an empty database, or a copy of a database without connections; returns its connection string.
    /// </summary>
    public string CreateDatabase(string? copyOf = null)
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        var template = copyOf is null ? "" : $" template {Name(copyOf)}";
        using var command = new NpgsqlCommand($"create database {name}{template}", connection);
        command.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name, Pooling = true }.ToString();
    }

    /// <summary>Drops a database created here and closes its remaining connections.</summary>
    public void DropDatabase(string connectionString)
    {
        using var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(
            $"drop database if exists {Name(connectionString)} with (force)", connection);
        command.ExecuteNonQuery();
    }

    private static string? Name(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Database;
}
