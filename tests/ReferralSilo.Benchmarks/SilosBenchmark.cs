using System.Diagnostics;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// What a second silo costs, or gains: the same load on one silo and on two, by turns, one PostgreSQL server, one
/// machine. With no more processors than one silo has, two cannot do more; what they do less is the price of a cluster.
/// </summary>
internal static class SilosBenchmark
{
    /// <summary>Of the whole job; creates alone half as long. Two silos have twice as much to compile, and only once.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "seconds", "conc", "rounds");
        var (time, callers, rounds) = (options.Seconds(10), options.Number("conc", 32), options.Number("rounds", 2));
        Dictionary<(int Silos, string Load), List<Figures>> all = [];
        for (var round = 0; round < rounds; round++)
        {
            // Now one first, now two: who comes second finds a warmer machine.
            foreach (var silos in round % 2 == 0 ? new[] { 1, 2 } : [2, 1])
            {
                await using var cluster = await Cluster.Started(silos);
                foreach (var (load, figures) in await Measure(cluster, time, callers))
                {
                    if (!all.TryGetValue((silos, load), out var rows)) all[(silos, load)] = rows = [];
                    rows.Add(figures);
                }
            }
        }

        foreach (var load in all.Keys.Select(k => k.Load).Distinct())
        {
            foreach (var silos in new[] { 1, 2 }) Print($"{load}, {silos} silo{(silos > 1 ? "s" : "")}", all[(silos, load)]);
            if (load == Idle) Console.WriteLine();
            else Compare(all[(1, load)], all[(2, load)]);
        }
    }

    private const string Idle = "idle";

    private static async Task<List<(string Load, Figures Figures)>> Measure(Cluster cluster, TimeSpan time, int callers)
    {
        await JobProgram.Open(cluster.Clients[0]);
        await JobBenchmark.Work(cluster.Clients, WarmUp, callers, from: JobProgram.WarmUp);
        await JobBenchmark.Work(cluster.Clients, WarmUp / 2, callers, from: JobProgram.WarmUp, (c, goOn) => c.Create(goOn));
        await Pace.Idle(LedgerCounts.Late);
        return
        [
            (Idle, await During(cluster, async () =>
            {
                await Pace.Idle(LedgerCounts.Late);
                return 0;
            })),
            ("job", await During(cluster, async () => (await JobBenchmark.Work(cluster.Clients, time, callers, from: 0)).Sum(c => c.Times.Count))),
            ("create", await During(cluster, async () => (await JobBenchmark.Work(cluster.Clients, time, callers, from: 0, (c, goOn) => c.Create(goOn))).Sum(c => c.Times.Count))),
        ];
    }

    private static async Task<Figures> During(Cluster cluster, Func<Task<int>> load)
    {
        var server = await CpuTime.Of(cluster.Database);
        var before = await LedgerCounts.Read(cluster.Database);
        var (silos, postgres, started) = (cluster.CpuSeconds, server.ServerSeconds(), Stopwatch.GetTimestamp());
        var commands = await load();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (silos, postgres) = (cluster.CpuSeconds - silos, server.ServerSeconds() - postgres);
        var memory = cluster.Megabytes;
        await Pace.Idle(LedgerCounts.Late);
        return new Figures(commands, seconds, silos, postgres, memory, await LedgerCounts.Read(cluster.Database) - before);
    }

    /// <summary>
    /// By the clock, and by processor time: beside other work two processes are given more of the machine than one, so only
    /// on a quiet one do both say the same.
    /// </summary>
    private static void Compare(List<Figures> one, List<Figures> two)
    {
        Report.Row("  processor time of all for one command, one silo to two", [Report.Median(one.Select(f => f.Cpu)) / Report.Median(two.Select(f => f.Cpu))], "x");
        Report.Ratio(Report.Median(two.Select(f => f.PerSecond)) / Report.Median(one.Select(f => f.PerSecond)), ">= 0.85 x");
    }

    private static void Print(string name, List<Figures> rounds)
    {
        void Row(string what, Func<Figures, double> value, string unit) => Report.Row($"{name}: {what}", [.. rounds.Select(value)], unit);
        if (rounds[0].Commands == 0)
        {
            Row("CPU of each silo", f => f.SiloCpu / f.Seconds / f.Megabytes.Count * 100, "% of one");
            Row("CPU of PostgreSQL", f => f.ServerCpu / f.Seconds * 100, "% of one");
            Row("resident, each silo", f => f.Megabytes.Average(), "MB");
            return;
        }

        Row("commands", f => f.PerSecond, "a second");
        Row("CPU of all silos for one command", f => f.SiloCpu * 1000 / f.Commands, "ms");
        Row("CPU of PostgreSQL for one command", f => f.ServerCpu * 1000 / f.Commands, "ms");
        Row("commits for one command", f => f.Ledger.Commits / f.Commands, "");
        Row("events for one command", f => f.Ledger.Events / f.Commands, "");
        Row("outbox messages for one command", f => f.Ledger.Messages / f.Commands, "");
        Row("transactions for one command, reading ones too", f => f.Ledger.Transactions / f.Commands, "");
        Row("write-ahead log for one command", f => f.Ledger.LogBytes / 1024 / f.Commands, "KiB");
        Row("resident, each silo", f => f.Megabytes.Average(), "MB");
    }

    private sealed record Figures(int Commands, double Seconds, double SiloCpu, double ServerCpu, IReadOnlyCollection<double> Megabytes, LedgerCounts Ledger)
    {
        public double PerSecond => Commands / Seconds;

        public double Cpu => (SiloCpu + ServerCpu) / Commands;
    }
}
