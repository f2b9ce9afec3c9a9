using System.IO.Compression;
using System.Security.Cryptography;
using NodaTime;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Copies an embedded folder into one file that holds everything a restore needs, the keys too.</summary>
public static class Backup
{
    /// <summary>
    /// Each database as it is at one moment, the ledger first: what it refers to was written before, so the later
    /// copies hold it. Safe beside a running process for that reason; then what is not in the ledger may be younger.
    /// </summary>
    /// <exception cref="MaintenanceException">The folder holds no data, or the file exists.</exception>
    public static async Task<BackupManifest> Write(
        string folder, string? keyFile, string file, string program, Instant now, CancellationToken ct = default)
    {
        file = Path.GetFullPath(file);
        if (File.Exists(file)) throw new MaintenanceException($"{file} exists; a backup overwrites nothing.");
        await EmbeddedDatabase.Upgrade(folder, ct);
        // Beside the file, where there must be room for it anyway.
        var draft = Draft(file);
        PrivateFiles.CreateFolder(draft);
        try
        {
            var manifest = Collect(folder, keyFile, draft, program, now);
            var zip = draft + ".zip";
            Pack(draft, manifest, zip);
            File.Move(zip, file, overwrite: false);
            return manifest;
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
            File.Delete(draft + ".zip");
        }
    }

    private static BackupManifest Collect(string folder, string? keyFile, string draft, string program, Instant now)
    {
        foreach (var name in EmbeddedDatabase.Databases)
        {
            using var source = SqliteSnapshot.Open(Path.Combine(folder, name));
            source.CopyTo(Path.Combine(draft, name));
        }

        var schemas = new Dictionary<string, long>();
        var tables = new List<TableContent>();
        string epoch;
        using (var ledger = SqliteSnapshot.Open(EmbeddedDatabase.Ledger(draft)))
        {
            epoch = (string)ledger.Scalar($"select epoch from {DatabaseMigration.Installation}")!;
            var ring = EmbeddedDatabase.Keys(folder, keyFile, (byte[]?)ledger.Scalar("select body from ledger_canary"));
            KeyFile.Keep(EmbeddedDatabase.KeyFileOf(draft), ring);
        }

        foreach (var name in EmbeddedDatabase.Databases)
        {
            using var copy = SqliteSnapshot.Open(Path.Combine(draft, name));
            schemas[name] = copy.Schema;
            tables.AddRange(copy.Contents(name));
        }

        PrivateFiles.CreateFolder(EmbeddedDatabase.ProtectionKeys(draft));
        foreach (var key in Directory.EnumerateFiles(EmbeddedDatabase.ProtectionKeys(folder), "*.xml"))
            File.Copy(key, Path.Combine(EmbeddedDatabase.ProtectionKeys(draft), Path.GetFileName(key)));
        var files = Directory.EnumerateFiles(draft, "*", SearchOption.AllDirectories)
            .Select(path => Of(draft, path)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        return new(BackupManifest.CurrentFormat, program, now.ToDateTimeOffset(), epoch, schemas, files, tables);
    }

    private static void Pack(string draft, BackupManifest manifest, string zip)
    {
        using var stream = PrivateFiles.CreateFile(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var text = manifest.Write();
            Add(archive, BackupManifest.Name, text);
            Add(archive, BackupManifest.HashName,
                System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text))));
            foreach (var file in manifest.Files) archive.CreateEntryFromFile(Path.Combine(draft, file.Name), file.Name,
                CompressionLevel.Fastest);
        }

        stream.Flush(flushToDisk: true);
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static BackedUpFile Of(string draft, string path)
    {
        using var stream = File.OpenRead(path);
        return new(Path.GetRelativePath(draft, path).Replace('\\', '/'), stream.Length,
            Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static string Draft(string file) =>
        Path.Combine(Path.GetDirectoryName(file)!,
            $".{Path.GetFileName(file)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
}
