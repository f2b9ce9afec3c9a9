using NodaTime;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Every limit of a schedule, with its unit.</summary>
public static class ScheduleLimits
{
    /// <summary>Shortest hold, from now.</summary>
    public static readonly Duration ShortestHold = Duration.FromMinutes(1);

    /// <summary>Longest hold, from now.</summary>
    public static readonly Duration LongestHold = Duration.FromHours(72);

    /// <summary>How much a hold may miss those two by: the time a command travels and clocks of two machines
    /// differ.</summary>
    public static readonly Duration HoldSlack = Duration.FromSeconds(5);

    /// <summary>How long after its natural end (of the hold or the visit) an ended id is still known and told
    /// apart.</summary>
    public static readonly Duration EndedKeptFor = Duration.FromHours(24);

    /// <summary>
    /// How long an id stays barred whose release came before the hold or booking itself. Longer than any caller
    /// retries.
    /// </summary>
    public static readonly Duration BarredFor = Duration.FromDays(7);

    /// <summary>Most ended ids kept of holds, and as many of bookings; past it the one to be forgotten soonest goes
    /// first.</summary>
    public const int EndedMost = 250;

    /// <summary>How long a finished visit stays in the state, so that the row stays small.</summary>
    public static readonly Duration PastKeptFor = Duration.FromDays(14);

    /// <summary>Finished visits that leave the state together, visits.</summary>
    public const int ArchivedAtOnce = 25;

    /// <summary>Longest stay in the on-demand pool, from now.</summary>
    public static readonly Duration LongestOnDemand = Duration.FromHours(12);

    /// <summary>Most minutes a clinician can say to be late; beyond it, visits have to be moved.</summary>
    public const int LateMinutes = 240;

    /// <summary>Most holds at a time.</summary>
    public const int HoldsMost = 200;

    /// <summary>Most exceptions.</summary>
    public const int ExceptionsMost = 200;

    /// <summary>Most weekly windows.</summary>
    public const int WindowsMost = 100;

    /// <summary>Longest exception, days.</summary>
    public const int ExceptionDays = 366;

    /// <summary>Longest reason, characters.</summary>
    public const int ReasonLength = 2000;

    /// <summary>Longest display name, characters.</summary>
    public const int NameLength = 200;

    /// <summary>Most service lines, states, languages or visit types of one clinician.</summary>
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

    /// <summary>Furthest ahead that anything is free, days from now.</summary>
    public const int HorizonDays = 1000;

    /// <summary>Longest span that slots are derived for in one question, days.</summary>
    public const int GridDays = 100;
}
