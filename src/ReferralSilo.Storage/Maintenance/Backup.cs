using System.IO.Compression;
using System.Security.Cryptography;
using NodaTime;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Copies an embedded folder into one file with everything for a restore, including the keys.</summary>
public static class Backup
{
    /// <summary>
    /// Copies each database at one moment, the ledger first: what it refers to was written earlier, so the later copies
    /// contain it. For that reason it is safe beside a running process; then data outside the ledger may be newer.
    /// </summary>
    /// <exception cref="MaintenanceException">The folder holds no data, or the file exists.</exception>
    public static async Task<BackupManifest> Write(
        string folder, string? keyFile, string file, string program, Instant now, CancellationToken ct = default)
    {
        file = Path.GetFullPath(file);
        if (File.Exists(file)) throw new MaintenanceException($"{file} exists; a backup never overwrites a file.");
        await EmbeddedDatabase.Upgrade(folder, ct);
        // Next to the target file, where space is needed anyway.
        var staging = StagingFolder(file);
        PrivateFiles.CreateFolder(staging);
        try
        {
            var manifest = Collect(folder, keyFile, staging, program, now);
            var zip = staging + ".zip";
            Pack(staging, manifest, zip);
            File.Move(zip, file, overwrite: false);
            return manifest;
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
            File.Delete(staging + ".zip");
        }
    }

    private static BackupManifest Collect(string folder, string? keyFile, string staging, string program, Instant now)
    {
        foreach (var name in EmbeddedDatabase.Databases)
        {
            using var source = SqliteSnapshot.Open(Path.Combine(folder, name));
            source.CopyTo(Path.Combine(staging, name));
        }

        var schemas = new Dictionary<string, long>();
        var tables = new List<TableContent>();
        string epoch;
        using (var ledger = SqliteSnapshot.Open(EmbeddedDatabase.Ledger(staging)))
        {
            epoch = (string)ledger.Scalar($"select epoch from {DatabaseMigration.Installation}")!;
            var ring = EmbeddedDatabase.Keys(folder, keyFile, (byte[]?)ledger.Scalar("select body from ledger_canary"));
            KeyFile.Save(EmbeddedDatabase.KeyFileOf(staging), ring);
        }

        foreach (var name in EmbeddedDatabase.Databases)
        {
            using var copy = SqliteSnapshot.Open(Path.Combine(staging, name));
            schemas[name] = copy.Schema;
            tables.AddRange(copy.Contents(name));
        }

        PrivateFiles.CreateFolder(EmbeddedDatabase.ProtectionKeys(staging));
        foreach (var key in Directory.EnumerateFiles(EmbeddedDatabase.ProtectionKeys(folder), "*.xml"))
            File.Copy(key, Path.Combine(EmbeddedDatabase.ProtectionKeys(staging), Path.GetFileName(key)));
        var files = Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories)
            .Select(path => Describe(staging, path)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        return new(BackupManifest.CurrentFormat, program, now.ToDateTimeOffset(), epoch, schemas, files, tables);
    }

    private static void Pack(string staging, BackupManifest manifest, string zip)
    {
        using var stream = PrivateFiles.CreateFile(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var text = manifest.Write();
            Add(archive, BackupManifest.Name, text);
            Add(archive, BackupManifest.HashName,
                System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text))));
            foreach (var file in manifest.Files)
                archive.CreateEntryFromFile(Path.Combine(staging, file.Name), file.Name, CompressionLevel.Fastest);
        }

        stream.Flush(flushToDisk: true);
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static BackedUpFile Describe(string staging, string path)
    {
        using var stream = File.OpenRead(path);
        return new(Path.GetRelativePath(staging, path).Replace('\\', '/'), stream.Length,
            Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static string StagingFolder(string file) =>
        Path.Combine(Path.GetDirectoryName(file)!,
            $".{Path.GetFileName(file)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
}
