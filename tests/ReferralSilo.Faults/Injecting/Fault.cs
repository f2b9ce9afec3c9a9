namespace ReferralSilo.Faults.Injecting;

/// <summary>Something that happens to a cluster under load.</summary>
/// <param name="Name">As given to <c>--fault</c>.</param>
/// <param name="Says">What happens, in one line.</param>
/// <param name="Happens">Does it and heals it again.</param>
internal sealed record Fault(string Name, string Says, Func<FaultScene, Task> Happens)
{
    /// <summary>Part of the run that belongs to CI.</summary>
    public bool IsShort { get; init; }

    /// <summary>False for the run that nothing happens to.</summary>
    public bool Breaks { get; init; } = true;

    /// <summary>The others may take a silo for dead, which ends itself when it learns of it.</summary>
    public bool VotesOut { get; init; }

    /// <summary>Writes to every probed referral work again within this; null when nothing but the hard deadline is
    /// promised.</summary>
    public TimeSpan? RecoversWithin { get; init; }

    /// <summary>The p99 of how late clocks ring; null when nothing is promised.</summary>
    public TimeSpan? RingsWithin { get; init; }

    /// <summary>Cuts links: needs network namespaces.</summary>
    public bool Cuts { get; init; }

    /// <summary>Moves the clocks of silos: needs libfaketime.</summary>
    public bool MovesClocks { get; init; }

    /// <summary>Fills the database's disk: needs one of its own.</summary>
    public bool FillsDisk { get; init; }
}
