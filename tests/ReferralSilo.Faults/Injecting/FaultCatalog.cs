using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>Every fault of the harness.</summary>
internal static class FaultCatalog
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Limits: for one lost or frozen silo, from the fault on; for a restarted database, from its return.
    /// </summary>
    private static readonly TimeSpan LostSilo = TimeSpan.FromSeconds(15), Restarted = TimeSpan.FromSeconds(5);

    /// <summary>I10: limits for deadline delays.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(2), Killed = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("healthy", "nothing", _ => Task.CompletedTask)
            { IsShort = true, Disturbs = false, DeadlinesWithin = Healthy },
        new("kill-one", "kill -9 of one silo, started again when the others have its referrals",
            context => Kill(context, 1)) { IsShort = true, RecoversWithin = LostSilo, DeadlinesWithin = Killed },
        new("kill-two", "kill -9 of two of three silos at once", context => Kill(context, 2)),
        new("kill-all", "kill -9 of all silos at once, started again", KillAll),
        new("roll", "each silo in turn ended by SIGTERM and started again", Roll),
        new("freeze-5s", "SIGSTOP of one silo for 5 s", context => Freeze(context, 5))
            { VotesOut = true, RecoversWithin = LostSilo },
        new("freeze-15s", "SIGSTOP of one silo for 15 s: long enough to be voted out", context => Freeze(context, 15))
            { IsShort = true, VotesOut = true, RecoversWithin = LostSilo },
        new("freeze-30s", "SIGSTOP of one silo for 30 s", context => Freeze(context, 30))
            { VotesOut = true, RecoversWithin = LostSilo },
        new("freeze-120s", "SIGSTOP of one silo for 120 s", context => Freeze(context, 120))
            { VotesOut = true, RecoversWithin = LostSilo },
        new("database-restart", "PostgreSQL stopped like by a power failure, back after 2 s",
            context => StopDatabase(context, 2)) { IsShort = true, RecoversWithin = Restarted },
        new("database-down-30s", "the same for 30 s", context => StopDatabase(context, 30)),
        new("database-down-120s", "the same for 120 s", context => StopDatabase(context, 120)),
        new("database-frozen", "SIGSTOP of all PostgreSQL processes for 10 s", FreezeDatabase),
        new("backends-ended", "pg_terminate_backend of every connection, ten times in 5 s", EndBackends),
        new("disk-full", "the database's disk is full to the last byte for 15 s", FillDisk) { FillsDisk = true },
        new("cut-silos", "two silos cannot reach each other for 20 s", context => CutSilos(context, false))
            { CutsLinks = true, VotesOut = true },
        new("cut-silos-one-way", "one silo's packets do not reach another for 20 s", context => CutSilos(context, true))
            { CutsLinks = true, VotesOut = true },
        new("cut-database", "a silo and the database cannot reach each other for 20 s",
            context => CutDatabase(context, false)) { CutsLinks = true },
        new("cut-database-one-way", "the database's answers do not reach a silo for 20 s",
            context => CutDatabase(context, true)) { CutsLinks = true },
        new("cut-clients", "clients and a silo cannot reach each other for 20 s", context => CutClients(context, false))
            { CutsLinks = true },
        new("cut-clients-one-way", "a silo's answers do not reach clients for 20 s",
            context => CutClients(context, true)) { CutsLinks = true },
        new("clock-jumps",
            "the wall clock of one silo jumps an hour ahead and back repeatedly, and two hours at once",
            ClockFaults.Jump) { MovesClocks = true },
        new("stalled-screens", "a hundred hub clients of one silo read nothing for 45 s", SlowFaults.Stall),
        new("slow-screens",
            "a hundred screens of one silo read 400 bytes a second, or pause for three seconds, for 45 s",
            SlowFaults.Slow),
        new("starved-2m", "the silos get a few percent of the processors for two minutes",
            context => SlowFaults.Starve(context, TimeSpan.FromMinutes(2))),
        new("starved-10m", "the same for ten minutes", context => SlowFaults.Starve(context, TimeSpan.FromMinutes(10))),
    ];

    private static Task Kill(FaultContext context, int count)
    {
        int[] hit = [.. Enumerable.Range(0, context.Cluster.Silos.Count).OrderBy(_ => context.Chance.Next())
            .Take(count)];
        return context.Measure(hit, fromHealing: false, () => context.Inject(
            Names(hit), () => Task.WhenAll(hit.Select(context.Cluster.Kill)), context.TakeOver,
            () => Task.WhenAll(hit.Select(context.Cluster.Begin))));
    }

    private static Task KillAll(FaultContext context)
    {
        int[] all = [.. Enumerable.Range(0, context.Cluster.Silos.Count)];
        return context.Measure([], fromHealing: true, () => context.Inject(
            Names(all), () => Task.WhenAll(all.Select(context.Cluster.Kill)), TimeSpan.Zero,
            () => Task.WhenAll(all.Select(context.Cluster.Begin))));
    }

    private static Task Roll(FaultContext context) => context.Measure([], fromHealing: true, async () =>
    {
        for (var silo = 0; silo < context.Cluster.Silos.Count; silo++)
        {
            var rolled = silo;
            await context.Inject(Cluster.Name(rolled), () => context.Cluster.End(rolled), TimeSpan.Zero,
                () => context.Cluster.Begin(rolled));
        }
    });

    /// <summary>
    /// A silo frozen for long enough notices afterwards that it was voted out and ends; it is then started again.
    /// </summary>
    private static Task Freeze(FaultContext context, int seconds)
    {
        var silo = context.RandomSilo();
        return context.Measure([silo], fromHealing: false, () => context.Inject(
            Cluster.Name(silo), () => context.Cluster.Freeze(silo), TimeSpan.FromSeconds(seconds),
            () => context.Cluster.Thaw(silo)));
    }

    private static Task StopDatabase(FaultContext context, int seconds) =>
        context.Measure([], fromHealing: true, () => context.Inject(
            "database", () => Task.Run(context.Cluster.Database.Crash), TimeSpan.FromSeconds(seconds),
            () => Task.Run(context.Cluster.Database.StartServer)));

    private static Task FreezeDatabase(FaultContext context)
    {
        var database = context.Cluster.Database;
        return context.Measure([], fromHealing: true, () => context.Inject(
            "database", () => database.Freeze(true), TimeSpan.FromSeconds(10), () => database.Freeze(false)));
    }

    private static Task EndBackends(FaultContext context) => context.Measure([], fromHealing: true, async () =>
    {
        for (var i = 0; i < 10; i++)
        {
            await context.Inject("database", () => context.Count(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and "
                    + "backend_type = 'client backend'"),
                TimeSpan.FromMilliseconds(500), () => Task.CompletedTask);
        }
    });

    /// <summary>A server that has ended is started again, as a service manager would do.</summary>
    private static Task FillDisk(FaultContext context) =>
        context.Measure([], fromHealing: true, () => context.Inject("database",
        () => Task.Run(context.Cluster.Disk!.Fill), TimeSpan.FromSeconds(15), async () =>
        {
            context.Cluster.Disk!.Empty();
            if (context.Cluster.Database.Processes.Count(IsRunning) == 0)
                await Task.Run(context.Cluster.Database.StartServer);
            await Eventually.Is("the database answers again", context.Cluster.Database.IsRunning);
        }));

    private static Task CutSilos(FaultContext context, bool oneWay)
    {
        var from = context.RandomSilo();
        var to = (from + 1 + context.Chance.Next(context.Cluster.Silos.Count - 1)) % context.Cluster.Silos.Count;
        return CutLink(context, [], $"{Cluster.Name(from)} to {Cluster.Name(to)}",
            network => network.CutSilos(from, to, oneWay));
    }

    private static Task CutDatabase(FaultContext context, bool oneWay)
    {
        var silo = context.RandomSilo();
        return CutLink(context, [silo], $"{Cluster.Name(silo)} to database",
            network => network.CutDatabase(silo, context.Cluster.Database.Port, oneWay));
    }

    private static Task CutClients(FaultContext context, bool oneWay)
    {
        var silo = context.RandomSilo();
        return CutLink(context, [silo], $"clients to {Cluster.Name(silo)}", 
            network => network.CutClients(silo, oneWay));
    }

    private static Task CutLink(FaultContext context, int[] hit, string link, Action<Network> cut) =>
        context.Measure(hit, fromHealing: true, () => context.Inject(
            link, () => Task.Run(() => cut(context.Cluster.Network)), Cut,
            () => Task.Run(context.Cluster.Network.Heal)));

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    private static string Names(int[] silos) => string.Join(", ", silos.Select(Cluster.Name));
}
