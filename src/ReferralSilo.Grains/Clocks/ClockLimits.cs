namespace ReferralSilo.Grains.Clocks;

/// <summary>Limits of the clocks, each with its unit.</summary>
public static class ClockLimits
{
    /// <summary>How often a clock looks whether something it knows of is due.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How often it asks the ledger what comes next.</summary>
    public static readonly TimeSpan Reread = TimeSpan.FromSeconds(5);

    /// <summary>How far ahead it asks; more than the time between two readings.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(12);

    /// <summary>Most streams of one reading, rows. After an outage the earliest come first.</summary>
    public const int Rows = 500;

    /// <summary>Most rings at the same time of one partition, calls.</summary>
    public const int Parallel = 8;

    /// <summary>How often each silo makes sure that all clocks run.</summary>
    public static readonly TimeSpan Ping = TimeSpan.FromSeconds(10);
}
