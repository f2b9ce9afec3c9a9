using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>The conventional program of the shared bench, built in a separate folder and run as a process.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan ListensWithin = TimeSpan.FromSeconds(60);

    private readonly string _database = PostgresServer.Shared.CreateDatabase();
    private readonly Process _process;

    private Peer(string folder)
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(folder, "conventional", "bin", "Release", "net10.0", "conventional.dll"), _database,
                Address.GetLeftPart(UriPartial.Authority)])
        { RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Copies the shared bench, builds the peer and installs the packages of the load.</summary>
    public static async Task Build(string folder)
    {
        var shared = Path.Combine(Repository.Root, "..", "shared", "bench");
        if (!File.Exists(Path.Combine(shared, "push-bench.mjs")))
            throw new CannotMeasureException(
                $"The peer and its load are missing: {Path.GetFullPath(shared)} has no push-bench.mjs.");
        Directory.CreateDirectory(Path.Combine(folder, "conventional"));
        foreach (var file in (string[])["push-bench.mjs", "package.json", "conventional/Program.cs",
            "conventional/conventional.csproj"])
            await File.WriteAllBytesAsync(Path.Combine(folder, file),
                await File.ReadAllBytesAsync(Path.Combine(shared, file)));
        await RunTool("node", folder, "--version");
        await RunTool("npm", folder, "install", "--no-audit", "--no-fund");
        await RunTool("dotnet", folder, "build", "-c", "Release", "conventional");
    }

    public static async Task<Peer> Start(string folder)
    {
        var peer = new Peer(folder);
        using var http = new HttpClient { BaseAddress = peer.Address };
        await Pace.Until("the peer listens", ListensWithin, async () =>
        {
            if (peer._process.HasExited)
                throw new CannotMeasureException($"The peer ended with {peer._process.ExitCode}.");
            try
            {
                using var answer = await http.GetAsync("/");
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        PostgresServer.Shared.DropDatabase(_database);
    }

    private static async Task RunTool(string name, string folder, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(name, arguments)
                { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CannotMeasureException($"{name} is not installed, and the load against the peer needs it.");
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new CannotMeasureException(
                    $"{name} {arguments[0]} ended with {process.ExitCode}: {output} {await errors}");
        }
    }
}
