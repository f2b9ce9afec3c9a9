namespace ReferralSilo.Host.Timekeeping;

/// <summary>Limits of timekeeping.</summary>
public static class TimekeepingLimits
{
    /// <summary>Readings of the database's clock per measurement; only the fastest is used.</summary>
    public const int Readings = 5;

    /// <summary>
    /// A reading that took longer is not used. Its error can be half of its duration,
    /// and the clocks of all silos must agree within one second.
    /// </summary>
    public static readonly TimeSpan LongestRoundTrip = TimeSpan.FromMilliseconds(500);

    /// <summary>Wait after a failed measurement; equal to the shortest allowed period.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>A silo time that is ahead by at most this much is slowed; one further ahead is set back.</summary>
    public static readonly TimeSpan SlowedUpTo = TimeSpan.FromSeconds(1);
}
