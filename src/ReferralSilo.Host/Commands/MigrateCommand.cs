using System.Diagnostics;
using Npgsql;
using ReferralSilo.Host.Setup;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Commands;

/// <summary><c>migrate</c>: copies the embedded database into PostgreSQL.</summary>
internal static class MigrateCommand
{
    public static async Task<int> Run(ReadOnlyMemory<string> args, IConfiguration settings)
    {
        var line = new CommandLine(args.Span, "migrate", "--to", "--data");
        var target = Target(line.Needed("--to", "migrate"));
        using var folder = EmbeddedFolder.Take(line.Data);
        await EmbeddedFolder.UpgradeAccounts(line.Data);
        using var accounts = new AccountsTables(line.Data);
        var started = Stopwatch.GetTimestamp();
        var report = await DatabaseMigration.Run(line.Data, MaintenanceCommands.KeyFile(settings), target, [accounts]);
        Print(report, Stopwatch.GetElapsedTime(started));
        if (!report.IsEqual)
        {
            System.Console.Error.WriteLine(report.AlreadyMigrated
                ? "It moved before, and one of the two has changed since. Nothing was copied."
                : "What arrived is not what was sent. Nothing was kept in the target.");
            return MaintenanceCommands.Failed;
        }

        System.Console.WriteLine(report.AlreadyMigrated
            ? "It moved before and is the same still; nothing was left to copy."
            : "Moved. Start with ReferralSilo__Storage=Postgres and this connection string; do not start the embedded "
                + "one again.");
        System.Console.WriteLine(MaintenanceCommands.KeyFile(settings) is { } file
            ? $"The keys are in {file}; every process of the cluster needs it as ReferralSilo__KeyFile."
            : "Warning: the keys lie unprotected in the database they protect. Set ReferralSilo__KeyFile before real "
                + "use.");
        return MaintenanceCommands.Done;
    }

    private static string Target(string text) => PostgresText.Wrong(text, "migrate --to") is { } wrong
        ? throw new SetupException(wrong)
        : new NpgsqlConnectionStringBuilder(text).ToString();

    private static void Print(MigrationReport report, TimeSpan took)
    {
        var width = report.Tables.Max(t => t.Source.Name.Length);
        System.Console.WriteLine($"{"table".PadRight(width)} {"rows there",12} {"rows here",12}  content");
        foreach (var (there, here) in report.Tables)
        {
            var hash = there == here ? $"{there.Hash[..16]} equal"
                : $"{there.Hash[..16]} differs from {here.Hash[..16]}";
            System.Console.WriteLine($"{there.Name.PadRight(width)} {there.Rows,12} {here.Rows,12}  {hash}");
        }

        var rows = report.Tables.Sum(t => t.Source.Rows);
        System.Console.WriteLine($"{rows} rows in {took.TotalSeconds:0.0} s, {rows / took.TotalSeconds:0} a second");
    }
}
