using System.Diagnostics.Metrics;
using NodaTime;

namespace ReferralSilo.Grains.Clocks;

/// <summary>How late the clocks of this silo are, in the meter <c>ReferralSilo.Deadlines</c>.</summary>
public sealed class DeadlineMetrics
{
    private readonly Histogram<double> _delay;
    private readonly Counter<int> _failed;

    public DeadlineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("ReferralSilo.Deadlines");
        _delay = meter.CreateHistogram("referralsilo.deadline.delay", "s",
            "Time from a deadline to the call of its stream by the clock.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600],
            });
        _failed = meter.CreateCounter<int>("referralsilo.deadline.failures", "{call}",
            "Calls that failed; the deadline is tried again.");
    }

    public void Called(Duration delay) => _delay.Record(delay.TotalSeconds);

    public void Failed(string kind) => _failed.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
