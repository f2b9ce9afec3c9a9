using Npgsql;

namespace ReferralSilo.Testing;

/// <summary>
/// A real PostgreSQL server for tests: the one named by <c>REFERRALSILO_TEST_POSTGRES</c> (a connection string of a
/// role that may create databases), else one cluster of this process in a temp folder, gone with the process.
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

    /// <summary>A cluster that not all share.</summary>
    public static PostgresServer Of(PostgresCluster cluster) => new(cluster.ConnectionString);

    /// <summary>The server that all tests of this process share.</summary>
    public static PostgresServer Shared => Started.Value;

    /// <summary>Makes an empty database, or a copy of one that nobody is connected to, and returns its connection
    /// string.</summary>
    public string CreateDatabase(string? copyOf = null)
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        using var command =
            new NpgsqlCommand($"create database {name}{(copyOf is null ? "" : $" template {Name(copyOf)}")}",
            connection);
        command.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name, Pooling = true }.ToString();
    }

    /// <summary>Drops a database made here, ending whoever is still connected.</summary>
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
