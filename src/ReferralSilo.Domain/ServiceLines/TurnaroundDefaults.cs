using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>
/// The targets when a service line sets none. All are counted around the clock.
/// <code>
///                 routine   urgent    asap     stat
/// review          24 h      2 h       30 min   10 min
/// information     72 h      24 h      8 h      2 h
/// first-contact   24 h      4 h       1 h      15 min
/// next-contact    at most: the service line's retry, 8 h, 2 h, 15 min
/// booking         7 d       2 d       12 h     1 h
/// offer           the service line's offer time
/// visit           14 d      3 d       24 h     4 h
/// completion      24 h      24 h      8 h      4 h
/// loop-closure    72 h      24 h      24 h     8 h
/// </code>
/// </summary>
public static class TurnaroundDefaults
{
    /// <summary>The default for a clock and priority; the service line supplies the retry and offer times.</summary>
    /// <param name="clock">Which clock.</param>
    /// <param name="priority">Of the referral.</param>
    /// <param name="contactRetry">Time between contact attempts of the service line.</param>
    /// <param name="offerFor">Duration of its offers.</param>
    public static Duration For(ClockKind clock, Priority priority, Duration contactRetry, Duration offerFor) =>
        clock switch
    {
        ClockKind.Review => Pick(priority, Hours(24), Hours(2), Minutes(30), Minutes(10)),
        ClockKind.Information => Pick(priority, Hours(72), Hours(24), Hours(8), Hours(2)),
        ClockKind.FirstContact => Pick(priority, Hours(24), Hours(4), Hours(1), Minutes(15)),
        ClockKind.NextContact =>
            Duration.Min(contactRetry, Pick(priority, contactRetry, Hours(8), Hours(2), Minutes(15))),
        ClockKind.Booking => Pick(priority, Days(7), Days(2), Hours(12), Hours(1)),
        ClockKind.Offer => offerFor,
        ClockKind.Visit => Pick(priority, Days(14), Days(3), Hours(24), Hours(4)),
        ClockKind.Completion => Pick(priority, Hours(24), Hours(24), Hours(8), Hours(4)),
        ClockKind.LoopClosure => Pick(priority, Hours(72), Hours(24), Hours(24), Hours(8)),
        _ => throw new UnreachableException($"No default for clock {clock}."),
    };

    private static Duration Pick(Priority priority, Duration routine, Duration urgent, Duration asap, Duration stat) =>
        priority switch
    {
        Priority.Routine => routine,
        Priority.Urgent => urgent,
        Priority.Asap => asap,
        Priority.Stat => stat,
        _ => throw new UnreachableException($"No default for priority {priority}."),
    };

    private static Duration Days(int n) => Duration.FromDays(n);

    private static Duration Hours(int n) => Duration.FromHours(n);

    private static Duration Minutes(int n) => Duration.FromMinutes(n);
}
