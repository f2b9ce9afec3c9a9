using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Puts a backup into an empty folder and begins another life of the data there.</summary>
public static class Restoration
{
    /// <summary>There while a restore is under way: a folder with it is half of a house, and no start may use
    /// it.</summary>
    public const string StagingFolder = ".restoring";

    /// <summary>Bytes of a manifest; a bigger one is none.</summary>
    private const int ManifestBytes = 1024 * 1024;

    /// <summary>A folder in which a restore was cut short is taken as empty.</summary>
    /// <exception cref="MaintenanceException">The folder is not empty, or the file is damaged: nothing was put in
    /// place.</exception>
    public static async Task<Installation> Run(
        string file, string folder, string? keyFile, bool holdMessages, Instant now, CancellationToken ct = default)
    {
        var draft = Path.Combine(folder, StagingFolder);
        Empty(folder, draft);
        try
        {
            Unpack(file, draft);
        }
        catch (MaintenanceException)
        {
            Directory.Delete(draft, recursive: true);
            throw;
        }

        await EmbeddedDatabase.Upgrade(draft, ct);
        if (keyFile is not null)
        {
            var restored = EmbeddedDatabase.KeyFileOf(draft);
            KeyFile.Keep(keyFile, KeyFile.Load(restored, mayCreate: false));
            File.Delete(restored);
        }

        var installation = await Installation.Renew(new() { DataDirectory = draft }, holdMessages, now, ct);
        foreach (var path in Directory.EnumerateFileSystemEntries(draft))
            Directory.Move(path, Path.Combine(folder, Path.GetFileName(path)));
        Directory.Delete(draft);
        return installation;
    }

    private static void Empty(string folder, string draft)
    {
        PrivateFiles.CreateFolder(folder);
        if (Directory.Exists(draft))
        {
            foreach (var path in EmbeddedDatabase.Databases.Select(name => Path.Combine(folder, name)))
            {
                foreach (var end in (string[])["", "-wal", "-shm"]) File.Delete(path + end);
            }

            foreach (var ours in (string[])[draft, Path.Combine(folder, "keys")])
            {
                if (Directory.Exists(ours)) Directory.Delete(ours, recursive: true);
            }
        }

        if (Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != ".lock"))
            throw new MaintenanceException(
                $"{folder} is not empty; a restore overwrites nothing. Choose another folder with --data.");
        PrivateFiles.CreateFolder(draft);
    }

    private static void Unpack(string file, string draft)
    {
        try
        {
            using var archive = ZipFile.OpenRead(file);
            var manifest = Manifest(archive);
            foreach (var backedUp in manifest.Files) Unpack(archive, backedUp, draft);
            Check(manifest, draft);
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
        if (Encoding.ASCII.GetString(Bytes(archive, BackupManifest.HashName)) != Convert.ToHexStringLower(
            SHA256.HashData(text)))
            throw Damaged("its list of contents was altered.");
        var manifest = BackupManifest.Read(text);
        var newest = SqlText.Numbered("Sqlite/Migrations")[^1].Number;
        if (manifest.Format != BackupManifest.CurrentFormat || manifest.Schemas[EmbeddedDatabase.Databases[0]] > newest)
            throw new MaintenanceException(
                $"The backup was made by a newer program ({manifest.Program}); restore it with that one.");
        return manifest;
    }

    private static void Unpack(ZipArchive archive, BackedUpFile file, string draft)
    {
        if (!EmbeddedDatabase.IsPart(file.Name)) throw Damaged($"it holds {file.Name}, which is no part of a backup.");
        var path = Path.Combine(draft, file.Name);
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

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256) throw Damaged(
            $"{file.Name} is not what it was.");
    }

    /// <summary>What the tables say, and that the keys open them.</summary>
    private static void Check(BackupManifest manifest, string draft)
    {
        var contents = new List<TableContent>();
        foreach (var name in EmbeddedDatabase.Databases)
        {
            using var database = SqliteSnapshot.Open(Path.Combine(draft, name));
            contents.AddRange(database.Contents(name));
            if (name == EmbeddedDatabase.Databases[0]) EmbeddedDatabase.Keys(draft, null,
                (byte[]?)database.Scalar("select body from ledger_canary"));
        }

        if (manifest.Tables.Except(contents).Concat(contents.Except(manifest.Tables)).FirstOrDefault() is { } other)
            throw Damaged($"table {other.Name} is not what it was.");
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
