using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Counts of the queues that are active on this silo, in the meter <c>ReferralSilo.Queues</c>. Each line is
/// active on one silo, so the values of all silos add up.</summary>
public sealed class QueueMetrics
{
    private readonly ConcurrentDictionary<ServiceLineId, QueueTally> _tallies = new();

    public QueueMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("ReferralSilo.Queues");
        meter.CreateObservableGauge("referralsilo.referrals.open", () => _tallies.SelectMany(line =>
            line.Value.Stages.Select(s => new Measurement<int>(s.Count, Of(line.Key),
                new("stage", s.Stage.WireName())))), "{referral}", "Open referrals by stage.");
        meter.CreateObservableGauge("referralsilo.referrals.breached", () => _tallies.Select(line =>
            new Measurement<int>(line.Value.Breached, Of(line.Key))), "{referral}", "Referrals over their target.");
        meter.CreateObservableGauge("referralsilo.referrals.alarms", () => _tallies.Select(line =>
            new Measurement<int>(line.Value.Alarms, Of(line.Key))), "{referral}",
            "Urgent referrals that no one has taken.");
    }

    public void Register(ServiceLineId line, QueueTally tally) => _tallies[line] = tally;

    /// <summary>Does nothing when a newer activation has registered its own tally.</summary>
    public void Unregister(ServiceLineId line, QueueTally tally) =>
        _tallies.TryRemove(KeyValuePair.Create(line, tally));

    private static KeyValuePair<string, object?> Of(ServiceLineId line) => new("service_line", line.Value);
}
