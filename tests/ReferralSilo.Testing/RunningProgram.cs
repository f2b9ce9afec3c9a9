using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReferralSilo.Testing;

/// <summary>The real program as a process, in demo mode by default. Port and data folder stay the same after a
/// restart.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>
    /// From the start to the ready line on a busy machine, including the first load of the demo program.
    /// </summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(4);

    /// <summary>From the signal to the end of the process; longer than the longest drain.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(45);

    private readonly TempFolder _folder = new();
    private readonly LaunchOptions _launch;
    private readonly string? _connectionString;
    private readonly (string Name, string Value)[] _settings;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private RunningProgram(LaunchOptions launch, string? connectionString, (string Name, string Value)[] settings)
    {
        (_launch, _connectionString, _settings) = (launch, connectionString, settings);
        Address = launch.Address ?? new($"http://127.0.0.1:{FreePort.Next()}");
    }

    public Uri Address { get; }

    /// <summary>Id of the current process.</summary>
    public int Id => _process!.Id;

    public bool HasEnded => _process is not { HasExited: false };

    public string DataFolder => Path.Combine(_folder.Path, "data");

    /// <summary>Everything the program has printed so far, across restarts.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the program and returns when it reports ready.</summary>
    /// <param name="connectionString">An empty PostgreSQL database; null for the embedded one.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static Task<RunningProgram> Start(string? connectionString = null,
        params (string Name, string Value)[] settings) =>
        Start(new LaunchOptions(), connectionString, settings);

    /// <summary>Starts the program with launch options and returns when it reports ready.</summary>
    public static async Task<RunningProgram> Start(LaunchOptions launch, string? connectionString,
        params (string Name, string Value)[] settings)
    {
        var program = new RunningProgram(launch, connectionString, settings);
        try
        {
            await program.Begin();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program again on the same data and port.</summary>
    public async Task Begin()
    {
        var ready = new TaskCompletionSource();
        var process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        void OnOutput(object _, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            _output.Enqueue(line.Data);
            if (line.Data.StartsWith("ReferralSilo is ready on ", StringComparison.Ordinal)) ready.TrySetResult();
        }
        process.OutputDataReceived += OnOutput;
        process.ErrorDataReceived += OnOutput;
        process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException($"The program ended before it was ready:\n{Output}"));
        process.Start();
        _process = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(ReadyWithin);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The program was not ready within {ReadyWithin}:\n{Output}");
        }
    }

    /// <summary>Kills the program, like <c>kill -9</c>.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by name (<c>STOP</c>, <c>CONT</c>).</summary>
    public Task Signal(string signal) => ProcessSignal.Send(signal, Id);

    /// <summary>Sends a signal by name (<c>INT</c>, <c>TERM</c>) and returns the exit code.</summary>
    public async Task<int> End(string signal)
    {
        await Signal(signal);
        using var late = new CancellationTokenSource(EndsWithin);
        try
        {
            await _process!.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program did not end within {EndsWithin} of SIG{signal}:\n{Output}");
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await Kill();
        _process?.Dispose();
        _folder.Dispose();
    }

    private ProcessStartInfo StartInfo()
    {
        string[] command =
        [
            .. _launch.Launcher, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", .. _launch.Program,
            .. _launch.IsDemo ? (string[])["--demo"] : [], "--data", DataFolder, "--urls",
            Address.GetLeftPart(UriPartial.Authority),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment[Repository.Language.Name] = Repository.Language.Value;
        if (_connectionString is not null)
        {
            start.Environment["ReferralSilo__Storage"] = "Postgres";
            start.Environment["ConnectionStrings__ReferralSilo"] = _connectionString;
            if (!_settings.Any(s => s.Name == "Orleans__Certificate"))
                start.Environment["Orleans__TrustedNetwork"] = "true";
        }
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        return start;
    }
}

/// <summary>How a program is launched.</summary>
public sealed record LaunchOptions
{
    /// <summary>False for a program without demo data.</summary>
    public bool IsDemo { get; init; } = true;

    /// <summary>Listen address; null for a free loopback port.</summary>
    public Uri? Address { get; init; }

    /// <summary>
    /// A command that runs the program, such as <c>ip netns exec NAME</c>; empty to start it directly.
    /// </summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>The assembly and its first arguments; the demo arguments follow.</summary>
    public IReadOnlyList<string> Program { get; init; } = [Repository.Program];
}
