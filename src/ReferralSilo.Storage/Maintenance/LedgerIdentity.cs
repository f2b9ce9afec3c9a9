using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Identifies one ledger. The accounts remember the ledger that they belong to.</summary>
/// <param name="Id">Made from the canary, which is written once: restored and migrated copies have the same id.</param>
/// <param name="IsUsed">True when anything was ever committed.</param>
public sealed record LedgerIdentity(string Id, bool IsUsed)
{
    /// <summary>The ledger must have been opened before.</summary>
    public static async Task<LedgerIdentity> Read(StorageOptions options, CancellationToken ct = default)
    {
        await using var connection = await Installation.Connect(options, ct);
        var canary = (byte[])(await Scalar(connection, "select body from ledger_canary", ct)
            ?? throw new InvalidOperationException("The ledger was never opened: it has no canary."));
        var used = await Scalar(connection, "select exists (select 1 from ledger_event)", ct);
        return new(Convert.ToHexStringLower(SHA256.HashData(canary)),
            Convert.ToBoolean(used, CultureInfo.InvariantCulture));
    }

    private static async Task<object?> Scalar(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(ct);
    }
}
