using System.Data.Common;
using System.Globalization;

namespace ReferralSilo.Identity.Accounts;

/// <summary>The row that says what the database holds and which ledger its accounts belong to.</summary>
/// <param name="Ledger">Id of the ledger; null before the first start, and in databases made before the check.</param>
/// <param name="Holds"><see cref="Demo"/> or <see cref="Real"/>; null before the demo or the set-up.</param>
/// <param name="SetUpCode">The set-up code; null when there is none.</param>
internal sealed record InstallationRow(string? Ledger, string? Holds, string? SetUpCode)
{
    public const string Demo = "demo", Real = "real";

    /// <summary>Makes the row when it is missing. The caller holds the lock of <see cref="AccountsDatabase.Alone"/>.
    /// </summary>
    public static async Task<InstallationRow> Read(DbConnection connection, CancellationToken ct)
    {
        var table = AccountsCommands.Table(connection, "Installation");
        await AccountsCommands.Run(connection,
            $"""INSERT INTO {table} ("One") VALUES (1) ON CONFLICT DO NOTHING""", ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT "Ledger", "Holds", "SetUpCode" FROM {table}""";
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader[0] as string, reader[1] as string, reader[2] as string);
    }

    public Task Write(DbConnection connection, CancellationToken ct) => AccountsCommands.Run(connection,
        $"""
        UPDATE {AccountsCommands.Table(connection, "Installation")}
        SET "Ledger" = @ledger, "Holds" = @holds, "SetUpCode" = @code
        """, ct, ("@ledger", Ledger), ("@holds", Holds), ("@code", SetUpCode));

    /// <summary>True when there is an account of a person or a machine.</summary>
    public static async Task<bool> AnyAccount(DbConnection connection, CancellationToken ct) =>
        Convert.ToBoolean(await AccountsCommands.Scalar(connection, $"""
            SELECT EXISTS (SELECT 1 FROM {AccountsCommands.Table(connection, "Staff")})
                OR EXISTS (SELECT 1 FROM {AccountsCommands.Table(connection, "OpenIddictApplications")})
            """, ct), CultureInfo.InvariantCulture);

    /// <summary>True when an enabled person is administrator.</summary>
    public static async Task<bool> AnyAdministrator(DbConnection connection, CancellationToken ct) =>
        Convert.ToBoolean(await AccountsCommands.Scalar(connection, $"""
            SELECT EXISTS (SELECT 1 FROM {AccountsCommands.Table(connection, "Staff")}
                WHERE NOT "Disabled" AND ' ' || "Roles" || ' ' LIKE '% {Contracts.Session.Roles.Administrator} %')
            """, ct), CultureInfo.InvariantCulture);
}
