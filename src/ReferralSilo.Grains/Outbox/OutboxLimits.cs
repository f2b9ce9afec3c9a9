namespace ReferralSilo.Grains.Outbox;

/// <summary>Limits of outbox delivery, each with its unit.</summary>
public static class OutboxLimits
{
    /// <summary>Most items in one call to a receiver, items.</summary>
    public const int Batch = 256;

    /// <summary>Most items that wait in memory for one receiver, items; further ones are left to the sweeper.</summary>
    public const int LaneCapacity = 20_000;

    /// <summary>Most ids removed in one statement, rows.</summary>
    public const int AcknowledgementBatch = 1_024;

    /// <summary>Pause between two such statements of a silo; much shorter than <see cref="SweepAge"/>, or the sweeper
    /// would deliver the rows again.</summary>
    public static readonly TimeSpan AcknowledgementPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Attempts of direct delivery before an item is left to the sweeper, calls.</summary>
    public const int Attempts = 4;

    /// <summary>Wait after the first failed call; doubles each time.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);

    /// <summary>Age from which the sweeper delivers a row.</summary>
    public static readonly TimeSpan SweepAge = TimeSpan.FromSeconds(3);

    /// <summary>Time between two sweeps.</summary>
    public static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);

    /// <summary>Most rows of one sweep, rows.</summary>
    public const int SweepRows = 1_000;

    /// <summary>Most undeliverable rows that a process logs, each once, rows.</summary>
    public const int LoggedRows = 1_000;
}
