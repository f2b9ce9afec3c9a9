using System.Globalization;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests;

/// <summary>A readable log of a run, one line per step. Lines are built only when the trace is on.</summary>
public sealed class Trace(SeededScheduler scheduler, bool wanted)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Write(Func<string> line)
    {
        if (wanted) _lines.Add(
            string.Create(CultureInfo.InvariantCulture, $"{scheduler.Now:uuuu-MM-ddTHH:mm:ss.ffff} {line()}"));
    }
}
