using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NodaTime;

namespace ReferralSilo.Grains.Projections;

/// <summary>The lag of each list that this silo keeps up to date, in seconds, in the meter
/// <c>ReferralSilo.Projections</c>.</summary>
public sealed class ProjectionMetrics
{
    public const string MeterName = "ReferralSilo.Projections";

    /// <summary>Time of the last folded event while events wait; null at the end of the ledger.</summary>
    private readonly ConcurrentDictionary<string, Instant?> _asOf = new();

    public ProjectionMetrics(IMeterFactory meters, IClock clock) =>
        meters.Create(MeterName).CreateObservableGauge("referralsilo.projection.lag", () => Lags(clock), "s",
            "How old the newest event that a list includes is while newer events wait; 0 when none waits.");

    public void Report(string list, Instant? asOf) => _asOf[list] = asOf;

    /// <summary>For a list that another silo keeps up to date now.</summary>
    public void Forget(string list) => _asOf.TryRemove(list, out _);

    private IEnumerable<Measurement<double>> Lags(IClock clock) => _asOf.Select(l => new Measurement<double>(
        l.Value is { } asOf ? (clock.GetCurrentInstant() - asOf).TotalSeconds : 0,
        new KeyValuePair<string, object?>("list", l.Key)));
}
