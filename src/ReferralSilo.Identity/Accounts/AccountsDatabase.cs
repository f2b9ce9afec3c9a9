using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Updates the schema and loads the keys, once, before the first request. Uses plain commands and numbered
/// scripts, so a start with an up-to-date schema costs one query and never builds the entity model.
/// </summary>
public sealed partial class AccountsDatabase(IOptions<AccountsOptions> options, SigningKey signingKey,
    IServiceProvider services, ILogger<AccountsDatabase> log)
{
    // "ACCT" in ASCII. Must differ from the lock of the ledger's migrations.
    internal const long PostgresLock = 0x41434354;

    private readonly AccountsOptions _options = options.Value;

    /// <summary>Must finish before the server listens; may run in parallel with other start-up work.</summary>
    public Task Prepare(CancellationToken ct = default)
    {
        if (_options.Engine is AccountsEngine.Sqlite)
            PrivateFiles.CreateFolder(_options.DataFolder);
        // Keys are loaded under the same lock: when several processes
        // start together, one creates them and the others read them.
        return Alone(async connection =>
        {
            await Migrate(connection, _options.Engine, log, ct);
            await signingKey.Load(connection, services.GetRequiredService<IDataProtectionProvider>(), ct);
        }, ct);
    }

    /// <summary>
    /// Whether a client exists. Does not build the entity model, which would add half a second to a start.
    /// </summary>
    internal async Task<bool> HasClient(string clientId, CancellationToken ct)
    {
        await using var connection = AccountsConnection.Create(_options);
        await connection.OpenAsync(ct);
        return await AccountsCommands.Scalar(connection, $"""
            SELECT 1 FROM {AccountsCommands.Table(connection, "OpenIddictApplications")} WHERE "ClientId" = @id
            """, ct, ("@id", clientId)) is not null;
    }

    /// <summary>
    /// Runs start-up work under a lock of the whole cluster. The embedded engine has only one process.
    /// </summary>
    internal async Task Alone(Func<DbConnection, Task> work, CancellationToken ct)
    {
        await using var connection = AccountsConnection.ForStart(_options);
        await connection.OpenAsync(ct);
        if (_options.Engine is AccountsEngine.Sqlite)
        {
            await work(connection);
            return;
        }

        // Closing the connection releases the lock, also when the work fails.
        await AccountsCommands.Run(connection, $"SELECT pg_advisory_lock({PostgresLock})", ct);
        await work(connection);
    }

    /// <summary>Runs the scripts that the database does not have yet; the caller holds the lock.</summary>
    internal static async Task Migrate(DbConnection connection, AccountsEngine engine, ILogger log,
        CancellationToken ct)
    {
        if (engine is AccountsEngine.Sqlite)
            await AccountsCommands.Run(connection, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE", ct);
        var version = await Version(connection, engine, ct);
        foreach (var (number, sql) in Scripts(engine).Where(s => s.Number > version))
        {
            // One command, so that script and version are one transaction on both engines.
            await AccountsCommands.Run(connection, sql + (engine is AccountsEngine.Postgres
                ? $"CREATE TABLE IF NOT EXISTS accounts.schema_version (version int NOT NULL); DELETE FROM "
                    + $"accounts.schema_version; INSERT INTO accounts.schema_version VALUES ({number})"
                : $"PRAGMA user_version = {number}"), ct);
            Migrated(log, number);
        }

        if (engine is AccountsEngine.Sqlite)
            await AccountsCommands.Run(connection, "COMMIT", ct);
    }

    private static async Task<int> Version(DbConnection connection, AccountsEngine engine, CancellationToken ct)
    {
        if (engine is AccountsEngine.Sqlite)
            return await Number("PRAGMA user_version");
        return await AccountsCommands.Scalar(connection, "SELECT to_regclass('accounts.schema_version')::text", ct)
            is string ? await Number("SELECT max(version) FROM accounts.schema_version") : 0;

        async Task<int> Number(string sql) =>
            Convert.ToInt32(await AccountsCommands.Scalar(connection, sql, ct), CultureInfo.InvariantCulture);
    }

    /// <summary>The numbered scripts of an engine, in order.</summary>
    internal static IEnumerable<(int Number, string Sql)> Scripts(AccountsEngine engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $"Accounts/Sql/{engine}/";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name =>
                (int.Parse(name.AsSpan(folder.Length, 4), CultureInfo.InvariantCulture), Text(assembly, name)))
            .OrderBy(script => script.Item1);
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Accounts schema is now version {Version}")]
    private static partial void Migrated(ILogger log, int version);
}
