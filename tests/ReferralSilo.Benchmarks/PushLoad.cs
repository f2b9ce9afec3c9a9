using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ReferralSilo.Benchmarks;

/// <summary>The same load for the peer and the product: push-bench.mjs of the shared bench.</summary>
/// <param name="folder">A copy of the shared bench with its packages installed.</param>
internal sealed class PushLoad(string folder, int subscribers, TimeSpan time, int rate, int callers)
{
    /// <summary>Runs the load against one server.</summary>
    /// <param name="kind"><c>conv</c> or <c>silo</c>.</param>
    /// <param name="cpu">Reads the CPU seconds of the server; used for the phase of full load.</param>
    public async Task<PushFigures> Run(string kind, Uri server, Func<double> cpu)
    {
        var start = new ProcessStartInfo("node",
        [
            "push-bench.mjs", kind, server.GetLeftPart(UriPartial.Authority), "--subs", $"{subscribers}",
            "--rate", $"{rate}", "--seconds", $"{time.TotalSeconds}", "--conc", $"{callers}",
        ]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        JsonNode? open = null, closed = null;
        var before = 0.0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith('{')) continue;
            var figures = JsonNode.Parse(line)!;
            if ((string)figures["phase"]! == "open") (open, before) = (figures, cpu());
            else closed = figures;
        }

        await process.WaitForExitAsync();
        if (open is null || closed is null)
            throw new CannotMeasureException($"The load ended without figures: {await errors}");
        return new PushFigures((double)open["pushP50"]!, (double)open["pushP99"]!, (double)closed["perSecond"]!,
            (double)closed["pushP99"]!, Lost(open) + Lost(closed), (double)closed["bads"]!,
            (cpu() - before) * 1000 * subscribers / (double)closed["pushesExpected"]!);
    }

    private static double Lost(JsonNode phase) => (double)phase["pushesExpected"]! - (double)phase["pushesSeen"]!;
}

/// <param name="P50">Milliseconds from POST to the push at a subscriber, at the fixed rate; median.</param>
/// <param name="P99">The same, 99th percentile.</param>
/// <param name="CreatesPerSecond">Creates per second at full load.</param>
/// <param name="BusyP99">Milliseconds to the push at full load, 99th percentile.</param>
/// <param name="Lost">Pushes that never arrived.</param>
/// <param name="Bad">Creates that were refused or failed.</param>
/// <param name="CpuPerThousand">CPU seconds of the server process per 1,000 creates at full load.</param>
internal sealed record PushFigures(double P50, double P99, double CreatesPerSecond, double BusyP99, double Lost,
    double Bad, double CpuPerThousand);
