using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Commands;

/// <summary><c>verify</c>: checks the embedded database and prints what is wrong.</summary>
internal static class VerifyCommand
{
    /// <summary>Maximum number of findings printed; the rest are only counted.</summary>
    private const int Printed = 200;

    public static async Task<int> Run(ReadOnlyMemory<string> args, IConfiguration settings)
    {
        var line = new CommandLine(args.Span, "verify", "--data");
        using var folder = EmbeddedFolder.Take(line.Data);
        await EmbeddedFolder.UpgradeAccounts(line.Data);
        var report =
            await FolderVerifier.Run(line.Data, MaintenanceCommands.KeyFile(settings), hash =>
            new StreamRules(hash).Check);
        foreach (var finding in report.Findings.Take(Printed)) System.Console.WriteLine(finding);
        if (report.Findings.Count > Printed) System.Console.WriteLine($"and {report.Findings.Count - Printed} more");
        System.Console.WriteLine(
            $"{report.Streams} streams, {report.Events} events, {report.RefusedOperations} refused operations, "
            + $"{report.OutboxRows} outbox rows: "
                + $"{(report.Findings.Count == 0 ? "all of it holds" : $"{report.Findings.Count} findings")}.");
        return report.Findings.Count == 0 ? MaintenanceCommands.Done : MaintenanceCommands.Failed;
    }
}
