using Microsoft.Data.Sqlite;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;

namespace ReferralSilo.Host.Setup;

/// <summary>The open databases of this process.</summary>
public sealed class Stores : IAsyncDisposable
{
    /// <summary>SQLite error codes: the file is read-only, and the file cannot be opened.</summary>
    private const int ReadOnly = 8, CannotOpen = 14;

    private readonly FileStream? _lock;

    private Stores(OpenLedger ledger, GrainStorageDatabase settings, FileStream? folderLock) =>
        (Ledger, Settings, _lock) = (ledger, settings, folderLock);

    public OpenLedger Ledger { get; }

    public GrainStorageDatabase Settings { get; }

    /// <summary>Opens and migrates the ledger and the settings in parallel.</summary>
    /// <exception cref="SetupException">
    /// Another process uses the data folder, this process has no access to the data folder or the key file, or the
    /// settings of a used ledger are missing.
    /// </exception>
    public static async Task<Stores> Open(StorageOptions options, ILoggerFactory loggers)
    {
        try
        {
            return await OpenAll(options, loggers);
        }
        catch (Exception e)
            when (e is UnauthorizedAccessException or SqliteException { SqliteErrorCode: ReadOnly or CannotOpen })
        {
            throw new SetupException(
                $"The data folder {options.DataDirectory} or the key file may not be used by this process: "
                + $"{e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Settings.DisposeAsync();
        _lock?.Dispose();
    }

    private static async Task<Stores> OpenAll(StorageOptions options, ILoggerFactory loggers)
    {
        var folderLock = options.Engine == StorageEngine.Sqlite ? FolderLock.Take(options.DataDirectory) : null;
        try
        {
            var isWithoutSettings = folderLock is not null
                && !EmbeddedDatabase.HasContent(options.DataDirectory, "settings.db");
            if (folderLock is not null) PrivateFiles.Protect(options.DataDirectory);
            var ledger = LedgerFactory.Open(options, loggers);
            if (isWithoutSettings) await RefuseLostSettings(await ledger, options);
            var settings = GrainStorageDatabase.Open(options);
            await Task.WhenAll(ledger, settings);
            return new Stores(await ledger, await settings, folderLock);
        }
        catch
        {
            folderLock?.Dispose();
            throw;
        }
    }

    /// <summary>Before the settings are opened, which would create them empty.</summary>
    private static async Task RefuseLostSettings(OpenLedger ledger, StorageOptions options)
    {
        if (!(await LedgerIdentity.Read(options)).IsUsed) return;
        await ledger.DisposeAsync();
        throw new SetupException(
            $"The ledger in {options.DataDirectory} is in use, but settings.db is missing or empty; restore both from "
            + "one backup.");
    }
}
