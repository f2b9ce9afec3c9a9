using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Host.Security.Accounts;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Setup.Commands;

/// <summary>The folder a command works on.</summary>
internal static class EmbeddedFolder
{
    /// <summary>Takes its lock; a folder that is not there is not made.</summary>
    public static FileStream Take(string folder)
    {
        Check(folder);
        return FolderLock.Take(folder);
    }

    /// <exception cref="SetupException">There is no embedded database in it.</exception>
    public static void Check(string folder)
    {
        if (!File.Exists(EmbeddedDatabase.Ledger(folder))
            && !Directory.Exists(Path.Combine(folder, Restoration.StagingFolder)))
            throw new SetupException($"There is no embedded database in {folder}; name its folder with --data.");
    }

    /// <summary>Brings accounts to the schema of this program, as a start would.</summary>
    public static async Task UpgradeAccounts(string folder)
    {
        await using var connection = AccountsConnection.Create(new AccountsOptions { DataFolder = folder });
        await connection.OpenAsync();
        await AccountsDatabase.Migrate(connection, AccountsEngine.Sqlite, NullLogger.Instance, CancellationToken.None);
        Microsoft.Data.Sqlite.SqliteConnection.ClearPool((Microsoft.Data.Sqlite.SqliteConnection)connection);
    }
}
