using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Host.Setup;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Host.Commands;

/// <summary>Runs a maintenance command instead of the server when the first argument is a command name.</summary>
internal static class MaintenanceCommands
{
    /// <summary>Exit code: the command succeeded.</summary>
    public const int Done = 0;

    /// <summary>Exit code: a check failed, or the work could not be done; nothing was changed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code: the command line or a setting is invalid.</summary>
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
                "reset-administrator" => await ResetAdministratorCommand.Run(args.AsMemory(1), settings),
                _ => throw new SetupException($"There is no command {args[0]}; --help lists all."),
            };
        }
        catch (SetupException e)
        {
            return Say(e.Message, Misused);
        }
        // The command refused, a key does not match, or a database or disk failed. The message contains no row data.
        catch (Exception e)
            when (e is MaintenanceException or LedgerKeyException or UnsupportedSchemaException or IOException
                or UnauthorizedAccessException)
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
