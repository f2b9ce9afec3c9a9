using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Host.Setup;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Commands;

/// <summary>The data folder that a command works on.</summary>
internal static class EmbeddedFolder
{
    /// <summary>Locks the folder. Does not create a missing folder.</summary>
    public static FileStream Take(string folder)
    {
        Check(folder);
        return FolderLock.Take(folder);
    }

    /// <exception cref="SetupException">The folder contains no embedded database.</exception>
    public static void Check(string folder)
    {
        if (!File.Exists(EmbeddedDatabase.Ledger(folder))
            && !Directory.Exists(Path.Combine(folder, Restoration.StagingFolder)))
            throw new SetupException($"There is no embedded database in {folder}; name its folder with --data.");
    }

    /// <summary>Updates the accounts to the schema of this program, as a normal start does.</summary>
    public static async Task UpgradeAccounts(string folder)
    {
        await using var connection = AccountsConnection.Create(new AccountsOptions { DataFolder = folder });
        await connection.OpenAsync();
        await AccountsDatabase.Migrate(connection, AccountsEngine.Sqlite, NullLogger.Instance, CancellationToken.None);
        Microsoft.Data.Sqlite.SqliteConnection.ClearPool((Microsoft.Data.Sqlite.SqliteConnection)connection);
    }
}
