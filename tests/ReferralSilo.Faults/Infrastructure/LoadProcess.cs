using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ReferralSilo.Faults.Load;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Infrastructure;

/// <summary>A client process; see <see cref="ClientProgram"/> for the commands and answers.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    /// <summary>Longest wait for callers to finish, including retries, and to settle unknown outcomes.</summary>
    private static readonly TimeSpan FinishesWithin = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly BlockingCollection<string> _answers = [];
    private readonly ConcurrentQueue<string> _errors = new();

    public LoadProcess(LoadPlan plan)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(LoadProcess).Assembly.Location, "client", plan.Serialize()])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Number of calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Number of commands among them.</summary>
    public int Commands { get; private set; }

    public void Go() => _process.StandardInput.WriteLine("go");

    /// <summary>Stops the callers; returns how many unknown outcomes could not be settled.</summary>
    public async Task<int> Settle() =>
        int.Parse((await Ask("settle", FinishesWithin)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Null when all screens show the content of the file; otherwise the differences.</summary>
    public async Task<string?> Screens(string file, TimeSpan within) =>
        await Ask(string.Create(CultureInfo.InvariantCulture, $"screens {file} {within.TotalSeconds:F0}"),
            FinishesWithin) is var answer && answer == "screens-same" ? null : answer;

    /// <summary>Ends the process after its callers have finished; its history is then complete.</summary>
    public async Task End()
    {
        if (_process.HasExited) return;
        _process.StandardInput.Close();
        using var late = new CancellationTokenSource(FinishesWithin);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        _process.Dispose();
        _answers.Dispose();
    }

    private async Task<string> Ask(string command, TimeSpan deadline)
    {
        await _process.StandardInput.WriteLineAsync(command);
        string? answer = null;
        await Eventually.Is($"a client answers {command}", () => _process.HasExited
            ? throw new InvalidOperationException($"A client process ended: {string.Join('\n', _errors)}")
            : _answers.TryTake(out answer), deadline);
        return answer!;
    }

    private void Receive(string? line)
    {
        if (line?.Split(' ') is ["count", var calls, var commands])
        {
            (Calls, Commands) =
                (int.Parse(calls, CultureInfo.InvariantCulture), int.Parse(commands, CultureInfo.InvariantCulture));
        }
        else if (line is not null && !_answers.IsAddingCompleted)
        {
            _answers.Add(line);
        }
    }
}
