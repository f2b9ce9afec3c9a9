using System.Diagnostics;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// What a second silo costs, or gains: the same load on one silo and on two, which run beside each other on one PostgreSQL
/// server and are loaded by turns of seconds, for a machine that is a fifth faster a minute later would be measured
/// otherwise. With no more processors than one silo has, two cannot do more; what they do less is the price of a cluster.
/// </summary>
internal static class SilosBenchmark
{
    /// <summary>Of the whole job, for each silo: every one compiles all that it runs, and hears only its share of the commands.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    /// <summary>Of creates, which are part of the job. What they leave open is compared with the ledger again and again, and is in the way.</summary>
    private static readonly TimeSpan CreateWarmUp = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(12);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "seconds", "conc", "rounds");
        var (time, callers, rounds) = (options.Seconds(6), options.Number("conc", 32), options.Number("rounds", 5));
        await using var one = await Cluster.Started(1);
        await using var two = await Cluster.Started(2);
        Cluster[] both = [one, two];
        foreach (var cluster in both)
        {
            await JobProgram.Open(cluster.Clients[0], 2 * rounds);
            foreach (var byReferral in new[] { false, true })
                await JobBenchmark.Work(cluster.Clients, WarmUp / 2 * cluster.Clients.Count, callers, turn: 0, byReferral: byReferral);
            await JobBenchmark.Work(cluster.Clients, CreateWarmUp, callers, turn: 0, (c, goOn) => c.Create(goOn));
        }

        await PrintIdle(both);
        await Load("job", both, rounds, (cluster, round) => JobBenchmark.Work(cluster.Clients, time, callers, round + 1));
        await Load("job, silos in turn", both, rounds, (cluster, round) => JobBenchmark.Work(cluster.Clients, time, callers, rounds + round + 1, byReferral: false));
        await Load("create", both, rounds, (cluster, round) => JobBenchmark.Work(cluster.Clients, time / 2, callers, round + 1, (c, goOn) => c.Create(goOn)));
    }

    private static async Task PrintIdle(Cluster[] both)
    {
        await Pace.Idle(LedgerCounts.Late);
        var server = await CpuTime.Of(both[0].Database);
        var (silos, postgres) = (both.Select(c => c.CpuSeconds).ToList(), server.ServerSeconds());
        await Pace.Idle(Idle);
        foreach (var (cluster, before) in both.Zip(silos))
        {
            Report.Row($"idle, {Name(cluster)}: CPU of each", [(cluster.CpuSeconds - before) / Idle.TotalSeconds / cluster.Megabytes.Count * 100], "% of one");
            Report.Row($"idle, {Name(cluster)}: resident, each", cluster.Megabytes, "MB");
        }

        Report.Row("idle: CPU of PostgreSQL for all three", [(server.ServerSeconds() - postgres) / Idle.TotalSeconds * 100], "% of one");
        Console.WriteLine();
    }

    private static async Task Load(string load, Cluster[] both, int rounds, Func<Cluster, int, Task<List<JobCaller>>> work)
    {
        var turns = both.ToDictionary(c => c, _ => new List<Turn>());
        var counts = new Dictionary<Cluster, LedgerCounts>();
        foreach (var cluster in both) counts[cluster] = await LedgerCounts.Read(cluster.Database);
        for (var round = 0; round < rounds; round++)
        {
            // Now one first, now two: what the first leaves to be done, a vacuum above all, is not always the other's burden.
            foreach (var cluster in round % 2 == 0 ? both : both.Reverse()) turns[cluster].Add(await Take(cluster, () => work(cluster, round)));
        }

        await Pace.Idle(LedgerCounts.Late);
        foreach (var cluster in both) Print($"{load}, {Name(cluster)}", cluster, turns[cluster], await LedgerCounts.Read(cluster.Database) - counts[cluster]);
        Compare(turns[both[0]], turns[both[1]]);
    }

    private static async Task<Turn> Take(Cluster cluster, Func<Task<List<JobCaller>>> work)
    {
        var server = await CpuTime.Of(cluster.Database);
        var (silos, postgres, log, started) = (cluster.CpuSeconds, server.ServerSeconds(), await LogBytes(cluster), Stopwatch.GetTimestamp());
        var commands = (await work()).Sum(c => c.Times.Count);
        return new Turn(
            commands, Stopwatch.GetElapsedTime(started).TotalSeconds, cluster.CpuSeconds - silos, server.ServerSeconds() - postgres, await LogBytes(cluster) - log);
    }

    private static async Task<double> LogBytes(Cluster cluster) => (await LedgerCounts.Read(cluster.Database)).LogBytes;

    /// <summary>
    /// Turn by turn, by the clock and by processor time: beside other work two processes are given more of the machine than
    /// one, so only on a quiet one do both say the same.
    /// </summary>
    private static void Compare(List<Turn> one, List<Turn> two)
    {
        Report.Row("  processor time of all for one command, one silo to two", [.. one.Zip(two, (a, b) => a.Cpu / b.Cpu)], "x");
        Report.Row("  commands a second, two silos to one", [.. one.Zip(two, (a, b) => b.PerSecond / a.PerSecond)], "x");
        Report.Ratio(Report.Median(one.Zip(two, (a, b) => b.PerSecond / a.PerSecond)), ">= 0.85 x");
    }

    private static void Print(string name, Cluster cluster, List<Turn> turns, LedgerCounts ledger)
    {
        void Row(string what, Func<Turn, double> value, string unit) => Report.Row($"{name}: {what}", [.. turns.Select(value)], unit);
        var commands = turns.Sum(t => t.Commands);
        Row("commands", t => t.PerSecond, "a second");
        Row("CPU of all silos for one command", t => t.SiloCpu * 1000 / t.Commands, "ms");
        Row("CPU of PostgreSQL for one command", t => t.ServerCpu * 1000 / t.Commands, "ms");
        Row("write-ahead log for one command", t => t.LogBytes / 1024 / t.Commands, "KiB");
        Report.Row($"{name}: commits for one command", [ledger.Commits / commands], "");
        Report.Row($"{name}: events for one command", [ledger.Events / commands], "");
        Report.Row($"{name}: outbox messages for one command", [ledger.Messages / commands], "");
        Report.Row($"{name}: transactions for one command, reading ones too", [ledger.Transactions / commands], "");
        Report.Row($"{name}: resident, each silo", cluster.Megabytes, "MB");
    }

    private static string Name(Cluster cluster) => cluster.Clients.Count == 1 ? "1 silo" : $"{cluster.Clients.Count} silos";

    private sealed record Turn(int Commands, double Seconds, double SiloCpu, double ServerCpu, double LogBytes)
    {
        public double PerSecond => Commands / Seconds;

        public double Cpu => (SiloCpu + ServerCpu) / Commands;
    }
}
