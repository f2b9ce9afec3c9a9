using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// Locks the data folder, because only one process may use the embedded database:
/// a second silo could assign the same slot twice.
/// </summary>
public static class FolderLock
{
    /// <summary>Takes the lock, which is held until the stream is disposed. Creates a missing folder.</summary>
    /// <exception cref="SetupException">Another process uses the folder, or a restore was interrupted.</exception>
    public static FileStream Take(string folder, bool restoring = false)
    {
        PrivateFiles.CreateFolder(folder);
        if (!restoring && Directory.Exists(Path.Combine(folder, Restoration.StagingFolder)))
            throw new SetupException($"A restore into {folder} was cut short; run restore again.");
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None,
            };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(Path.Combine(folder, ".lock"), options);
        }
        catch (IOException)
        {
            throw new SetupException(
                $"Another ReferralSilo is running on {folder}; the embedded database serves one process. Use "
                + $"PostgreSQL for several.");
        }
    }
}
