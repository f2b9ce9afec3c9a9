using System.Diagnostics;
using System.Globalization;

namespace ReferralSilo.Testing;

/// <summary>Signals to processes that the tests started.</summary>
public static class ProcessSignal
{
    /// <summary>To all of them at once; those that have ended are left out.</summary>
    /// <param name="signal">By name: <c>TERM</c>, <c>INT</c>, <c>STOP</c>, <c>CONT</c>.</param>
    /// <param name="processes">Their ids.</param>
    public static async Task Send(string signal, params IReadOnlyCollection<int> processes)
    {
        var start = new ProcessStartInfo("kill",
            ["-s", signal, .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var kill = Process.Start(start)!;
        var said = await kill.StandardError.ReadToEndAsync();
        await kill.WaitForExitAsync();
        var failed = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("No such process", StringComparison.Ordinal));
        if (failed.FirstOrDefault() is { } problem) throw new InvalidOperationException(problem);
    }
}
