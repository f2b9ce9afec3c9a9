using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReferralSilo.Testing;

/// <summary>
/// The real program as a process of its own, in demo mode: a port and a data folder that stay the same when it is
/// killed and started again.
/// </summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>From the start to the ready line, the first load of the demo program included, on a busy
    /// machine.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(4);

    /// <summary>From a request to end to the end; above the longest drain.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(45);

    private readonly TempFolder _folder = new();
    private readonly ProgramPlace _place;
    private readonly string? _connectionString;
    private readonly (string Name, string Value)[] _settings;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private RunningProgram(ProgramPlace place, string? connectionString, (string Name, string Value)[] settings)
    {
        (_place, _connectionString, _settings) = (place, connectionString, settings);
        Address = place.Address ?? new($"http://127.0.0.1:{FreePort.Next()}");
    }

    public Uri Address { get; }

    /// <summary>The process of its present life.</summary>
    public int Id => _process!.Id;

    public bool HasEnded => _process is not { HasExited: false };

    public string DataFolder => Path.Combine(_folder.Path, "data");

    /// <summary>What it has printed so far, all its lives.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts it and returns when it says that it is ready.</summary>
    /// <param name="connectionString">An empty PostgreSQL database; null for the embedded one.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static Task<RunningProgram> Start(string? connectionString = null,
        params (string Name, string Value)[] settings) =>
        Start(new ProgramPlace(), connectionString, settings);

    /// <summary>The same at a place of its own.</summary>
    public static async Task<RunningProgram> Start(ProgramPlace place, string? connectionString,
        params (string Name, string Value)[] settings)
    {
        var program = new RunningProgram(place, connectionString, settings);
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

    /// <summary>Starts it again on the same data and port.</summary>
    public async Task Begin()
    {
        var ready = new TaskCompletionSource();
        var process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        void Said(object _, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            _output.Enqueue(line.Data);
            if (line.Data.StartsWith("ReferralSilo is ready on ", StringComparison.Ordinal)) ready.TrySetResult();
        }
        process.OutputDataReceived += Said;
        process.ErrorDataReceived += Said;
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

    /// <summary>As <c>kill -9</c>.</summary>
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
            .. _place.Launcher, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", .. _place.Program,
            "--demo", "--data", DataFolder, "--urls", Address.GetLeftPart(UriPartial.Authority),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        if (_connectionString is not null)
        {
            start.Environment["ReferralSilo__Storage"] = "Postgres";
            start.Environment["ConnectionStrings__ReferralSilo"] = _connectionString;
        }
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        return start;
    }
}

/// <summary>Where and as what a program runs.</summary>
public sealed record ProgramPlace
{
    /// <summary>Where it listens; null for a free port of the loopback.</summary>
    public Uri? Address { get; init; }

    /// <summary>What starts it and becomes it, such as <c>ip netns exec NAME</c>; empty to start it as it is.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>The assembly and its first arguments; the demo's follow.</summary>
    public IReadOnlyList<string> Program { get; init; } = [Repository.Program];
}
