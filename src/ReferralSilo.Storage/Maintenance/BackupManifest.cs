using System.Text.Json;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>The contents of a backup file, so that damage is found before anything is restored.</summary>
/// <param name="Format">Format of the file; 1.</param>
/// <param name="Program">Version of the program that wrote it.</param>
/// <param name="MadeAt">When it was written.</param>
/// <param name="Epoch">Epoch of the copied installation.</param>
/// <param name="Schemas">Number of the last migration script, by database file.</param>
/// <param name="Files">Every file except the manifest.</param>
/// <param name="Tables">Row count and content hash of every table.</param>
public sealed record BackupManifest(
    int Format, string Program, DateTimeOffset MadeAt, string Epoch, IReadOnlyDictionary<string, long> Schemas,
    IReadOnlyList<BackedUpFile> Files, IReadOnlyList<TableContent> Tables)
{
    public const int CurrentFormat = 1;

    internal const string Name = "manifest.json", HashName = "manifest.sha256";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    internal static BackupManifest Read(byte[] text) => JsonSerializer.Deserialize<BackupManifest>(text, Json)!;
}

/// <summary>A file of a backup.</summary>
public sealed record BackedUpFile(string Name, long Bytes, string Sha256);
