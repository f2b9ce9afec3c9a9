using System.Security.Cryptography;

namespace ReferralSilo.Storage.Sealing;

/// <summary>Stores keys in a file that only its owner may read.</summary>
internal static class KeyFile
{
    /// <summary>
    /// Reads the file, or creates it when <paramref name="mayCreate"/>. It must not be created for a database that is
    /// already encrypted: a new key would decrypt nothing, and the loss would show only at the first read.
    /// </summary>
    public static KeyRing Load(string path, bool mayCreate)
    {
        if (File.Exists(path)) return KeyRing.Parse(File.ReadAllText(path));
        if (!mayCreate)
        {
            throw new LedgerKeyException(
                $"The key file {path} is missing, and the ledger is sealed with its keys. Restore it.");
        }

        var ring = KeyRing.Create();
        Write(path, ring);
        return ring;
    }

    /// <summary>Writes existing keys; a file that already exists must contain the same keys.</summary>
    public static void Save(string path, KeyRing ring)
    {
        if (!File.Exists(path)) Write(path, ring);
        else if (KeyRing.Parse(File.ReadAllText(path)).Format() != ring.Format())
            throw new LedgerKeyException(
                $"The key file {path} holds other keys; it is not overwritten. Configure another file.");
    }

    private static void Write(string path, KeyRing ring)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        // Written to another file and renamed: a half-written key file would make the ledger unreadable.
        var temporary = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}";
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(ring.Format()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
    }
}
