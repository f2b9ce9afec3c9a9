namespace ReferralSilo.Faults.Checks;

/// <summary>How long something took without stalled clients and beside them, seconds, in the order of length.</summary>
internal sealed record TimesTaken(IReadOnlyList<double> Without, IReadOnlyList<double> Beside)
{
    /// <summary>The value that a part of a sorted list does not exceed.</summary>
    public static double At(IReadOnlyList<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];
}
