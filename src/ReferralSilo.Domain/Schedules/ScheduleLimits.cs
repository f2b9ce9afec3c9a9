using NodaTime;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The limits of a schedule.</summary>
public static class ScheduleLimits
{
    /// <summary>Shortest hold, from now.</summary>
    public static readonly Duration ShortestHold = Duration.FromMinutes(1);

    /// <summary>Longest hold, from now.</summary>
    public static readonly Duration LongestHold = Duration.FromHours(72);

    /// <summary>Tolerance for both hold limits: travel time of a command and clock differences.</summary>
    public static readonly Duration HoldSlack = Duration.FromSeconds(5);

    /// <summary>How long an ended id is still recognized after the planned end of the hold or visit.</summary>
    public static readonly Duration EndedKeptFor = Duration.FromHours(24);

    /// <summary>How long an id stays barred when its release arrived first. Longer than any caller retries.</summary>
    public static readonly Duration BarredFor = Duration.FromDays(7);

    /// <summary>Maximum number of ended hold ids, and of booking ids; the first to expire are removed first.</summary>
    public const int EndedMost = 250;

    /// <summary>How long a finished visit stays in the state; a limit keeps the row small.</summary>
    public static readonly Duration PastKeptFor = Duration.FromDays(14);

    /// <summary>Number of finished visits that are archived together.</summary>
    public const int ArchivedAtOnce = 25;

    /// <summary>Longest time in the on-demand pool, from now.</summary>
    public static readonly Duration LongestOnDemand = Duration.FromHours(12);

    /// <summary>Maximum lateness of a clinician, minutes; beyond it, visits must be moved.</summary>
    public const int LateMinutes = 240;

    /// <summary>Maximum number of holds at a time.</summary>
    public const int HoldsMost = 200;

    /// <summary>Maximum number of exceptions.</summary>
    public const int ExceptionsMost = 200;

    /// <summary>Maximum number of weekly windows.</summary>
    public const int WindowsMost = 100;

    /// <summary>Longest exception, days.</summary>
    public const int ExceptionDays = 366;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonLength = 2000;

    /// <summary>Longest display name, characters.</summary>
    public const int NameLength = 200;

    /// <summary>Maximum number of service lines, states, languages or visit types of a clinician.</summary>
    public const int ProfileEntries = 100;

    /// <summary>Longest buffer after a visit, minutes.</summary>
    public const int BufferMinutes = 120;

    /// <summary>Shortest visit, minutes.</summary>
    public const int VisitMinutesLeast = 5;

    /// <summary>Longest visit, minutes.</summary>
    public const int VisitMinutesMost = 240;

    /// <summary>Oldest patient, years.</summary>
    public const int Age = 130;

    /// <summary>Highest daily limit, visits.</summary>
    public const int DailyLimit = 200;

    /// <summary>Highest weekly limit, visits.</summary>
    public const int WeeklyLimit = 7 * DailyLimit;

    /// <summary>Slots start at most this many days from now.</summary>
    public const int HorizonDays = 1000;

    /// <summary>Longest span of one slot query, days.</summary>
    public const int GridDays = 100;
}
