using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Sealing;
using ReferralSilo.Storage.Sqlite;

namespace ReferralSilo.Storage.Opening;

/// <summary>Opens a ledger in a folder.</summary>
internal static class SqliteLedgerFactory
{
    public static Task<OpenLedger> Open(StorageOptions options, ILogger logger, CancellationToken ct) =>
        Task.Run(async () =>
    {
        var folder = Path.GetFullPath(options.DataDirectory);
        Directory.CreateDirectory(folder);
        var connections = new SqliteConnections(Path.Combine(folder, "ledger.db"));
        using var setup = connections.OpenWriter();
        SqliteSchemaMigrator.Run(setup, "Sqlite/Migrations");

        var canary = ReadCanary(setup);
        var ring = KeyFile.Load(options.KeyFile ?? Path.Combine(folder, "keys", "ledger.key"),
            mayCreate: canary is null);
        var sealer = new Sealer(ring);
        if (canary is null) WriteCanary(setup, Canary.Create(sealer));
        else Canary.Check(sealer, canary);

        var messages = await MessageHold.Open(options, TimeProvider.System, ct);
        var projections = new SqliteProjections(Path.Combine(folder, "projections.db"));
        return new OpenLedger(new SqliteEngine(connections, logger), projections, sealer, ring, messages,
            keysAreProtected: true);
    }, ct);

    private static byte[]? ReadCanary(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select body from ledger_canary";
        return (byte[]?)command.ExecuteScalar();
    }

    private static void WriteCanary(SqliteConnection connection, byte[] body)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "insert into ledger_canary (one, body) values (1, @body)";
        command.Parameters.AddWithValue("@body", body);
        command.ExecuteNonQuery();
    }
}
