namespace ReferralSilo.Host.Timekeeping;

/// <summary>One look at the database's clock, between two marks of this machine's monotonic clock.</summary>
/// <param name="AskedAt">Before, timestamp of the machine's <see cref="TimeProvider"/>.</param>
/// <param name="AnsweredAt">After, timestamp.</param>
/// <param name="Database">What the database's clock showed at some moment in between.</param>
public readonly record struct ClockReading(long AskedAt, long AnsweredAt, DateTimeOffset Database);

/// <summary>At the monotonic moment <c>At</c> the database's clock showed <c>Utc</c>, give or take
/// <c>Uncertainty</c>.</summary>
/// <param name="At">Timestamp of the machine's <see cref="TimeProvider"/>.</param>
/// <param name="Utc">The database's time then.</param>
/// <param name="Uncertainty">Half the round trip: the truth is not further away than this.</param>
public sealed record ClockEstimate(long At, DateTimeOffset Utc, TimeSpan Uncertainty)
{
    /// <summary>
    /// The reading with the smallest round trip, its answer laid in the middle (as NTP does); null when each round trip
    /// was longer than <paramref name="longest"/>: that says too little to move a clock by.
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
