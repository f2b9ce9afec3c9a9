using System.Security.Cryptography;

namespace ReferralSilo.Storage.Sealing;

/// <summary>Keys in a file that only its owner may read.</summary>
internal static class KeyFile
{
    /// <summary>
    /// Reads the file, or makes it when <paramref name="mayCreate"/>. It may not be made for a database that is
    /// already sealed: a new key would open nothing, and the loss would show only at the first read.
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

    /// <summary>Writes keys that exist elsewhere; a file that is there already must hold the same.</summary>
    public static void Keep(string path, KeyRing ring)
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

        // Written aside and renamed: a half-written key file would be a lost ledger.
        var draft = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}";
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(ring.Format()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: false);
    }
}
