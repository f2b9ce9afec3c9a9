using System.Data.Common;
using Npgsql;

namespace ReferralSilo.Identity.Accounts;

/// <summary>Plain commands on the accounts database, for a start: the entity model would cost half a second.</summary>
internal static class AccountsCommands
{
    /// <summary>A table under its name on the connection's engine.</summary>
    public static string Table(DbConnection connection, string name) =>
        connection is NpgsqlConnection ? $"{AccountsDb.Schema}.\"{name}\"" : $"\"{name}\"";

    public static async Task Run(DbConnection connection, string sql, CancellationToken ct,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first value; null when there is no row or it is null.</summary>
    public static async Task<object?> Scalar(DbConnection connection, string sql, CancellationToken ct,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(ct) is { } value and not DBNull ? value : null;
    }

    private static DbCommand Command(DbConnection connection, string sql, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
