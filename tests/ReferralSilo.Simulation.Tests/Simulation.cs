using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Simulation.Tests.Checks;
using ReferralSilo.Simulation.Tests.Clients;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Simulation.Tests.Silos;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests;

/// <summary>The result of one seed.</summary>
public sealed record Outcome(int Seed, IReadOnlyList<Violation> Violations, IReadOnlyList<string> Trace, long Steps,
    long OffThreadTasks, int Commits, int Requests);

/// <summary>Runs one seed: two silos, three clients and faults; then all faults stop, the cluster settles, and the
/// results are checked.</summary>
public sealed class Simulation
{
    private readonly SeededScheduler _scheduler;
    private readonly SimLedger _ledger;
    private readonly Faults _faults;
    private readonly Trace _trace;
    private readonly Cluster _cluster;
    private readonly Checker _checker;

    private Simulation(int seed, PlantedBug planted, bool traced)
    {
        _scheduler = new SeededScheduler(seed, Clinic.Opens);
        _ledger = new SimLedger(planted);
        _faults = Faults.Of(_scheduler);
        _trace = new Trace(_scheduler, traced);
        _cluster = new Cluster(_scheduler, _ledger, _faults, _trace, planted);
        _checker = new Checker(_scheduler, _ledger, _trace);
    }

    public static Outcome Run(int seed, PlantedBug planted = PlantedBug.None, bool traced = false)
    {
        // No continuation may leave the scheduler through the test runner's synchronization context.
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var simulation = new Simulation(seed, planted, traced);
            try
            {
                simulation.Run();
            }
            catch (Exception e)
            {
                simulation._checker.Report("run", e.ToString());
            }

            return new Outcome(seed, simulation._checker.Violations, simulation._trace.Lines,
                simulation._scheduler.Steps, simulation._scheduler.OffThreadTasks,
                simulation._ledger.History.Count, simulation._checker.Requests.Count());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void Run()
    {
        CreateSchedules();
        _cluster.Start();
        _cluster.Start();
        var faults = new FaultInjector(_cluster);
        faults.Begin();
        Client[] clients = [.. new[] { "nora", "otto", "pia" }.Select(name => new Client(name, _cluster, _checker))];
        if (!RunAll(Duration.FromHours(2),
            [.. Clinic.Referrals.Select((r, i) => (Func<Task>)(() => clients[i % clients.Length].Submit(r))),
            .. clients.Select(c => (Func<Task>)(() => c.Work(12)))]))
            _checker.Report("I3", "a client waits forever");

        faults.End();
        if (_cluster.Silos.Count == 0) _cluster.Start();
        _cluster.Settle();
        _trace.Write(() => "all faults have stopped");
        if (!RunAll(Duration.FromSeconds(60),
            [.. _checker.Unanswered.ToList().Select(a => (Func<Task>)(() => clients[0].RetryUntilAnswered(a)))]))
            _checker.Report("I3", "a request had no answer 60 seconds after all faults stopped");
        _scheduler.Run(_faults.LatestCommit + Duration.FromSeconds(60));
        new FinalChecks(_checker, _ledger, _scheduler.Now).Check();
        _scheduler.Run(Duration.FromMinutes(5));
        var final = new FinalChecks(_checker, _ledger, _scheduler.Now);
        final.Check();
        final.CheckHoldsOver();
    }

    private void CreateSchedules()
    {
        var mapper = new ScheduleMapper();
        foreach (var clinician in Clinic.Clinicians)
        {
            ScheduleEvent[] events =
                [new ScheduleEvent.Defined(Clinic.Profile(clinician)), new ScheduleEvent.AvailabilitySet(Clinic.Hours)];
            var state = ScheduleEvolver.Fold(null, events)!;
            _ledger.Apply(
                new Commit(new StreamId(mapper.Kind, clinician), 0, mapper.Write(state),
                [.. events.Select(e => mapper.Write(e, "system"))],
                [], null, null, null, _scheduler.Now), _scheduler.Now);
        }
    }

    private bool RunAll(Duration most, IReadOnlyList<Func<Task>> works)
    {
        var all = new TaskCompletionSource();
        var left = works.Count;
        if (left == 0) return true;
        foreach (var work in works)
            _scheduler.Outside.Start(async () =>
            {
                try
                {
                    await work();
                    if (--left == 0) all.SetResult();
                }
                catch (Exception e)
                {
                    all.TrySetException(e);
                }
            });
        return _scheduler.Run(all.Task, most);
    }
}
