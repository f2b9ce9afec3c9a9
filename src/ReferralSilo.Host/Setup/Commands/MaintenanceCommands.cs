using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Host.Setup.Commands;

/// <summary>What the program does instead of running, when its first argument is the name of a command.</summary>
internal static class MaintenanceCommands
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>A check failed, or the work could not be done; nothing was changed.</summary>
    public const int Failed = 1;

    /// <summary>It made no sense.</summary>
    public const int Misused = 2;

    public static async Task<int> Run(string[] args, IConfiguration settings)
    {
        try
        {
            return args[0] switch
            {
                "migrate" => await MigrateCommand.Run(args.AsMemory(1), settings),
                "backup" => await BackupCommand.Run(args.AsMemory(1), settings),
                "restore" => await RestoreCommand.Run(args.AsMemory(1), settings),
                "verify" => await VerifyCommand.Run(args.AsMemory(1), settings),
                "mark-restored" => await InstallationCommands.MarkRestored(args.AsMemory(1), settings),
                "release-messages" => await InstallationCommands.Release(args.AsMemory(1), settings),
                _ => throw new SetupException($"There is no command {args[0]}; --help lists all."),
            };
        }
        catch (SetupException e)
        {
            return Say(e.Message, Misused);
        }
        // The work's own "no", a key that does not fit, a database or a disk that fails: a sentence, never what a row
        // says.
        catch (Exception e)
            when (e is MaintenanceException or LedgerKeyException or IOException or UnauthorizedAccessException)
        {
            return Say(e.Message, Failed);
        }
        catch (PostgresException e)
        {
            return Say($"PostgreSQL answered {e.SqlState}: {e.MessageText}", Failed);
        }
        catch (Exception e) when (e is NpgsqlException or SqliteException)
        {
            return Say($"The database did not answer: {e.Message}", Failed);
        }
    }

    public static string? KeyFile(IConfiguration settings) => settings["ReferralSilo:KeyFile"];

    private static int Say(string sentence, int status)
    {
        System.Console.Error.WriteLine(sentence);
        return status;
    }
}
