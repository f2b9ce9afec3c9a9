using ReferralSilo.Faults.Places;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>Every fault that the harness can make.</summary>
internal static class FaultCatalog
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(20);

    /// <summary>What is promised of one silo that is lost or frozen, from then on, and of a database that was
    /// restarted, from its return.</summary>
    private static readonly TimeSpan LostSilo = TimeSpan.FromSeconds(15), Restarted = TimeSpan.FromSeconds(5);

    /// <summary>I10: how late clocks ring.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(2), Killed = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("healthy", "nothing", _ => Task.CompletedTask) { IsShort = true, Breaks = false, RingsWithin = Healthy },
        new("kill-one", "kill -9 of one silo, started again when the others have its referrals", scene =>
        Kill(scene, 1)) { IsShort = true, RecoversWithin = LostSilo, RingsWithin = Killed },
        new("kill-two", "kill -9 of two of three silos at once", scene => Kill(scene, 2)),
        new("kill-all", "kill -9 of all silos at once, started again", KillAll),
        new("roll", "each silo in turn ended by SIGTERM and started again", Roll),
        new("freeze-5s", "SIGSTOP of one silo for 5 s", scene =>
        Freeze(scene, 5)) { VotesOut = true, RecoversWithin = LostSilo },
        new("freeze-15s", "SIGSTOP of one silo for 15 s: long enough to be voted out", scene =>
        Freeze(scene, 15)) { IsShort = true, VotesOut = true, RecoversWithin = LostSilo },
        new("freeze-30s", "SIGSTOP of one silo for 30 s", scene =>
        Freeze(scene, 30)) { VotesOut = true, RecoversWithin = LostSilo },
        new("freeze-120s", "SIGSTOP of one silo for 120 s", scene =>
        Freeze(scene, 120)) { VotesOut = true, RecoversWithin = LostSilo },
        new("database-restart", "PostgreSQL stopped as by a power cut, back after 2 s", scene =>
        StopDatabase(scene, 2)) { IsShort = true, RecoversWithin = Restarted },
        new("database-down-30s", "the same for 30 s", scene => StopDatabase(scene, 30)),
        new("database-down-120s", "the same for 120 s", scene => StopDatabase(scene, 120)),
        new("database-frozen", "SIGSTOP of all PostgreSQL processes for 10 s", FreezeDatabase),
        new("backends-ended", "pg_terminate_backend of every connection, ten times in 5 s", EndBackends),
        new("disk-full", "the database's disk is full to the last byte for 15 s", FillDisk) { FillsDisk = true },
        new("cut-silos", "two silos do not reach each other for 20 s", scene =>
        CutSilos(scene, false)) { Cuts = true, VotesOut = true },
        new("cut-silos-one-way", "one silo's packets do not reach another for 20 s", scene =>
        CutSilos(scene, true)) { Cuts = true, VotesOut = true },
        new("cut-database", "a silo and the database do not reach each other for 20 s", scene =>
        CutDatabase(scene, false)) { Cuts = true },
        new("cut-database-one-way", "the database's answers do not reach a silo for 20 s", scene =>
        CutDatabase(scene, true)) { Cuts = true },
        new("cut-clients", "clients and a silo do not reach each other for 20 s", scene =>
        CutClients(scene, false)) { Cuts = true },
        new("cut-clients-one-way", "a silo's answers do not reach clients for 20 s", scene =>
        CutClients(scene, true)) { Cuts = true },
        new("clock-jumps",
        "the clock on the wall of one silo jumps an hour ahead and back, again and again, and two hours at once",
        ClockFaults.Jump) { MovesClocks = true },
        new("stalled-screens", "a hundred hub clients of one silo read nothing for 45 s", SlowFaults.Stall),
        new("slow-screens",
        "a hundred screens of one silo read 400 bytes a second, or pause for three seconds, for 45 s", SlowFaults.Slow),
        new("starved-2m", "the silos get a few percent of the processors for two minutes", scene =>
        SlowFaults.Starve(scene, TimeSpan.FromMinutes(2))),
        new("starved-10m", "the same for ten minutes", scene => SlowFaults.Starve(scene, TimeSpan.FromMinutes(10))),
    ];

    private static Task Kill(FaultScene scene, int count)
    {
        int[] hit = [.. Enumerable.Range(0, scene.Cluster.Silos.Count).OrderBy(_ => scene.Chance.Next()).Take(count)];
        return scene.Measure(hit, fromHealing: false, () => scene.Break(Names(hit),
            () => Task.WhenAll(hit.Select(scene.Cluster.Kill)), scene.TakeOver, () =>
                Task.WhenAll(hit.Select(scene.Cluster.Begin))));
    }

    private static Task KillAll(FaultScene scene)
    {
        int[] all = [.. Enumerable.Range(0, scene.Cluster.Silos.Count)];
        return scene.Measure([], fromHealing: true, () => scene.Break(Names(all),
            () => Task.WhenAll(all.Select(scene.Cluster.Kill)), TimeSpan.Zero, () =>
                Task.WhenAll(all.Select(scene.Cluster.Begin))));
    }

    private static Task Roll(FaultScene scene) => scene.Measure([], fromHealing: true, async () =>
    {
        for (var silo = 0; silo < scene.Cluster.Silos.Count; silo++)
        {
            var rolled = silo;
            await scene.Break(Cluster.Name(silo), () => scene.Cluster.End(rolled), TimeSpan.Zero, () =>
                scene.Cluster.Begin(rolled));
        }
    });

    /// <summary>A silo frozen for long enough finds on waking that it was voted out, and ends itself: it is started
    /// again then.</summary>
    private static Task Freeze(FaultScene scene, int seconds)
    {
        var silo = scene.Any();
        return scene.Measure([silo], fromHealing: false, () => scene.Break(
            Cluster.Name(silo), () => scene.Cluster.Freeze(silo), TimeSpan.FromSeconds(seconds), () =>
                scene.Cluster.Thaw(silo)));
    }

    private static Task StopDatabase(FaultScene scene, int seconds) =>
        scene.Measure([], fromHealing: true, () => scene.Break("database",
        () => Task.Run(scene.Cluster.Database.Crash), TimeSpan.FromSeconds(seconds), () =>
            Task.Run(scene.Cluster.Database.StartServer)));

    private static Task FreezeDatabase(FaultScene scene)
    {
        var database = scene.Cluster.Database;
        return scene.Measure([], fromHealing: true, () => scene.Break(
            "database", () => database.Freeze(true), TimeSpan.FromSeconds(10), () => database.Freeze(false)));
    }

    private static Task EndBackends(FaultScene scene) => scene.Measure([], fromHealing: true, async () =>
    {
        for (var i = 0; i < 10; i++)
        {
            await scene.Break("database", () => scene.Count(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and "
                    + "backend_type = 'client backend'"),
                TimeSpan.FromMilliseconds(500), () => Task.CompletedTask);
        }
    });

    /// <summary>A server that gave up is started again, as whatever runs it would do.</summary>
    private static Task FillDisk(FaultScene scene) => scene.Measure([], fromHealing: true, () => scene.Break("database",
        () => Task.Run(scene.Cluster.Disk!.Fill), TimeSpan.FromSeconds(15), async () =>
        {
            scene.Cluster.Disk!.Empty();
            if (scene.Cluster.Database.Processes.Count(Lives) == 0) await Task.Run(scene.Cluster.Database.StartServer);
            await Eventually.Is("the database answers again", scene.Cluster.Database.IsRunning);
        }));

    private static Task CutSilos(FaultScene scene, bool oneWay)
    {
        var from = scene.Any();
        var to = (from + 1 + scene.Chance.Next(scene.Cluster.Silos.Count - 1)) % scene.Cluster.Silos.Count;
        return CutLink(scene, [], $"{Cluster.Name(from)} to {Cluster.Name(to)}", network =>
            network.CutSilos(from, to, oneWay));
    }

    private static Task CutDatabase(FaultScene scene, bool oneWay)
    {
        var silo = scene.Any();
        return CutLink(scene, [silo], $"{Cluster.Name(silo)} to database", network =>
            network.CutDatabase(silo, scene.Cluster.Database.Port, oneWay));
    }

    private static Task CutClients(FaultScene scene, bool oneWay)
    {
        var silo = scene.Any();
        return CutLink(scene, [silo], $"clients to {Cluster.Name(silo)}", network => network.CutClients(silo, oneWay));
    }

    private static Task CutLink(FaultScene scene, int[] hit, string link, Action<Network> cut) =>
        scene.Measure(hit, fromHealing: true, () => scene.Break(
            link, () => Task.Run(() => cut(scene.Cluster.Network)), Cut, () => Task.Run(scene.Cluster.Network.Heal)));

    private static bool Lives(int process) => Directory.Exists($"/proc/{process}");

    private static string Names(int[] silos) => string.Join(", ", silos.Select(Cluster.Name));
}
