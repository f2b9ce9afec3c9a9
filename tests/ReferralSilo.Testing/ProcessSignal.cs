using System.Diagnostics;
using System.Globalization;

namespace ReferralSilo.Testing;

/// <summary>Sends signals to processes that the tests started.</summary>
public static class ProcessSignal
{
    /// <summary>Sends a signal to all processes at once; processes that have ended are skipped.</summary>
    /// <param name="signal">The signal's name: <c>TERM</c>, <c>INT</c>, <c>STOP</c>, <c>CONT</c>.</param>
    /// <param name="processes">Process ids.</param>
    public static async Task Send(string signal, params IReadOnlyCollection<int> processes)
    {
        var start = new ProcessStartInfo("kill",
            ["-s", signal, .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var kill = Process.Start(start)!;
        var errors = await kill.StandardError.ReadToEndAsync();
        await kill.WaitForExitAsync();
        var failed = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("No such process", StringComparison.Ordinal));
        if (failed.FirstOrDefault() is { } problem) throw new InvalidOperationException(problem);
    }
}
