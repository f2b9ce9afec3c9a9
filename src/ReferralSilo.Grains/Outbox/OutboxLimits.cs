namespace ReferralSilo.Grains.Outbox;

/// <summary>Limits of delivery, each with its unit.</summary>
public static class OutboxLimits
{
    /// <summary>Most items in one call to a receiver, items.</summary>
    public const int Batch = 256;

    /// <summary>Most items waiting for one receiver in memory; the rest is left to the sweeper, items.</summary>
    public const int LaneCapacity = 20_000;

    /// <summary>Most ids removed in one statement, rows.</summary>
    public const int AcknowledgementBatch = 1_024;

    /// <summary>Between two such statements of a silo; far less than <see cref="SweepAge"/>, or the sweeper would
    /// deliver the rows again.</summary>
    public static readonly TimeSpan HeardPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Tries of the quick way before an item is left to the sweeper, calls.</summary>
    public const int Tries = 4;

    /// <summary>First wait after a failed call; doubles each time.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);

    /// <summary>How old a row is before the sweeper looks after it.</summary>
    public static readonly TimeSpan SweepAge = TimeSpan.FromSeconds(3);

    /// <summary>How often the sweeper looks.</summary>
    public static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);

    /// <summary>Most rows of one sweep, rows.</summary>
    public const int SweepRows = 1_000;

    /// <summary>Most rows that cannot be made messages which a process names in its log, each once, rows.</summary>
    public const int Named = 1_000;
}
