using System.Diagnostics.Metrics;
using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>
/// What waits in the outbox, in the meter <c>ReferralSilo.Outbox</c>. The sweeper of each silo reports what its last
/// sweep found in the database that all silos share, so these values are the same on each silo, not parts of a sum.
/// </summary>
public sealed class OutboxMetrics
{
    private volatile Found _found = new(0, null);

    public OutboxMetrics(IMeterFactory meters, OutboxDispatcher dispatcher, IClock clock)
    {
        var meter = meters.Create("ReferralSilo.Outbox");
        meter.CreateObservableGauge("referralsilo.outbox.overdue", () => _found.Rows, "{message}",
            $"Messages that were not delivered within {OutboxLimits.SweepAge.TotalSeconds:0} s; at most "
            + $"{OutboxLimits.SweepRows} are counted.");
        meter.CreateObservableGauge("referralsilo.outbox.oldest",
            () => _found.Oldest is { } at ? (clock.GetCurrentInstant() - at).TotalSeconds : 0, "s",
            "Age of the oldest of these messages; 0 when there is none.");
        meter.CreateObservableGauge("referralsilo.outbox.sending", () => dispatcher.InFlight, "{message}",
            "Messages that this silo is delivering.");
    }

    /// <summary>What a sweep found.</summary>
    public void Report(IReadOnlyList<OutboxRow> rows) =>
        _found = new Found(rows.Count, rows.Count > 0 ? rows.Min(r => r.At) : null);

    private sealed record Found(int Rows, Instant? Oldest);
}
