using System.Globalization;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests;

/// <summary>What happened, one line each, for people. Costs nothing unless it is wanted.</summary>
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
