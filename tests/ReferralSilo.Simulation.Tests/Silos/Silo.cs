using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Grains;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>One run of a silo: the production grains, dispatcher, sweeper and mappers in a process that can
/// crash.</summary>
public sealed class Silo
{
    private static readonly Dictionary<string, Type> GrainTypes =
        (from type in typeof(GrainsRegistration).Assembly.GetTypes()
         from attribute in type.CustomAttributes
         where attribute.AttributeType == typeof(GrainTypeAttribute)
         select (Name: (string)attribute.ConstructorArguments[0].Value!, type)).ToDictionary(g => g.Name, g => g.type);

    private readonly ServiceProvider _services;
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
        _services = new ServiceCollection()
            .AddSingleton<ILedger>(Ledger).AddSingleton(TestKeys.Hash).AddSingleton<IGrainFactory>(grains)
            .AddSingleton<TimeProvider>(scheduler.Time).AddSingleton<IClock>(scheduler.Time)
            .AddSingleton<TaskScheduler>(Process).AddLogging().AddMetrics().AddSingleton<DeadlineMetrics>()
            .AddCommitting().AddFeatures().BuildServiceProvider();
    }

    public Cluster Cluster { get; }

    public string Name { get; }

    public Process Process { get; }

    public LedgerLink Ledger { get; }

    public IdempotencyStore Operations => _services.GetRequiredService<IdempotencyStore>();

    public NewReferralWriter NewReferralWriter => _services.GetRequiredService<NewReferralWriter>();

    public List<Activation> Activations { get; } = [];

    public IGrainRuntime Runtime { get; }

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

    public Grain Make(string kind) => (Grain)ActivatorUtilities.CreateInstance(_services, GrainTypes[kind]);

    private async Task Sweep()
    {
        if (_sweeping) return;
        _sweeping = true;
        try
        {
            await _services.GetRequiredService<OutboxSweeper>().Sweep(CancellationToken.None);
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
