using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ReferralSilo.Faults.Load;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Places;

/// <summary>A client process; see <see cref="ClientProgram"/> for what is said between us.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    /// <summary>Longest wait for callers to end what they began, tries of a request included, and to settle the
    /// rest.</summary>
    private static readonly TimeSpan RestsWithin = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly BlockingCollection<string> _said = [];
    private readonly ConcurrentQueue<string> _errors = new();

    public LoadProcess(LoadPlan plan)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [typeof(LoadProcess).Assembly.Location, "client", plan.Write()])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Commands among them.</summary>
    public int Commands { get; private set; }

    public void Go() => _process.StandardInput.WriteLine("go");

    /// <summary>How many unknown outcomes could not be settled.</summary>
    public async Task<int> Rest() =>
        int.Parse((await Ask("rest", RestsWithin)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Null when all screens show what the file says; else what differs.</summary>
    public async Task<string?> Screens(string file) =>
        await Ask($"screens {file}", RestsWithin) is var said && said == "screens-same" ? null : said;

    /// <summary>Lets it end what it began; its history is whole then.</summary>
    public async Task End()
    {
        if (_process.HasExited) return;
        _process.StandardInput.Close();
        using var late = new CancellationTokenSource(RestsWithin);
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
        _said.Dispose();
    }

    private async Task<string> Ask(string order, TimeSpan deadline)
    {
        await _process.StandardInput.WriteLineAsync(order);
        string? answer = null;
        await Eventually.Is($"a client answers {order}", () => _process.HasExited
            ? throw new InvalidOperationException($"A client process ended: {string.Join('\n', _errors)}")
            : _said.TryTake(out answer), deadline);
        return answer!;
    }

    private void Hear(string? line)
    {
        if (line?.Split(' ') is ["count", var calls, var commands])
        {
            (Calls, Commands) =
                (int.Parse(calls, CultureInfo.InvariantCulture), int.Parse(commands, CultureInfo.InvariantCulture));
        }
        else if (line is not null && !_said.IsAddingCompleted)
        {
            _said.Add(line);
        }
    }
}
