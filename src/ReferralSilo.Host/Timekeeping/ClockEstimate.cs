using NodaTime;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>One reading of the database's clock, between two timestamps of this machine's monotonic clock.</summary>
/// <param name="AskedAt">Timestamp of the machine's <see cref="TimeProvider"/> before the reading.</param>
/// <param name="AnsweredAt">Timestamp after the reading.</param>
/// <param name="Database">Time of the database's clock at some moment between the two timestamps.</param>
public readonly record struct ClockReading(long AskedAt, long AnsweredAt, Instant Database);

/// <summary>
/// The database's clock showed <c>Database</c>, plus or minus <c>Uncertainty</c>, at the timestamp <c>At</c>.
/// </summary>
/// <param name="At">Timestamp of the machine's <see cref="TimeProvider"/>.</param>
/// <param name="Database">The database's time at that moment.</param>
/// <param name="Uncertainty">Half the round trip: the largest possible error of <c>Database</c>.</param>
public sealed record ClockEstimate(long At, Instant Database, TimeSpan Uncertainty)
{
    /// <summary>
    /// Uses the reading with the shortest round trip and assumes that the database answered in the middle of it, as NTP
    /// does. Null without readings, or when every round trip took longer than <paramref name="longest"/>: such readings
    /// are too inaccurate to correct a clock.
    /// </summary>
    public static ClockEstimate? Best(IReadOnlyCollection<ClockReading> readings, TimeProvider machine,
        TimeSpan longest)
    {
        if (readings.Count == 0) return null;
        var best = readings.MinBy(r => r.AnsweredAt - r.AskedAt);
        var roundTrip = machine.GetElapsedTime(best.AskedAt, best.AnsweredAt);
        return roundTrip > longest ? null
            : new(best.AskedAt + ((best.AnsweredAt - best.AskedAt) / 2), best.Database, roundTrip / 2);
    }
}
