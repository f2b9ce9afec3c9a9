using Microsoft.Extensions.Logging;
using Npgsql;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Postgres;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Opening;

/// <summary>Opens a ledger in a PostgreSQL database.</summary>
internal static partial class PostgresLedgerFactory
{
    public static async Task<OpenLedger> Open(StorageOptions options, ILogger logger, CancellationToken ct)
    {
        var text = PostgresConnections.Tune(
            options.ConnectionString
                ?? throw new ArgumentException("PostgreSQL needs a connection string.", nameof(options)),
            "ReferralSilo ledger");
        KeyRing? ring = null;
        Sealer? sealer = null;
        // Under the migration lock: two silos that start together on an empty database must use the same keys.
        await PostgresSchemaMigrator.Run(text, async connection =>
        {
            await using (var order = new NpgsqlCommand(SqlText.Load("Postgres/renew-order.sql"), connection))
                await order.ExecuteNonQueryAsync(ct);
            var canary = (byte[]?)await Scalar(connection, "select body from ledger_canary", ct);
            ring = options.KeyFile is { } file
                ? KeyFile.Load(file, mayCreate: canary is null)
                : await LoadFromDatabase(connection, mayCreate: canary is null, ct);
            sealer = new Sealer(ring);
            if (canary is null)
                await Insert(connection, "insert into ledger_canary values (1, $1)", Canary.Create(sealer), ct);
            else Canary.Check(sealer, canary);
        }, ct);

        if (options.KeyFile is null) LogKeysUnprotected(logger);
        var messages = await MessageHold.Open(options, TimeProvider.System, ct);
        var source = new NpgsqlDataSourceBuilder(text).Build();
        return new OpenLedger(new PostgresEngine(source, logger), new PostgresProjections(source), sealer!, ring!,
            messages, keysAreProtected: options.KeyFile is not null);
    }

    private static async Task<KeyRing> LoadFromDatabase(NpgsqlConnection connection, bool mayCreate,
        CancellationToken ct)
    {
        if (await Scalar(connection, "select keys from ledger_key", ct) is string keys) return KeyRing.Parse(keys);
        if (!mayCreate)
            throw new LedgerKeyException(
                "The ledger is encrypted with keys that are not in its database. Configure the key file.");
        var ring = KeyRing.Create();
        await Insert(connection, "insert into ledger_key values (1, $1)", ring.Format(), ct);
        return ring;
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    private static async Task Insert<T>(NpgsqlConnection connection, string sql, T value, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(10, LogLevel.Warning,
        "The ledger's keys are stored unprotected in the database that they protect. "
            + "Configure a key file before real use.")]
    private static partial void LogKeysUnprotected(ILogger logger);
}
