namespace ReferralSilo.Grains.Clocks;

/// <summary>Limits of the clocks, each with its unit.</summary>
public static class ClockLimits
{
    /// <summary>How often a clock checks the deadlines that it has read.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How often a clock reads the next deadlines from the ledger.</summary>
    public static readonly TimeSpan Reread = TimeSpan.FromSeconds(5);

    /// <summary>How far ahead a clock reads; longer than the time between two reads.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(12);

    /// <summary>Most streams in one read, rows. After an outage the earliest come first.</summary>
    public const int Rows = 500;

    /// <summary>Most concurrent calls of one partition.</summary>
    public const int Parallel = 8;

    /// <summary>How often each silo pings all clocks.</summary>
    public static readonly TimeSpan Ping = TimeSpan.FromSeconds(10);
}
