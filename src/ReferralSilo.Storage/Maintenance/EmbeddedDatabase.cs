using System.Text.RegularExpressions;
using ReferralSilo.Storage.Sealing;
using ReferralSilo.Storage.Sqlite;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>The files of the embedded mode in its folder.</summary>
public static partial class EmbeddedDatabase
{
    /// <summary>The database files.</summary>
    public static IReadOnlyList<string> Databases { get; } = ["ledger.db", "settings.db", "accounts.db"];

    /// <summary>All database files of a folder, also the one that is built again when it is missing.</summary>
    internal static IEnumerable<string> Files(string folder) =>
        Databases.Append("projections.db").Select(name => Path.Combine(folder, name));

    /// <summary>True when the file is there and was ever written.</summary>
    public static bool HasContent(string folder, string name) =>
        new FileInfo(Path.Combine(folder, name)) is { Exists: true, Length: > 0 };

    public static string Ledger(string folder) => Path.Combine(folder, "ledger.db");

    public static string KeyFileOf(string folder) => Path.Combine(folder, "keys", "ledger.key");

    public static string ProtectionKeys(string folder) => Path.Combine(folder, "keys", "protection");

    /// <summary>True for the name of a file of an embedded folder; no other file of a backup is unpacked.</summary>
    internal static bool IsPart(string name) =>
        Databases.Contains(name) || name == "keys/ledger.key" || ProtectionKey().IsMatch(name);

    /// <summary>Migrates ledger and settings to the schema of this program, as a start would.</summary>
    /// <exception cref="MaintenanceException">There is no embedded database in the folder.</exception>
    public static Task Upgrade(string folder, CancellationToken ct) => Task.Run(() =>
    {
        foreach (var name in Databases)
        {
            if (!File.Exists(Path.Combine(folder, name)))
                throw new MaintenanceException($"There is no ReferralSilo data in {folder}: {name} is missing.");
        }

        Migrate(Ledger(folder), "Sqlite/Migrations");
        Migrate(Path.Combine(folder, "settings.db"), "Sqlite/SettingsMigrations");
    }, ct);

    private static void Migrate(string file, string scripts)
    {
        using var connections = new SqliteConnections(file);
        using var connection = connections.OpenWriter();
        SqliteSchemaMigrator.Run(connection, scripts);
    }

    /// <summary>The keys that encrypted the ledger: from the configured file, or from the folder when the configured
    /// file does not exist yet.</summary>
    internal static KeyRing Keys(string folder, string? configured, byte[]? canary)
    {
        string[] files = configured is null ? [KeyFileOf(folder)] : [configured, KeyFileOf(folder)];
        var file = files.FirstOrDefault(File.Exists)
            ?? throw new LedgerKeyException(
                $"The key file {files[0]} is missing, and the ledger is sealed with its keys. Restore it.");
        var ring = KeyFile.Load(file, mayCreate: false);
        using var sealer = new Sealer(ring);
        Canary.Check(sealer, canary
            ?? throw new MaintenanceException($"The ledger in {folder} was never started: it has no canary."));
        return ring;
    }

    [GeneratedRegex("^keys/protection/[A-Za-z0-9-]+[.]xml$")]
    private static partial Regex ProtectionKey();
}
