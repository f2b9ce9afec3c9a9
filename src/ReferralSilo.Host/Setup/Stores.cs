using ReferralSilo.Storage;

namespace ReferralSilo.Host.Setup;

/// <summary>The open databases of this process.</summary>
public sealed class Stores : IAsyncDisposable
{
    private readonly FileStream? _lock;

    private Stores(OpenLedger ledger, GrainStorageDatabase settings, FileStream? folderLock) =>
        (Ledger, Settings, _lock) = (ledger, settings, folderLock);

    public OpenLedger Ledger { get; }

    public GrainStorageDatabase Settings { get; }

    /// <summary>Opens and migrates everything, ledger and settings side by side.</summary>
    /// <exception cref="SetupException">Another process uses the data folder.</exception>
    public static async Task<Stores> Open(StorageOptions options, ILoggerFactory loggers)
    {
        var folderLock = options.Engine == StorageEngine.Sqlite ? FolderLock.Take(options.DataDirectory) : null;
        try
        {
            var ledger = LedgerFactory.Open(options, loggers);
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

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Settings.DisposeAsync();
        _lock?.Dispose();
    }
}

/// <summary>The start makes no sense; the message is one clear sentence for the person who started it.</summary>
public sealed class SetupException(string message) : Exception(message);
