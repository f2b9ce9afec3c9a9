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

    /// <summary>A board that nothing has confirmed for so long ends its streams: its screens say "not live" before they
    /// are 5 s behind.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(4);

    /// <summary>How long a new reader waits for a board whose grain does not answer.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(4);

    /// <summary>Wait between two such questions.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the wallboard asks each service line for its numbers while somebody watches.</summary>
    public static readonly TimeSpan Numbers = TimeSpan.FromSeconds(1);

    /// <summary>How old the last reading of a referral's or a schedule's row may be when its board is
    /// confirmed.</summary>
    public static readonly TimeSpan Reread = TimeSpan.FromSeconds(1);

    /// <summary>How often a service line compares what it shows with the ledger; a fact heard elsewhere is missed twice
    /// as long at most.</summary>
    public static readonly TimeSpan Compare = TimeSpan.FromSeconds(1);

    /// <summary>How long ago the schedules' versions may have been read that a service line compares itself
    /// with.</summary>
    public static readonly TimeSpan SharedLook = TimeSpan.FromMilliseconds(500);

    /// <summary>A service line that was not compared for so long did not run: its silo was frozen, or
    /// starved.</summary>
    public static readonly TimeSpan StoodStill = TimeSpan.FromSeconds(3);

    /// <summary>Share of its time that a long service line gives to comparing, one in so many: it then compares less
    /// often.</summary>
    public const int CompareShare = 20;

    /// <summary>Longest time between two comparisons of a service line, however long it is.</summary>
    public static readonly TimeSpan LongestCompare = TimeSpan.FromSeconds(10);

    /// <summary>How long a frame is handed to further readers as it was made.</summary>
    public static readonly TimeSpan FrameKept = TimeSpan.FromSeconds(1);

    /// <summary>How long a board stays watched after its last connection left.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>Changes a board remembers for late readers, changes.</summary>
    public const int Remembered = 1_024;

    /// <summary>Pause between frames of one connection while a board changes often; none in quiet times.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Changes a second from which a board counts as busy.</summary>
    public const int BusyRate = 150;

    /// <summary>Pause between frames of a board that changes so often that nobody reads single rows.</summary>
    public static readonly TimeSpan FloodedPause = TimeSpan.FromMilliseconds(40);

    /// <summary>Changes a second from which a board counts as flooded.</summary>
    public const int FloodedRate = 1_500;
}
