using NodaTime;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Simulation.Tests.Silos;

namespace ReferralSilo.Simulation.Tests;

/// <summary>Injects crashes, freezes, outages and false deadlines.</summary>
public sealed class FaultInjector(Cluster cluster)
{
    private bool _over;

    public void Begin()
    {
        Repeat(cluster.Faults.Crashes, silo =>
        {
            cluster.Crash(silo);
            cluster.Scheduler.After(cluster.Scheduler.Between(Duration.FromMilliseconds(100), Duration.FromSeconds(20)),
                () => cluster.Start());
        });
        Repeat(cluster.Faults.Freezes, silo =>
        {
            if (!silo.Process.Frozen) cluster.Freeze(silo, Length());
        });
        Repeat(cluster.Faults.Outages, silo =>
        {
            cluster.Trace.Write(() => $"{silo.Name} loses the ledger");
            silo.Ledger.Down = true;
            cluster.Scheduler.After(Length(), () => silo.Ledger.Down = false);
        });
        if (cluster.Faults.ClockFalse > 0) Repeat(Duration.FromSeconds(30), FireFalseDeadline);
    }

    public void End()
    {
        _over = true;
        cluster.Faults.StopAll();
        foreach (var silo in cluster.Silos)
        {
            silo.Ledger.Down = false;
            if (silo.Process.Frozen) silo.Process.Thaw();
        }
    }

    private Duration Length() => cluster.Scheduler.Between(Duration.FromMilliseconds(200), Duration.FromSeconds(60));

    private void FireFalseDeadline(Silo silo)
    {
        IHasDeadline clocked = cluster.Scheduler.Happens(0.7)
            ? new SiloGrainFactory(silo).GetGrain<IReferralGrain>(cluster.Scheduler.Pick(Clinic.Referrals))
            : new SiloGrainFactory(silo).GetGrain<IScheduleGrain>(cluster.Scheduler.Pick(Clinic.Clinicians));
        _ = clocked.OnDeadline();
    }

    private void Repeat(Duration? mean, Action<Silo> fault)
    {
        if (mean is not { } every) return;
        cluster.Scheduler.After(every * (2 * cluster.Scheduler.Chance.NextDouble()), () =>
        {
            if (_over) return;
            if (cluster.Silos.Count > 0) fault(cluster.Scheduler.Pick(cluster.Silos));
            Repeat(every, fault);
        });
    }
}
