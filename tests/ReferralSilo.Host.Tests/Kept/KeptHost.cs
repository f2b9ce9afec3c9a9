using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>The program on a copy of a kept database, or on an empty one to fill.</summary>
internal sealed class KeptHost : RunningHost
{
    private readonly TempFolder _folder = new();
    private readonly string? _database;

    private KeptHost(StorageEngine engine) =>
        _database = engine == StorageEngine.Postgres ? PostgresServer.Shared.CreateDatabase() : null;

    public string DataFolder => _folder.Path;

    protected override StorageOptions Storage => _database is null ? new() { DataDirectory = DataFolder }
        : new() { Engine = StorageEngine.Postgres, ConnectionString = _database, DataDirectory = DataFolder };

    /// <summary>Starts on an empty database.</summary>
    public static Task<KeptHost> Empty(StorageEngine engine) => Started(new KeptHost(engine));

    /// <summary>Starts on a copy of the kept database of a release, e.g. <c>v0.1.0</c>.</summary>
    public static Task<KeptHost> Of(StorageEngine engine, string release)
    {
        var host = new KeptHost(engine);
        if (host._database is { } database)
            KeptDump.LoadPostgres(Path.Combine(Folder(release), "postgres.dump"), database);
        else KeptDump.LoadSqlite(Path.Combine(Folder(release), "sqlite"), host.DataFolder);
        return Started(host);
    }

    /// <summary>Stops the program; its database stays until it is disposed of.</summary>
    public async Task End()
    {
        await Stop();
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Stops the program and writes its database below the folder of a release.</summary>
    public async Task Keep(string release)
    {
        await End();
        if (_database is { } database) KeptDump.WritePostgres(database, Path.Combine(Folder(release), "postgres.dump"));
        else KeptDump.WriteSqlite(DataFolder, Path.Combine(Folder(release), "sqlite"));
        Clean();
    }

    public static IEnumerable<string> Releases() =>
        Directory.GetDirectories(Folder("")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);

    public static string Folder(string release, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, release);

    protected override Task Define() => Task.CompletedTask;

    protected override void Clean()
    {
        SqliteConnection.ClearAllPools();
        if (_database is { } database) PostgresServer.Shared.DropDatabase(database);
        _folder.Dispose();
    }

    private static async Task<KeptHost> Started(KeptHost host)
    {
        await host.InitializeAsync();
        return host;
    }
}
