using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Restores a backup into an empty folder and starts a new epoch there.</summary>
public static class Restoration
{
    /// <summary>Exists while a restore is running: the folder is incomplete then, and no start may use it.</summary>
    public const string StagingFolder = ".restoring";

    /// <summary>Most bytes of a manifest; a larger one is refused.</summary>
    private const int ManifestBytes = 1024 * 1024;

    /// <summary>Restores the file. A folder with an interrupted restore counts as empty.</summary>
    /// <exception cref="MaintenanceException">The folder is not empty, or the file is damaged: no change.</exception>
    public static async Task<Installation> Run(
        string file, string folder, string? keyFile, bool holdMessages, Instant now, CancellationToken ct = default)
    {
        var staging = Path.Combine(folder, StagingFolder);
        Prepare(folder, staging);
        try
        {
            Unpack(file, staging);
        }
        catch (MaintenanceException)
        {
            Directory.Delete(staging, recursive: true);
            throw;
        }

        await EmbeddedDatabase.Upgrade(staging, ct);
        if (keyFile is not null)
        {
            var restored = EmbeddedDatabase.KeyFileOf(staging);
            KeyFile.Save(keyFile, KeyFile.Load(restored, mayCreate: false));
            File.Delete(restored);
        }

        var installation = await Installation.Renew(new() { DataDirectory = staging }, holdMessages, now, ct);
        foreach (var path in Directory.EnumerateFileSystemEntries(staging))
            Directory.Move(path, Path.Combine(folder, Path.GetFileName(path)));
        Directory.Delete(staging);
        return installation;
    }

    private static void Prepare(string folder, string staging)
    {
        PrivateFiles.CreateFolder(folder);
        if (Directory.Exists(staging))
        {
            foreach (var database in EmbeddedDatabase.Databases.Select(name => Path.Combine(folder, name)))
            {
                foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(database + suffix);
            }

            foreach (var path in (string[])[staging, Path.Combine(folder, "keys")])
            {
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            }
        }

        if (Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != ".lock"))
            throw new MaintenanceException(
                $"{folder} is not empty; a restore never overwrites data. Choose another folder with --data.");
        PrivateFiles.CreateFolder(staging);
    }

    private static void Unpack(string file, string staging)
    {
        try
        {
            using var archive = ZipFile.OpenRead(file);
            var manifest = Manifest(archive);
            foreach (var backedUp in manifest.Files) Unpack(archive, backedUp, staging);
            Check(manifest, staging);
        }
        catch (Exception e)
            when (e is InvalidDataException or JsonException or EndOfStreamException or SqliteException
            or LedgerKeyException)
        {
            throw Damaged(e.Message, e);
        }
    }

    private static BackupManifest Manifest(ZipArchive archive)
    {
        var text = Bytes(archive, BackupManifest.Name);
        var hash = Encoding.ASCII.GetString(Bytes(archive, BackupManifest.HashName));
        if (hash != Convert.ToHexStringLower(SHA256.HashData(text)))
            throw Damaged("its list of contents was altered.");
        var manifest = BackupManifest.Read(text);
        var newest = SqlText.Numbered("Sqlite/Migrations")[^1].Number;
        if (manifest.Format != BackupManifest.CurrentFormat || manifest.Schemas[EmbeddedDatabase.Databases[0]] > newest)
            throw new MaintenanceException(
                $"The backup was made by a newer program ({manifest.Program}); restore it with that one.");
        return manifest;
    }

    private static void Unpack(ZipArchive archive, BackedUpFile file, string staging)
    {
        if (!EmbeddedDatabase.IsPart(file.Name)) throw Damaged($"it holds {file.Name}, which is no part of a backup.");
        var path = Path.Combine(staging, file.Name);
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var from = Entry(archive, file.Name).Open())
        using (var to = PrivateFiles.CreateFile(path))
        {
            var buffer = new byte[128 * 1024];
            for (int read; (read = from.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                to.Write(buffer, 0, read);
                if (to.Length > file.Bytes) break;
            }

            to.Flush(flushToDisk: true);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            throw Damaged($"{file.Name} was altered.");
    }

    /// <summary>Checks the content of the tables, and that the keys decrypt the ledger.</summary>
    private static void Check(BackupManifest manifest, string staging)
    {
        var contents = new List<TableContent>();
        foreach (var name in EmbeddedDatabase.Databases)
        {
            using var database = SqliteSnapshot.Open(Path.Combine(staging, name));
            contents.AddRange(database.Contents(name));
            if (name == EmbeddedDatabase.Databases[0])
                EmbeddedDatabase.Keys(staging, null, (byte[]?)database.Scalar("select body from ledger_canary"));
        }

        if (manifest.Tables.Except(contents).Concat(contents.Except(manifest.Tables)).FirstOrDefault() is { } other)
            throw Damaged($"table {other.Name} was altered.");
    }

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using var stream = Entry(archive, name).Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > ManifestBytes) throw Damaged($"{name} is too long.");
        }

        return bytes.ToArray();
    }

    private static ZipArchiveEntry Entry(ZipArchive archive, string name) =>
        archive.GetEntry(name) ?? throw Damaged($"{name} is missing.");

    private static MaintenanceException Damaged(string how, Exception? inner = null) =>
        new($"The backup is damaged: {how} Nothing was restored.", inner);
}
