using System.Diagnostics;
using System.Globalization;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

/// <summary>A process that commits as fast as it can is killed; every acknowledged commit must be stored.</summary>
public sealed class KillTests
{
    private const string Engine = "REFERRALSILO_TEST_CHILD_ENGINE", Place = "REFERRALSILO_TEST_CHILD_PLACE",
        Acknowledged = "REFERRALSILO_TEST_CHILD_ACKNOWLEDGED";

    private const int Streams = 16;

    [Fact]
    public async Task Sqlite_keeps_every_acknowledged_commit_when_the_process_is_killed()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < 3; round++)
        {
            var acknowledged =
                await KillChild("sqlite", folder.Path, Path.Combine(folder.Path, $"acknowledged-{round}"));
            await AssertAllStored(new() { DataDirectory = folder.Path }, acknowledged);
        }
    }

    [Fact]
    public async Task Postgres_keeps_every_acknowledged_commit_when_the_server_is_stopped_at_once()
    {
        using var cluster = PostgresCluster.Start();
        using var folder = new TempFolder();
        var options = new StorageOptions
        {
            Engine = StorageEngine.Postgres, ConnectionString = cluster.ConnectionString,
        };
        for (var round = 0; round < 2; round++)
        {
            var file = Path.Combine(folder.Path, $"acknowledged-{round}");
            var acknowledged = await KillChild("postgres", cluster.ConnectionString, file, cluster.Crash);
            cluster.StartServer();
            await AssertAllStored(options, acknowledged);
        }
    }

    /// <summary>True in the process that <see cref="KillChild"/> starts.</summary>
    internal static bool IsChild => Environment.GetEnvironmentVariable(Engine) is not null;

    /// <summary>The main loop of the child process: commits until it is killed.</summary>
    internal static async Task RunChild()
    {
        var place = Environment.GetEnvironmentVariable(Place)!;
        var options = Environment.GetEnvironmentVariable(Engine) == "sqlite"
            ? new StorageOptions { DataDirectory = place }
            : new StorageOptions { Engine = StorageEngine.Postgres, ConnectionString = place };
        await using var open = await LedgerFactory.Open(options);
        await using var file = new StreamWriter(Environment.GetEnvironmentVariable(Acknowledged)!) { AutoFlush = true };
        using var line = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(n => Task.Run(async () =>
        {
            for (var seen = (await open.Ledger.Read(Referral($"r{n}")))?.Version ?? 0; ; seen++)
            {
                await open.Ledger.Commit(Of(Referral($"r{n}"), seen, Columns(), $"{n}/{seen}"));
                await line.WaitAsync();
                await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{n} {seen + 1}"));
                line.Release();
            }
        })));
    }

    private static async Task<long[]> KillChild(string engine, string place, string acknowledged, Action? first = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        (start.Environment[Engine], start.Environment[Place], start.Environment[Acknowledged]) =
            (engine, place, acknowledged);
        using var child = Process.Start(start)!;
        try
        {
            await Eventually.Is("the child committed a few hundred times",
                () => File.Exists(acknowledged) && new FileInfo(acknowledged).Length > 4000);
            first?.Invoke();
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }

        var highest = new long[Streams];
        // The last line may be incomplete.
        foreach (var text in (await File.ReadAllTextAsync(acknowledged)).Split('\n')[..^1])
        {
            var parts = text.Split(' ');
            var n = int.Parse(parts[0], CultureInfo.InvariantCulture);
            highest[n] = Math.Max(highest[n], long.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        return highest;
    }

    private static async Task AssertAllStored(StorageOptions options, long[] acknowledged)
    {
        await using var open = await LedgerFactory.Open(options);
        for (var n = 0; n < Streams; n++)
        {
            var state = await open.Ledger.Read(Referral($"r{n}"));
            var events = await open.Ledger.ReadEvents(Referral($"r{n}"));
            Assert.True((state?.Version ?? 0) >= acknowledged[n],
                $"r{n}: {state?.Version} there, {acknowledged[n]} acknowledged");
            Assert.Equal(Enumerable.Range(1, (int)(state?.Version ?? 0)).Select(v => (long)v),
                events.Select(e => e.Version));
            if (state is not null) Assert.Equal($"body state {state.Version}", Text(state.State));
        }
    }
}
