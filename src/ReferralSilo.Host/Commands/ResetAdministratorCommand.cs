using ReferralSilo.Host.Setup;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Commands;

/// <summary><c>reset-administrator</c>: makes an account administrator with a one-time password, for both
/// engines.</summary>
internal static class ResetAdministratorCommand
{
    public static async Task<int> Run(ReadOnlyMemory<string> args, IConfiguration settings)
    {
        var line = new CommandLine(args.Span, "reset-administrator", "--user", "--data");
        var user = line.Needed("--user", "reset-administrator");
        var storage = ProgramOptions.ReadStorage(line.Data, settings, out var error)
            ?? throw new SetupException(error!);
        var isEmbedded = storage.Engine == StorageEngine.Sqlite;
        using var folder = isEmbedded ? EmbeddedFolder.Take(line.Data) : null;
        var options = new AccountsOptions
        {
            Engine = isEmbedded ? AccountsEngine.Sqlite : AccountsEngine.Postgres, DataFolder = line.Data,
            ConnectionString = storage.ConnectionString,
        };
        try
        {
            var password = await AdministratorReset.Run(options, user);
            if (isEmbedded) File.Delete(Path.Combine(line.Data, "setup-code"));
            System.Console.WriteLine($"{user} is administrator. The password of the next sign-in is {password}");
            System.Console.WriteLine("It must be changed at that sign-in; open sessions of the account have ended.");
            return MaintenanceCommands.Done;
        }
        catch (ArgumentException e)
        {
            throw new SetupException($"--user is not valid: {e.Message.Split(" (Parameter")[0]}");
        }
    }
}
