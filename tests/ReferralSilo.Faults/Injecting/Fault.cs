namespace ReferralSilo.Faults.Injecting;

/// <summary>A fault injected into a cluster under load.</summary>
/// <param name="Name">Name for <c>--fault</c>.</param>
/// <param name="Description">Description in one line.</param>
/// <param name="Run">Injects the fault and heals it.</param>
internal sealed record Fault(string Name, string Description, Func<FaultContext, Task> Run)
{
    /// <summary>Part of the short run of CI.</summary>
    public bool IsShort { get; init; }

    /// <summary>False for the run without a fault.</summary>
    public bool Disturbs { get; init; } = true;

    /// <summary>The other silos may vote a silo out, which then ends by itself when it notices.</summary>
    public bool VotesOut { get; init; }

    /// <summary>
    /// Limit until writes to every probed referral work again; null when only the hard deadline applies.
    /// </summary>
    public TimeSpan? RecoversWithin { get; init; }

    /// <summary>Limit for the p99 of deadline delays; null when there is none.</summary>
    public TimeSpan? DeadlinesWithin { get; init; }

    /// <summary>Cuts links: needs network namespaces.</summary>
    public bool CutsLinks { get; init; }

    /// <summary>Moves the clocks of silos: needs libfaketime.</summary>
    public bool MovesClocks { get; init; }

    /// <summary>Fills the database's disk: needs a separate disk.</summary>
    public bool FillsDisk { get; init; }
}
