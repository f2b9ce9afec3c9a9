using System.Diagnostics;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Infrastructure;

namespace ReferralSilo.Faults.Injecting;

/// <summary>Faults that only slow things down: no data may be lost, and no silo may be declared dead.</summary>
internal static class SlowFaults
{
    private const int StalledClients = 100;

    /// <summary>Niceness of the busy processes and of the silos: weights 335 and 15 in the Linux scheduler.</summary>
    private const int Greedy = 5, Starved = 19;

    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(45);

    /// <summary>Warm-up: time until every kind of request was sent often, because programs are slow at first.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Hub clients of one silo read nothing for 45 s; half of that time before and after is for comparison.
    /// </summary>
    public static async Task Stall(FaultContext context)
    {
        var silo = context.RandomSilo();
        await using var screens = new StalledScreens();
        await Sample(context, Warm);
        await MeasurePeriod(context, Stalled / 2, 0);
        await context.Inject(Cluster.Name(silo), Begin,
            () => MeasurePeriod(context, Stalled, StalledClients), screens.Leave);
        context.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), 0));
        await MeasurePeriod(context, Stalled / 2, 0);

        async Task Begin()
        {
            context.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), StalledClients));
            await screens.Open(StalledClients, context.Cluster.Silos[silo].Address, context.Cluster.Token,
                "triage/" + Cluster.Lines[0]);
        }
    }

    /// <summary>
    /// Screens of one silo read slowly for 45 s, half in a trickle and half with pauses, then at full speed.
    /// </summary>
    public static Task Slow(FaultContext context) => context.Measure([], fromHealing: true, async () =>
    {
        var silo = context.RandomSilo();
        var screens = new SlowScreens();
        context.DisposedAtTheEnd.Add(screens);
        var line = Cluster.Lines[0];
        // Most screens are on boards that cost this process little, because everything runs on one machine.
        (string, int Each)[] boards =
            [($"desk/{line}", 2), ($"schedule/{line}-0", 2), ($"triage/{line}", 4), ("wallboard", 21),
            ($"referral/{context.Probed}", 21)];
        // The silo's memory under the same load before, for comparison.
        await Sample(context, Warm);
        await context.Inject(Cluster.Name(silo), () =>
        {
            context.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo),
                boards.Sum(b => 2 * b.Each)));
            screens.Open(boards, context.Cluster.Addresses[silo], context.Cluster.Token, context.History);
            return Task.CompletedTask;
        }, () => Sample(context, Stalled), () =>
        {
            context.Write(new ClientsStalled(Stopwatch.GetTimestamp(), Cluster.Name(silo), 0));
            screens.ReadAtFullSpeed();
            return Task.CompletedTask;
        });
    });

    /// <summary>Busy processes leave the silos a few percent of the processors.</summary>
    public static async Task Starve(FaultContext context, TimeSpan lasts)
    {
        var before = await CountDeadSilos(context);
        var busy = new List<Process>();
        await context.Inject("all silos", () =>
        {
            foreach (var silo in context.Cluster.Silos) Renice(silo.Id, Starved);
            // They end by themselves if this process dies.
            for (var n = 0; n < 2 * Environment.ProcessorCount; n++)
                busy.Add(Process.Start("nice",
                    ["-n", $"{Greedy}", "timeout", $"{lasts.TotalSeconds + 60:F0}", "sh", "-c",
                        "while :; do :; done"]));
            return Task.CompletedTask;
        }, lasts, () =>
        {
            foreach (var process in busy) process.Kill(entireProcessTree: true);
            // Only root may lower niceness; otherwise the silos stay at it, which the rest of the run tolerates.
            if (Environment.UserName == "root")
                foreach (var silo in context.Cluster.Silos.Where(s => !s.HasEnded)) Renice(silo.Id, 0);
            return Task.CompletedTask;
        });
        if (await CountDeadSilos(context) is var after && after > before)
            context.Violations.Add(new Violation("recovery",
                $"{after - before} silos were declared dead though they only lacked processor time."));
    }

    /// <summary>
    /// Renices every thread: Linux has a niceness per thread, and a new thread inherits its creator's.
    /// </summary>
    private static void Renice(int process, int niceness)
    {
        try
        {
            Shell.Run("renice", ["-n", $"{niceness}", "-p",
                .. Directory.GetDirectories($"/proc/{process}/task").Select(t => Path.GetFileName(t)!)]);
        }
        catch (InvalidOperationException)
        {
            // A thread ended meanwhile; the others were reniced.
        }
    }

    private static Task<long> CountDeadSilos(FaultContext context) =>
        context.Count("select count(*) from orleansmembershiptable where status = 6");

    private static async Task MeasurePeriod(FaultContext context, TimeSpan time, int stalled)
    {
        var began = Stopwatch.GetTimestamp();
        await Sample(context, time);
        context.Write(new LoadPeriod(began, Stopwatch.GetTimestamp(), stalled));
    }

    private static async Task Sample(FaultContext context, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(SampleEvery);
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            context.Cluster.RecordMemory();
            await tick.WaitForNextTickAsync();
        }
    }
}
