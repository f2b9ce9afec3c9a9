using System.Diagnostics;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Places;

namespace ReferralSilo.Faults.Injecting;

/// <summary>Faults that only slow things down: nothing may be lost by them, and nobody declared dead.</summary>
internal static class SlowFaults
{
    private const int StalledClients = 100;

    /// <summary>Niceness of what takes the processors away, and of the silos: 335 shares against 15 in the scheduler's
    /// table.</summary>
    private const int Greedy = 5, Starved = 19;

    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(45);

    /// <summary>Until all that the load asks for has been asked for often: programs are slow at first.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan SeeEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Hub clients of one silo that read nothing for 45 s; half of that time before and after it, for
    /// comparison.</summary>
    public static async Task Stall(FaultScene scene)
    {
        var silo = scene.Any();
        await using var screens = new StalledScreens();
        await See(scene, Warm);
        await Pace(scene, Stalled / 2, 0);
        await scene.Break(Cluster.Name(silo), Begin, () => Pace(scene, Stalled, StalledClients), screens.Leave);
        scene.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), 0));
        await Pace(scene, Stalled / 2, 0);

        async Task Begin()
        {
            scene.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), StalledClients));
            await screens.Open(StalledClients, scene.Cluster.Silos[silo].Address, scene.Cluster.Token,
                "triage/" + Cluster.Lines[0]);
        }
    }

    /// <summary>Screens of one silo that read slowly for 45 s, then as fast as others: half trickle, half
    /// pause.</summary>
    public static Task Slow(FaultScene scene) => scene.Measure([], fromHealing: true, async () =>
    {
        var silo = scene.Any();
        var screens = new SlowScreens();
        scene.UntilTheEnd.Add(screens);
        var line = Cluster.Lines[0];
        // Most on boards that cost this process little to read: all of it runs on one machine.
        (string, int Each)[] boards =
            [($"desk/{line}", 2), ($"schedule/{line}-0", 2), ($"triage/{line}", 4), ("wallboard", 21),
            ($"referral/{scene.Probed}", 21)];
        // Its memory under the same load before, for comparison.
        await See(scene, Warm);
        await scene.Break(Cluster.Name(silo), () =>
        {
            scene.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), boards.Sum(b => 2 * b.Each)));
            screens.Open(boards, scene.Cluster.Addresses[silo], scene.Cluster.Token, scene.History);
            return Task.CompletedTask;
        }, () => See(scene, Stalled), () =>
        {
            scene.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), 0));
            screens.Quicken();
            return Task.CompletedTask;
        });
    });

    /// <summary>Busy processes leave the silos a few percent of the processors.</summary>
    public static async Task Starve(FaultScene scene, TimeSpan lasts)
    {
        var before = await Dead(scene);
        var busy = new List<Process>();
        await scene.Break("all silos", () =>
        {
            foreach (var silo in scene.Cluster.Silos) Renice(silo.Id, Starved);
            // They end by themselves should this process die.
            for (var n = 0; n < 2 * Environment.ProcessorCount; n++)
                busy.Add(Process.Start("nice",
                    ["-n", $"{Greedy}", "timeout", $"{lasts.TotalSeconds + 60:F0}", "sh", "-c",
                    "while :; do :; done"]));
            return Task.CompletedTask;
        }, lasts, () =>
        {
            foreach (var process in busy) process.Kill(entireProcessTree: true);
            // Only root may; without it they stay nice, which the rest of the run can bear.
            if (Environment.UserName == "root")
                foreach (var silo in scene.Cluster.Silos.Where(s => !s.HasEnded)) Renice(silo.Id, 0);
            return Task.CompletedTask;
        });
        if (await Dead(scene) is var after && after > before)
            scene.Violations.Add(
                new Violation("recovery",
                $"{after - before} silos were declared dead though they were only starved of CPU."));
    }

    /// <summary>Every thread: Linux keeps the niceness of each, and a new one takes that of its maker.</summary>
    private static void Renice(int process, int niceness)
    {
        try
        {
            Shell.Run("renice",
                ["-n", $"{niceness}", "-p", .. Directory.GetDirectories($"/proc/{process}/task")
                .Select(t => Path.GetFileName(t)!)]);
        }
        catch (InvalidOperationException)
        {
            // A thread ended meanwhile; the others were reached.
        }
    }

    private static Task<long> Dead(FaultScene scene) =>
        scene.Count("select count(*) from orleansmembershiptable where status = 6");

    private static async Task Pace(FaultScene scene, TimeSpan time, int stalled)
    {
        var began = Stopwatch.GetTimestamp();
        await See(scene, time);
        scene.Write(new PaceTaken(began, Stopwatch.GetTimestamp(), stalled));
    }

    private static async Task See(FaultScene scene, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(SeeEvery);
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            scene.Cluster.SeeMemory();
            await tick.WaitForNextTickAsync();
        }
    }
}
