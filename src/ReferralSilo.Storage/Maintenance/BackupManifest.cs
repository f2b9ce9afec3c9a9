using System.Text.Json;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>What lies in a backup file, so that a damaged one is known before anything is put in its place.</summary>
/// <param name="Format">Of the file; 1.</param>
/// <param name="Program">Version that made it.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Epoch">Of the system it is a copy of.</param>
/// <param name="Schemas">Numbered scripts that ran, by database file.</param>
/// <param name="Files">Every file but this one.</param>
/// <param name="Tables">Rows and content of every table.</param>
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
