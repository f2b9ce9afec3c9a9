using NodaTime;
using ReferralSilo.Api.Requests;
using ReferralSilo.Host.Setup;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Commands;

/// <summary><c>backup</c>: writes the embedded database and its keys into one file.</summary>
internal static class BackupCommand
{
    public static async Task<int> Run(ReadOnlyMemory<string> args, IConfiguration settings)
    {
        var line = new CommandLine(args.Span, "backup", "--out", "--data", "--online");
        var file = line.Needed("--out", "backup");
        if (File.Exists(file)) throw new SetupException($"{file} exists; a backup overwrites nothing.");
        EmbeddedFolder.Check(line.Data);
        // With --online, a running process may hold the lock, so the lock is not taken.
        using var folder = line.Has("--online") ? null : EmbeddedFolder.Take(line.Data);
        if (folder is not null) await EmbeddedFolder.UpgradeAccounts(line.Data);
        var manifest = await Backup.Write(
            line.Data, MaintenanceCommands.KeyFile(settings), file, ProgramVersion.Text,
                SystemClock.Instance.GetCurrentInstant());
        System.Console.WriteLine(
            $"{manifest.Tables.Sum(t => t.Rows)} rows of {manifest.Tables.Count} tables are in {file}.");
        System.Console.WriteLine(
            "The file holds the keys that open patient data and the sign-ins: keep it as you keep the data. Only you "
                + "may read it now.");
        return MaintenanceCommands.Done;
    }
}
