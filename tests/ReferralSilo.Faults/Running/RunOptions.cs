using ReferralSilo.Faults.Injecting;

namespace ReferralSilo.Faults.Running;

/// <summary>One run: a cluster, a load and what happens to them.</summary>
internal sealed record RunOptions
{
    public required int Seed { get; init; }

    /// <summary>One after the other, under the same load.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Calls of clients, at least; shared out among the faults.</summary>
    public int Operations { get; init; } = 3_500;

    public int Silos { get; init; } = 3;

    /// <summary>Client processes.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>Callers of each.</summary>
    public int Callers { get; init; } = 8;

    /// <summary>After the load the run goes on until every hold has ended by itself.</summary>
    public bool UntilHoldsEnd { get; init; }

    /// <summary>Promised times are judged as well as the hard deadlines: where nothing else runs on the
    /// machine.</summary>
    public bool JudgesTimes { get; init; }

    /// <summary>What a silo runs in place of the built program.</summary>
    public IReadOnlyList<string>? Program { get; init; }

    /// <summary>Where histories are put; each run makes a folder of its own there.</summary>
    public string Folder { get; init; } = Path.Combine(Path.GetTempPath(), "referralsilo-faults");
}
