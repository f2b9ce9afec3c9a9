namespace ReferralSilo.Grains.Boards;

/// <summary>Limits of live boards, each with its unit.</summary>
public static class BoardLimits
{
    /// <summary>How long a watch lasts without renewal.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How often a silo renews its watches; also how long a lost change stays unnoticed.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Longest silence on a connection.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Without a confirmation for so long a silo sends no heartbeat: its screens must say "not live".</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(4);

    /// <summary>How long a board stays watched after its last connection left.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>Changes a board remembers for late readers, changes.</summary>
    public const int Remembered = 1_024;

    /// <summary>Pause between frames of one connection while a board changes often; none in quiet times.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Changes a second from which a board counts as busy.</summary>
    public const int BusyRate = 150;
}
