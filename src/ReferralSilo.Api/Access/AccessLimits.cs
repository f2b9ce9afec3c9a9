namespace ReferralSilo.Api.Access;

/// <summary>Limits of rights in use and of open streams.</summary>
public static class AccessLimits
{
    /// <summary>A session without requests ends after this time.</summary>
    public static readonly TimeSpan SessionIdle = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Interval of re-reading the rights in use. Revoked rights take effect after this time plus one read.
    /// </summary>
    public static readonly TimeSpan RightsReread = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Rights older than this are not used: a request re-reads them, a stream ends. Must stay below the guaranteed 5 s.
    /// </summary>
    public static readonly TimeSpan RightsAtMostOld = TimeSpan.FromSeconds(4.5);

    /// <summary>
    /// Interval of checking which streams must end.
    /// Together with <see cref="RightsAtMostOld"/> it must stay below the guaranteed 5 s.
    /// </summary>
    public static readonly TimeSpan RightsOverdue = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Longest read of rights (plus up to <see cref="RightsOverdue"/>); a slower database counts as unavailable.
    /// </summary>
    public static readonly TimeSpan RightsAnswer = TimeSpan.FromSeconds(2);

    /// <summary>Wait after a failed read of rights.</summary>
    public static readonly TimeSpan RightsRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>Rights that are not used for this long are removed from the cache.</summary>
    public static readonly TimeSpan RightsForgotten = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Interval of judging again whether a board of a clinician still lies in the service lines of its reader.
    /// </summary>
    public static readonly TimeSpan BoardRejudged = TimeSpan.FromSeconds(1.5);

    /// <summary>Boards that one hub connection may watch at a time.</summary>
    public const int StreamsPerConnection = 100;

    /// <summary>Open hub connections per account, per process.</summary>
    public const int ConnectionsPerCaller = 2_000;

    /// <summary>Open hub connections per network (IPv4 address or IPv6 /64), per process.</summary>
    public const int ConnectionsPerNetwork = 4_000;

    /// <summary>Open screens per account, per process: tabs of one person. Each screen keeps its state in the memory of
    /// the server.</summary>
    public const int ScreensPerCaller = 60;

    /// <summary>Open screens per network (IPv4 address or IPv6 /64), per process: a clinic may come from one
    /// address.</summary>
    public const int ScreensPerNetwork = 1_000;
}
