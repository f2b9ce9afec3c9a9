namespace ReferralSilo.Host.Timekeeping;

/// <summary>Limits of keeping the time, each with its unit.</summary>
public static class TimekeepingLimits
{
    /// <summary>Looks at the database's clock per measurement; the quickest counts.</summary>
    public const int Readings = 5;

    /// <summary>A look that took longer is not used; half of it is the error it may have, and silos must agree within a
    /// second.</summary>
    public static readonly TimeSpan LongestRoundTrip = TimeSpan.FromMilliseconds(500);

    /// <summary>From a measurement that failed to the next; as short as the shortest period.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Ahead by no more than this, time is slowed; by more, it is set back.</summary>
    public static readonly TimeSpan SlowedUpTo = TimeSpan.FromSeconds(1);
}
