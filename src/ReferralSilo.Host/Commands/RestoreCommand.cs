using NodaTime;
using ReferralSilo.Host.Setup;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Commands;

/// <summary><c>restore</c>: restores a backup into an empty folder; the restored data gets a new epoch.</summary>
internal static class RestoreCommand
{
    public static async Task<int> Run(ReadOnlyMemory<string> args, IConfiguration settings)
    {
        var line = new CommandLine(args.Span, "restore", "--from", "--data", "--release-messages");
        // Without a file, the command releases the messages that an earlier restore held.
        if (line.Has("--release-messages")
            && !line.Has("--from")) return await InstallationCommands.ReleaseIn(line.Data, settings);
        var file = Path.GetFullPath(line.Needed("--from", "restore"));
        if (!File.Exists(file)) throw new SetupException($"There is no file {file}.");
        using var folder = FolderLock.Take(line.Data, restoring: true);
        var hold = !line.Has("--release-messages");
        var installation = await Restoration.Run(
            file, line.Data, MaintenanceCommands.KeyFile(settings), hold, SystemClock.Instance.GetCurrentInstant());
        System.Console.WriteLine($"Restored into {line.Data}; its epoch is {installation.Epoch}.");
        System.Console.WriteLine(hold
            ? "Messages are held until the command release-messages: the system that was backed up may have sent them."
            : "Messages go out as soon as it runs.");
        return MaintenanceCommands.Done;
    }
}
