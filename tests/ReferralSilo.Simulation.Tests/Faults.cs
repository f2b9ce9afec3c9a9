using NodaTime;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests;

/// <summary>The fault probabilities of a run. Each seed has its own mixture, so that every fault also occurs
/// alone.</summary>
public sealed class Faults
{
    /// <summary>Probability that a ledger call fails without any effect.</summary>
    public double LedgerBefore { get; private set; }

    /// <summary>Probability that a commit is applied and its answer is lost.</summary>
    public double LedgerAfter { get; private set; }

    /// <summary>Probability that a commit is applied long after its caller got an exception.</summary>
    public double LedgerLate { get; private set; }

    /// <summary>Probability that a ledger call is slow.</summary>
    public double LedgerSlow { get; private set; }

    /// <summary>Probability that a call between grains, or its answer, is lost.</summary>
    public double CallLost { get; private set; }

    /// <summary>Probability that a call between grains is slow.</summary>
    public double CallSlow { get; private set; }

    /// <summary>Probability that a delivery is repeated later or has its items in another order.</summary>
    public double DeliveryAgain { get; private set; }

    /// <summary>Probability that a call from another silo creates a second activation.</summary>
    public double SecondActivation { get; private set; }

    /// <summary>Probability that a deadline fires late or without need.</summary>
    public double ClockFalse { get; private set; }

    /// <summary>Mean time between crashes of a silo; null for none.</summary>
    public Duration? Crashes { get; private set; }

    /// <summary>Mean time between freezes of a silo; null for none.</summary>
    public Duration? Freezes { get; private set; }

    /// <summary>Mean time between outages of the ledger as a silo sees it; null for none.</summary>
    public Duration? Outages { get; private set; }

    /// <summary>Longest duration of a slow call.</summary>
    public Duration Slowest { get; } = Duration.FromSeconds(4);

    /// <summary>Latest arrival of a commit after its caller gave up.</summary>
    public Duration LatestCommit { get; } = Duration.FromSeconds(90);

    /// <summary>The mixture of a seed: each kind of fault is absent in half of the seeds.</summary>
    public static Faults Of(SeededScheduler scheduler)
    {
        double Some(double most) => scheduler.Happens(0.5) ? 0 : scheduler.Chance.NextDouble() * most;
        Duration? Every(int least, int most) =>
            scheduler.Happens(0.5) ? null : Duration.FromSeconds(scheduler.Chance.Next(least, most));
        return new Faults
        {
            LedgerBefore = Some(0.10), LedgerAfter = Some(0.15), LedgerLate = Some(0.15), LedgerSlow = Some(0.2),
            CallLost = Some(0.08), CallSlow = Some(0.2), DeliveryAgain = Some(0.5), SecondActivation = Some(0.1),
            ClockFalse = Some(0.3), Crashes = Every(60, 400), Freezes = Every(60, 400), Outages = Every(60, 400),
        };
    }

    /// <summary>Stops all faults.</summary>
    public void StopAll()
    {
        LedgerBefore = LedgerAfter = LedgerLate = LedgerSlow = CallLost = CallSlow = DeliveryAgain = SecondActivation =
            ClockFalse = 0;
        Crashes = Freezes = Outages = null;
    }
}
