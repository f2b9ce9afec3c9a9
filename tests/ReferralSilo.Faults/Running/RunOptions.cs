using ReferralSilo.Faults.Injecting;

namespace ReferralSilo.Faults.Running;

/// <summary>Options of a run: a cluster, a load and faults.</summary>
internal sealed record RunOptions
{
    public required int Seed { get; init; }

    /// <summary>The faults, one after the other, under the same load.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Smallest number of client calls, divided among the faults.</summary>
    public int Operations { get; init; } = 3_500;

    public int Silos { get; init; } = 3;

    /// <summary>Number of client processes.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>Number of callers of each process.</summary>
    public int Callers { get; init; } = 8;

    /// <summary>After the load the run continues until every hold has ended by itself.</summary>
    public bool UntilHoldsEnd { get; init; }

    /// <summary>
    /// Also checks the promised times, not only the hard deadlines; for a machine without other work.
    /// </summary>
    public bool JudgesTimes { get; init; }

    /// <summary>Program of a silo, instead of the built program.</summary>
    public IReadOnlyList<string>? Program { get; init; }

    /// <summary>Parent folder of histories; each run creates a folder in it.</summary>
    public string Folder { get; init; } = Path.Combine(Path.GetTempPath(), "referralsilo-faults");
}
