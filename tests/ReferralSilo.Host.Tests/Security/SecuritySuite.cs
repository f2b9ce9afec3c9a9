using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>A suite that runs on each engine: derive it once per engine, with a database of its own per test.</summary>
public abstract class SecuritySuite : IAsyncLifetime
{
    protected SecurityHost Host { get; private set; } = null!;

    /// <summary>Points the options at a fresh, empty accounts database.</summary>
    protected abstract void Engine(AccountsOptions options);

    /// <summary>Whether the demo accounts exist.</summary>
    protected virtual bool Demo => true;

    public async ValueTask InitializeAsync() => Host = await SecurityHost.Start(Engine, demo: Demo);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Clean();
    }

    protected virtual void Clean() { }
}

/// <summary>Temporary data folders for the embedded engine.</summary>
internal static class SqliteEngine
{
    public static string NewFolder() => Directory.CreateTempSubdirectory("referralsilo-security-").FullName;

    public static void Use(AccountsOptions options, string folder) =>
        (options.Engine, options.DataFolder) = (AccountsEngine.Sqlite, folder);

    public static void Clean(string folder)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
