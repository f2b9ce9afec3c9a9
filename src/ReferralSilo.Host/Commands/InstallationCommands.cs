using NodaTime;
using ReferralSilo.Host.Setup;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;

namespace ReferralSilo.Host.Commands;

/// <summary><c>mark-restored</c> and <c>release-messages</c>, for both engines.</summary>
internal static class InstallationCommands
{
    public static async Task<int> MarkRestored(ReadOnlyMemory<string> args, IConfiguration settings)
    {
        var line = new CommandLine(args.Span, "mark-restored", "--data", "--release-messages");
        var options = Storage(line.Data, settings);
        using var folder = options.Engine == StorageEngine.Sqlite ? EmbeddedFolder.Take(line.Data) : null;
        // Updates the schema as a normal start does, because an older program may have written the database.
        await (await LedgerFactory.Open(options)).DisposeAsync();
        var hold = !line.Has("--release-messages");
        var installation = await Installation.Renew(options, hold, SystemClock.Instance.GetCurrentInstant());
        var messages = hold ? "held until the command release-messages" : "not held";
        System.Console.WriteLine($"Its epoch is {installation.Epoch} now; messages are {messages}.");
        return MaintenanceCommands.Done;
    }

    public static Task<int> Release(ReadOnlyMemory<string> args, IConfiguration settings) =>
        ReleaseIn(new CommandLine(args.Span, "release-messages", "--data").Data, settings);

    public static async Task<int> ReleaseIn(string data, IConfiguration settings)
    {
        var options = Storage(data, settings);
        if (options.Engine == StorageEngine.Sqlite) EmbeddedFolder.Check(data);
        var before = await Installation.Read(options);
        await Installation.Release(options, SystemClock.Instance.GetCurrentInstant());
        System.Console.WriteLine(before.MessagesHeld ? "Messages are released." : "Messages were not held.");
        return MaintenanceCommands.Done;
    }

    private static StorageOptions Storage(string data, IConfiguration settings) =>
        ProgramOptions.ReadStorage(data, settings, out var error) ?? throw new SetupException(error!);
}
