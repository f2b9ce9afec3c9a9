using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Counts of the queues that are active on this silo, in the meter <c>ReferralSilo.Queues</c>. Each line is
/// active on one silo, so the values of all silos add up.</summary>
public sealed class QueueMetrics
{
    private readonly ConcurrentDictionary<ServiceLineId, QueueTally> _tallies = new();
    private readonly ConcurrentDictionary<ServiceLineId, ConversationTally> _conversations = new();

    public QueueMetrics(IMeterFactory meters, IClock clock)
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
        meter.CreateObservableGauge("referralsilo.conversations.open", () => _conversations.Select(line =>
            new Measurement<int>(line.Value.Count, Of(line.Key))), "{conversation}",
            "Conversations in which staff must act; one of two lines counts in both.");
        meter.CreateObservableGauge("referralsilo.conversations.overdue", () => _conversations.Select(line =>
            new Measurement<int>(line.Value.Overdue(clock.GetCurrentInstant()), Of(line.Key))), "{conversation}",
            "Conversations over their due time.");
        meter.CreateObservableGauge("referralsilo.conversations.alarms", () => _conversations.Select(line =>
            new Measurement<int>(line.Value.Alarms.Count(), Of(line.Key))), "{conversation}",
            "Words of an emergency that no one has taken.");
    }

    public void Register(ServiceLineId line, QueueTally tally, ConversationTally conversations) =>
        (_tallies[line], _conversations[line]) = (tally, conversations);

    /// <summary>Does nothing when a newer activation has registered its own tallies.</summary>
    public void Unregister(ServiceLineId line, QueueTally tally, ConversationTally conversations)
    {
        _tallies.TryRemove(KeyValuePair.Create(line, tally));
        _conversations.TryRemove(KeyValuePair.Create(line, conversations));
    }

    private static KeyValuePair<string, object?> Of(ServiceLineId line) => new("service_line", line.Value);
}
