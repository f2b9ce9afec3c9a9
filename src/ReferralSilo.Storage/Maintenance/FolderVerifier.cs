using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Reads everything in an embedded folder and reports what is wrong. Changes no data.</summary>
public static class FolderVerifier
{
    /// <param name="folder">No other process may use it.</param>
    /// <param name="keyFile">The configured key file; null for the one in the folder.</param>
    /// <param name="rules">From the search hash, the domain's check of a stream, which returns findings.</param>
    /// <param name="ct">Cancels the work.</param>
    public static async Task<VerifyReport> Run(
        string folder, string? keyFile, Func<KeyedHash, Func<CheckedStream, IEnumerable<string>>> rules,
        CancellationToken ct = default)
    {
        await EmbeddedDatabase.Upgrade(folder, ct);
        var findings = new List<Finding>();
        foreach (var name in EmbeddedDatabase.Databases) findings.AddRange(Files(folder, name));
        using var ledger = SqliteSnapshot.Open(EmbeddedDatabase.Ledger(folder));
        KeyRing ring;
        try
        {
            ring = EmbeddedDatabase.Keys(folder, keyFile, (byte[]?)ledger.Scalar("select body from ledger_canary"));
        }
        catch (LedgerKeyException e)
        {
            // Without the keys nothing else can be checked.
            return new(0, 0, 0, 0, [.. findings, new("ledger.db", e.Message)]);
        }

        using var sealer = new Sealer(ring);
        var verifier = new LedgerVerifier(ledger, sealer, rules(new KeyedHash(ring)), findings);
        return verifier.Run(ct);
    }

    private static List<Finding> Files(string folder, string name)
    {
        using var file = SqliteSnapshot.Open(Path.Combine(folder, name));
        var found = new List<Finding>();
        try
        {
            foreach (var row in file.ReadRaw("pragma integrity_check").Where(r => r[0] is not "ok"))
                found.Add(new(name, (string)row[0]!));
            foreach (var row in file.ReadRaw("pragma foreign_key_check"))
                found.Add(new(name, $"a row of {row[0]} refers to a row of {row[2]} that is not there"));
        }
        catch (SqliteException e)
        {
            // The file is too damaged for SQLite: this is the finding.
            found.Add(new(name, e.Message));
        }

        return found;
    }
}
