namespace ReferralSilo.Grains.Projections;

/// <summary>Limits of readers of the events of all streams, each with its unit.</summary>
public static class TailLimits
{
    /// <summary>Events read at a time.</summary>
    public const int PageEvents = 500;

    /// <summary>Shortest time between two reads of new events, so that events committed together are read
    /// together.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>How often the ledger is read when no commit was reported: reports of other silos can be lost.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Most events that wait for one grain, events. A grain with more loads again: that is sooner done, and it
    /// needs no memory for them.</summary>
    public const int MaxWaiting = 50_000;

    /// <summary>Age of a follower while the ledger cannot be read: longer than any board counts as live.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromMinutes(1);

    /// <summary>Wait after a failed read.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
}
