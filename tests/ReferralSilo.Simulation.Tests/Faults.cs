using NodaTime;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests;

/// <summary>How bad it is. Each seed has its own mixture, so that every fault is also met alone.</summary>
public sealed class Faults
{
    /// <summary>A ledger call fails and nothing happened, probability.</summary>
    public double LedgerBefore { get; private set; }

    /// <summary>A commit is applied and its answer lost, probability.</summary>
    public double LedgerAfter { get; private set; }

    /// <summary>A commit is applied long after its caller got an exception, probability.</summary>
    public double LedgerLate { get; private set; }

    /// <summary>A ledger call is slow, probability.</summary>
    public double LedgerSlow { get; private set; }

    /// <summary>A call between grains, or its answer, is lost, probability.</summary>
    public double CallLost { get; private set; }

    /// <summary>A call between grains is slow, probability.</summary>
    public double CallSlow { get; private set; }

    /// <summary>A delivery is made again later, or its items in another order, probability.</summary>
    public double DeliveryAgain { get; private set; }

    /// <summary>A call from another silo makes a second activation, probability.</summary>
    public double SecondActivation { get; private set; }

    /// <summary>A clock rings late or without need, probability.</summary>
    public double ClockFalse { get; private set; }

    /// <summary>Mean time between crashes of a silo; null for none.</summary>
    public Duration? Crashes { get; private set; }

    /// <summary>Mean time between freezes of a silo; null for none.</summary>
    public Duration? Freezes { get; private set; }

    /// <summary>Mean time between outages of the ledger as a silo sees it; null for none.</summary>
    public Duration? Outages { get; private set; }

    /// <summary>A slow call takes up to so long.</summary>
    public Duration Slowest { get; } = Duration.FromSeconds(4);

    /// <summary>A commit nobody waits for any more arrives at the latest after so long.</summary>
    public Duration LatestCommit { get; } = Duration.FromSeconds(90);

    /// <summary>The mixture of a seed: each kind is absent in half of them.</summary>
    public static Faults Of(SeededScheduler scheduler)
    {
        double Some(double most) => scheduler.Happens(0.5) ? 0 : scheduler.Chance.NextDouble() * most;
        Duration? Every(int least, int most) =>
            scheduler.Happens(0.5) ? null : Duration.FromSeconds(scheduler.Chance.Next(least, most));
        return new Faults
        {
            LedgerBefore = Some(0.10), LedgerAfter = Some(0.15), LedgerLate = Some(0.15), LedgerSlow = Some(0.2),
            CallLost = Some(0.08), CallSlow = Some(0.2), DeliveryAgain = Some(0.5), SecondActivation = Some(0.1),
                ClockFalse = Some(0.3),
            Crashes = Every(60, 400), Freezes = Every(60, 400), Outages = Every(60, 400),
        };
    }

    /// <summary>Everything works again.</summary>
    public void StopAll()
    {
        LedgerBefore = LedgerAfter = LedgerLate = LedgerSlow = CallLost = CallSlow = DeliveryAgain = SecondActivation =
            ClockFalse = 0;
        Crashes = Freezes = Outages = null;
    }
}
