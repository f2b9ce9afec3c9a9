namespace ReferralSilo.Storage.Maintenance;

/// <summary>Files and folders that only their owner may open: mode 0600 and 0700, whatever the mask
/// of the process is.</summary>
public static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = Owner | UnixFileMode.UserExecute;

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        var isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path, OwnerFolder);
        if (isNew) File.SetUnixFileMode(path, OwnerFolder);
    }

    /// <exception cref="IOException">The file exists.</exception>
    public static FileStream CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        var stream = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, Owner);
        return stream;
    }

    /// <summary>Closes the data folder and its existing files to others, and creates missing database files closed:
    /// SQLite gives the files of its log the mode of the database.</summary>
    /// <exception cref="UnauthorizedAccessException">They belong to another user and others may open them.</exception>
    public static void Protect(string folder)
    {
        CreateFolder(folder);
        if (OperatingSystem.IsWindows()) return;
        Restrict(folder, OwnerFolder);
        foreach (var database in EmbeddedDatabase.Files(folder))
        {
            if (!File.Exists(database) && !Directory.Exists(database)) CreateFile(database).Dispose();
            foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"]) RestrictFile(database + suffix);
        }

        var keys = Path.Combine(folder, "keys");
        if (!Directory.Exists(keys)) return;
        Restrict(keys, OwnerFolder);
        foreach (var path in Directory.EnumerateDirectories(keys, "*", SearchOption.AllDirectories))
            Restrict(path, OwnerFolder);
        foreach (var path in Directory.EnumerateFiles(keys, "*", SearchOption.AllDirectories)) RestrictFile(path);
    }

    private static void RestrictFile(string path)
    {
        if (File.Exists(path)) Restrict(path, Owner);
    }

    /// <summary>Changes nothing when the mode is right already: only the owner may change it, and a volume may belong
    /// to another user.</summary>
    private static void Restrict(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == mode) return;
        File.SetUnixFileMode(path, mode);
    }
}
