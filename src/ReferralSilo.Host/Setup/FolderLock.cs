using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Setup;

/// <summary>The embedded database belongs to one process: a second silo on it could give a slot twice.</summary>
public static class FolderLock
{
    /// <summary>Held until disposed.</summary>
    /// <exception cref="SetupException">Another process uses the folder, or it is half restored.</exception>
    public static FileStream Take(string folder, bool restoring = false)
    {
        Directory.CreateDirectory(folder);
        if (!restoring && Directory.Exists(Path.Combine(folder, Restoration.StagingFolder)))
            throw new SetupException($"A restore into {folder} was cut short; run restore again.");
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException)
        {
            throw new SetupException(
                $"Another ReferralSilo is running on {folder}; the embedded database serves one process. Use "
                + $"PostgreSQL for several.");
        }
    }
}
