namespace ReferralSilo.Grains.Boards;

/// <summary>Limits of live boards, each with its unit.</summary>
public static class BoardLimits
{
    /// <summary>How long a watch lasts without renewal.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How often a silo renews its watches; also the longest time that a lost change is missing.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Longest time between two frames on a connection.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(1_500);

    /// <summary>An unconfirmed board ends its streams after this time: screens show "not live" before 5 s.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(4);

    /// <summary>How long a new reader waits for a board whose grain does not answer.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(4);

    /// <summary>Wait between two attempts of a new reader.</summary>
    public static readonly TimeSpan FirstAnswerRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the wallboard requests the row of each service line while it is watched.</summary>
    public static readonly TimeSpan WallboardRefresh = TimeSpan.FromSeconds(1);

    /// <summary>Largest age of the last read of a referral or schedule when its board is confirmed.</summary>
    public static readonly TimeSpan RowRefresh = TimeSpan.FromSeconds(1);

    /// <summary>How long a service line waits for the message of a committed change before it reads the change
    /// itself: another activation may have received the message.</summary>
    public static readonly TimeSpan MessageFirst = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a built frame is reused for further readers.</summary>
    public static readonly TimeSpan FrameReuse = TimeSpan.FromSeconds(1);

    /// <summary>How long a board stays watched after its last reader left.</summary>
    public static readonly TimeSpan UnwatchDelay = TimeSpan.FromSeconds(10);

    /// <summary>Number of referral rows on <c>triage/{line}</c> and on <c>desk/{line}</c>, the most urgent ones; the
    /// rest is counted. While more referrals alarm, triage has a row for each of them. A row of triage has about 405
    /// bytes as JSON and at most 84 for the reason, so 300 have at most 150 KB.</summary>
    public const int QueueRows = 300;

    /// <summary>Number of the desk's rows for referrals with a visit while both of its lists are longer than their
    /// part.</summary>
    public const int VisitRows = 100;

    /// <summary>Number of changes that a board keeps for late readers.</summary>
    public const int KeptChanges = 1_024;

    /// <summary>Pause between frames of one connection while a board changes often; otherwise there is none.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    /// <summary>A board with at least this many changes a second is busy.</summary>
    public const int BusyRate = 150;

    /// <summary>Pause between frames while a board changes too fast to read single rows.</summary>
    public static readonly TimeSpan FloodedPause = TimeSpan.FromMilliseconds(40);

    /// <summary>A board with at least this many changes a second is flooded.</summary>
    public const int FloodedRate = 1_500;
}
