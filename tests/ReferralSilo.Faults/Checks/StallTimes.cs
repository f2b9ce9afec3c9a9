namespace ReferralSilo.Faults.Checks;

/// <summary>Durations without and with stalled clients, in seconds, sorted ascending.</summary>
internal sealed record StallTimes(IReadOnlyList<double> Without, IReadOnlyList<double> Beside)
{
    /// <summary>The percentile of a sorted list; <paramref name="part"/> is a fraction from 0 to 1.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double part) =>
        sorted[(int)(part * (sorted.Count - 1))];
}
