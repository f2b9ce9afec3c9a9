using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NodaTime;
using Npgsql;
using ReferralSilo.Storage.Postgres;
using ReferralSilo.Storage.Sqlite;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Identifies an installation. A restored copy is another installation.</summary>
/// <param name="Epoch">Changes with each restore; opaque.</param>
/// <param name="Since">When the epoch started.</param>
/// <param name="Restored">True when it started with a restore.</param>
/// <param name="MessagesHeld">True when no message may leave the system until an operator releases them.</param>
public sealed record Installation(string Epoch, Instant Since, bool Restored, bool MessagesHeld)
{
    /// <summary>When an operator released the messages: the original does not run any more from then on. Null while
    /// they are held, when they never were, and when an older version released them.</summary>
    public Instant? ReleasedAt { get; init; }

    public static async Task<Installation> Read(StorageOptions options, CancellationToken ct = default)
    {
        await using var connection = await Connect(options, ct);
        return await Read(connection, ct);
    }

    /// <summary>Releases messages. Durable; running processes notice it within <see
    /// cref="MessageHold.RecheckInterval"/>. A repeat changes nothing.</summary>
    public static async Task Release(StorageOptions options, Instant now, CancellationToken ct = default)
    {
        await using var connection = await Connect(options, ct);
        await Run(connection, "Maintenance/release-messages.sql", ct, ("held", false),
            ("released", now.ToUnixTimeTicks()));
    }

    /// <summary>Starts a new epoch in a restored database, before anything runs on it.</summary>
    public static async Task<Installation> Renew(StorageOptions options, bool holdMessages, Instant now,
        CancellationToken ct = default)
    {
        await using var connection = await Connect(options, ct);
        await Run(connection, "Maintenance/renew-installation.sql", ct,
            ("epoch", Guid.NewGuid().ToString("N")), ("since", now.ToUnixTimeTicks()), ("restored", true),
            ("held", holdMessages));
        return await Read(connection, ct);
    }

    private static async Task<Installation> Read(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = SqlText.Load("Maintenance/read-installation.sql");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetString(0), Instant.FromUnixTimeTicks(reader.GetInt64(1)), Flag(reader, 2),
            Flag(reader, 3))
        {
            ReleasedAt = reader.IsDBNull(4) ? null : Instant.FromUnixTimeTicks(reader.GetInt64(4)),
        };
    }

    private static bool Flag(DbDataReader reader, int column) =>
        Convert.ToBoolean(reader.GetValue(column), CultureInfo.InvariantCulture);

    private static async Task Run(DbConnection connection, string file, CancellationToken ct,
        params (string Name, object Value)[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = SqlText.Load(file);
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    internal static async Task<DbConnection> Connect(StorageOptions options, CancellationToken ct)
    {
        DbConnection connection = options.Engine == StorageEngine.Postgres
            ? new NpgsqlConnection(PostgresConnections.Brief(options.ConnectionString))
            : new SqliteConnection(
                $"Data Source={EmbeddedDatabase.Ledger(options.DataDirectory)};Mode=ReadWrite;Pooling=false");
        try
        {
            await connection.OpenAsync(ct);
            if (connection is SqliteConnection file) SqliteConnections.Execute(file, "pragma synchronous = full");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
