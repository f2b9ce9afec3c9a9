using System.Diagnostics.Metrics;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>Gauges of the clock measurement, in seconds, in the meter <c>ReferralSilo.Clock</c>.</summary>
public sealed class ClockMetrics
{
    public const string MeterName = "ReferralSilo.Clock";

    public ClockMetrics(IMeterFactory meters, ClockSynchronizer keeper)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("referralsilo.clock.offset", () => keeper.OffsetOfMachine.TotalSeconds, "s",
            "How far the machine's clock is behind the database's; negative when ahead.");
        meter.CreateObservableGauge("referralsilo.clock.uncertainty", () => Seconds(keeper.Measured?.Uncertainty), "s",
            "How far the last measurement may be from the truth.");
        meter.CreateObservableGauge("referralsilo.clock.age", () =>
            Seconds(keeper.Age), "s", "Since the last measurement.");
    }

    /// <summary>Reports no value before the first measurement.</summary>
    private static IEnumerable<Measurement<double>> Seconds(TimeSpan? value) =>
        value is { } known ? [new(known.TotalSeconds)] : [];
}
