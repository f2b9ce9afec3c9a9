using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>One run of a silo: the production grains, dispatcher, sweeper and mappers in a process that can
/// crash.</summary>
public sealed class Silo
{
    private static readonly ReferralMapper Referrals = new(TestKeys.Hash);
    private static readonly ScheduleMapper Schedules = new();
    private readonly IdempotencyStore _operations;
    private readonly OutboxDispatcher _dispatcher;
    private readonly OutboxSweeper _sweeper;
    private readonly ServiceLineCatalog _lines;
    private readonly SlotReserver _slots;
    private bool _sweeping;

    public Silo(Cluster cluster, string name)
    {
        Cluster = cluster;
        Name = name;
        var scheduler = cluster.Scheduler;
        Process = new Process(scheduler, name);
        Ledger = new LedgerLink(cluster.Ledger, scheduler, cluster.Faults, cluster.Trace, name, cluster.Planted);
        var grains = new SiloGrainFactory(this);
        Runtime = new SiloRuntime(grains, new GrainTimers(cluster), scheduler.Time);
        _operations = new IdempotencyStore(Ledger);
        var batcher = new AcknowledgementBatcher(
            Ledger, scheduler.Time, NullLogger<AcknowledgementBatcher>.Instance, Process);
        _dispatcher = new OutboxDispatcher(
            grains, batcher, scheduler.Time, NullLogger<OutboxDispatcher>.Instance, Process);
        _sweeper = new OutboxSweeper(Ledger, _dispatcher, batcher,
            [new ReferralOutbox(Ledger, Referrals), new ScheduleOutbox(Ledger, Schedules)],
            scheduler.Time, scheduler.Time, NullLogger<OutboxSweeper>.Instance);
        _lines = new ServiceLineCatalog(grains, scheduler.Time, NullLogger<ServiceLineCatalog>.Instance);
        _slots = new SlotReserver(grains);
        NewReferralWriter = new NewReferralWriter(Ledger, Referrals, _dispatcher, _lines, scheduler.Time);
    }

    public Cluster Cluster { get; }

    public string Name { get; }

    public Process Process { get; }

    public LedgerLink Ledger { get; }

    public IdempotencyStore Operations => _operations;

    public NewReferralWriter NewReferralWriter { get; }

    public List<Activation> Activations { get; } = [];

    public IGrainRuntime Runtime { get; }

    private VirtualTime Time => Cluster.Scheduler.Time;

    /// <summary>Starts the timers of the hosted services: the sweeper and the clock pinger.</summary>
    public void Begin()
    {
        Every(Duration.FromTimeSpan(OutboxLimits.SweepEvery), () =>
            Process.Start(Sweep),
            Cluster.Scheduler.Between(Duration.Zero, Duration.FromTimeSpan(OutboxLimits.SweepEvery)));
        Every(Duration.FromTimeSpan(ClockLimits.Ping), () =>
        {
            foreach (var partition in Clinic.Partitions)
                Process.Start(() => Ping(partition));
        });
        foreach (var partition in Clinic.Partitions) Process.Start(() => Ping(partition));
    }

    public Grain Make(string kind) => kind switch
    {
        "referral" => new ReferralGrain(Ledger, Referrals, _operations, _dispatcher, _lines, _slots, Time, Time),
        "schedule" => new ScheduleGrain(Ledger, Schedules, _operations, _dispatcher, Time, Time),
        "clock" => new ClockGrain(Ledger, Time, NullLogger<ClockGrain>.Instance),
        _ => throw new NotSupportedException($"No grain {kind} is simulated."),
    };

    private async Task Sweep()
    {
        if (_sweeping) return;
        _sweeping = true;
        try
        {
            await _sweeper.Sweep(CancellationToken.None);
        }
        catch (LedgerUnavailableException)
        {
            // As in production, the next tick tries again.
        }

        _sweeping = false;
    }

    private async Task Ping(int partition)
    {
        try
        {
            await new SiloGrainFactory(this)
                .GetGrain<IClockGrain>(partition.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .EnsureRunning();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            // As in production, the next ping tries again.
        }
    }

    private void Every(Duration period, Action tick, Duration? first = null) =>
        Cluster.Scheduler.After(first ?? period, () =>
    {
        if (Process.Crashed) return;
        tick();
        Every(period, tick);
    });
}
