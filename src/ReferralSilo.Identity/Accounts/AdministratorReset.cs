using System.Data.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Makes an account administrator again from the machine, for an installation whose administrators can no longer sign
/// in. Uses plain commands, without the services of the program.
/// </summary>
public static class AdministratorReset
{
    /// <summary>Creates or enables the account and makes it administrator; returns its one-time password. Open sessions
    /// of the account end.</summary>
    /// <exception cref="ArgumentException">The user name is not valid; the message says why.</exception>
    public static async Task<string> Run(AccountsOptions options, string user, CancellationToken ct = default)
    {
        var rules = new AccountRules();
        var id = rules.Id("/user", user);
        if (!rules.Ok) throw new ArgumentException(rules.Errors["/user"][0], nameof(user));
        await using var connection = AccountsConnection.ForStart(options);
        await connection.OpenAsync(ct);
        if (options.Engine is AccountsEngine.Postgres)
            await AccountsCommands.Run(connection, $"SELECT pg_advisory_lock({AccountsDatabase.PostgresLock})", ct);
        await AccountsDatabase.Migrate(connection, options.Engine, NullLogger.Instance, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var password = ReadableCode.New(ReadableCode.PasswordGroups);
        var hasher = new PasswordHasher<StaffUser>(
            Options.Create(new PasswordHasherOptions { IterationCount = SecurityLimits.PasswordRounds }));
        await Write(connection, id, hasher.HashPassword(new StaffUser(), password), ct);
        await AccountsCommands.Run(connection,
            $"DELETE FROM {AccountsCommands.Table(connection, "SignInTries")}", ct);
        var row = await InstallationRow.Read(connection, ct);
        await (row with { Holds = row.Holds ?? InstallationRow.Real, SetUpCode = null }).Write(connection, ct);
        await transaction.CommitAsync(ct);
        return password;
    }

    private static async Task Write(DbConnection connection, string id, string hash, CancellationToken ct)
    {
        var table = AccountsCommands.Table(connection, "Staff");
        var normalized = new AccountNameNormalizer().NormalizeName(id);
        var roles = await AccountsCommands.Scalar(connection,
            $"""SELECT "Roles" FROM {table} WHERE "NormalizedUserName" = @user""", ct, ("@user", normalized)) as string;
        (string, object?)[] values =
        [
            ("@user", normalized), ("@hash", hash), ("@stamp", Guid.NewGuid().ToString("N")),
            ("@roles", AccountRules.Words(AccountRules.Words(roles ?? "").Append(Roles.Administrator))),
            ("@yes", true), ("@no", false),
        ];
        if (roles is not null)
            await AccountsCommands.Run(connection, $"""
                UPDATE {table} SET "Roles" = @roles, "Source" = NULL, "Disabled" = @no, "PasswordHash" = @hash,
                    "PasswordIsOneTime" = @yes, "SecurityStamp" = @stamp, "LockoutEnd" = NULL, "AccessFailedCount" = 0
                WHERE "NormalizedUserName" = @user
                """, ct, values);
        else
            await AccountsCommands.Run(connection, $"""
                INSERT INTO {table} ("Id", "UserName", "NormalizedUserName", "DisplayName", "Roles", "ServiceLines",
                    "Disabled", "PasswordHash", "PasswordIsOneTime", "SecurityStamp", "ConcurrencyStamp",
                    "EmailConfirmed", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled",
                    "AccessFailedCount")
                VALUES (@id, @name, @user, @name, @roles, @lines, @no, @hash, @yes, @stamp, @id, @no, @no, @no, @yes, 0)
                """, ct, [.. values, ("@id", Guid.NewGuid().ToString()), ("@name", id),
                    ("@lines", Caller.AllLines)]);
    }
}
