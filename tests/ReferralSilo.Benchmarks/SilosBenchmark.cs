namespace ReferralSilo.Benchmarks;

/// <summary>
/// The cost or gain of a second silo: the same load on one silo, on two silos, and on two separate programs, each with
/// its own database and half of the callers. The contenders alternate in turns of seconds, because the speed of the
/// machine may change by a fifth within a minute. Between its turns a contender is stopped with its PostgreSQL server,
/// because idle silos and vacuum take processor time. With no more processors than one silo has, two silos cannot do
/// more. The loss of two separate programs is the price of a second process; the further loss of two silos is the price
/// of a cluster.
/// </summary>
internal static class SilosBenchmark
{
    /// <summary>
    /// Per silo, with the whole job: each silo compiles all code and receives only its share of the commands.
    /// </summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(90);

    /// <summary>Time for a continued contender to catch up with what it missed.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Time until all callers are running, each at a different step.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(0.5);

    /// <summary>Time after the measurement; a caller in the middle of a referral still finishes it.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(0.3);

    /// <summary>Warm-up with creates, which are part of the job as well.</summary>
    private static readonly TimeSpan CreateWarmUp = TimeSpan.FromSeconds(3);

    private static readonly (string Name, Route Route)[] Routes =
        [("job, a silo for each referral", Route.ByReferral), ("job, silos in turn", Route.InTurn),
            ("job, a silo for each caller", Route.ByCaller)];

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(12);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "seconds", "conc", "rounds", "work");
        var (time, callers, rounds) = (options.Seconds(3), options.Number("conc", 128), options.Number("rounds", 10));
        var work = options.Choice("work", "job", "create");
        await using var one = await Contender.StartNew("1 silo", 1);
        await using var two = await Contender.StartNew("2 silos", 2);
        await using var apart = await Contender.StartNew("2 apart", 1, 1);
        Contender[] all = [one, two, apart];
        foreach (var contender in all)
        {
            await contender.ForEachCluster(cluster =>
                JobData.CreateLines(cluster.Clients[0], rounds, JobData.Lines(callers)));
            foreach (var (_, route) in Routes)
                await contender.Work(WarmUp / Routes.Length * contender.Silos, callers, turn: 0, route: route);
            await contender.Freeze(true);
        }

        await PrintIdle(all);
        if (work is null or "job")
        {
            await Load("job", all, rounds, time, [.. Routes.Select(way => new Work(
                way.Name, (contender, round, whole, answered) =>
                    contender.Work(whole, callers, round + 1, route: way.Route, answered: answered)))]);
        }

        if (work == "job") return;
        foreach (var contender in all)
            await RunAlone(contender, () => contender.Work(CreateWarmUp, callers, turn: 0, Create));
        await Load("create, withdraw and close", all, rounds, time / 2, new Work(
            "create", (contender, round, whole, answered) =>
                contender.Work(whole, callers, round + 1, Create, answered: answered)));
    }

    private static Task Create(JobCaller caller, Func<bool> keepGoing) => caller.Create(keepGoing);

    private static async Task PrintIdle(Contender[] all)
    {
        foreach (var contender in all)
        {
            await contender.Freeze(false);
            await Pace.Wait(LedgerCounts.ReportDelay);
            var server = await contender.Server();
            var (silos, postgres) = (contender.CpuSeconds, server.ServerSeconds());
            await Pace.Wait(Idle);
            Report.Row($"idle, {contender.Name}: CPU of each",
                [(contender.CpuSeconds - silos) / Idle.TotalSeconds / contender.Silos * 100], "% of one");
            Report.Row($"idle, {contender.Name}: CPU of PostgreSQL",
                [(server.ServerSeconds() - postgres) / Idle.TotalSeconds * 100], "% of one");
            Report.Row($"idle, {contender.Name}: resident, each", contender.Megabytes, "MB");
            await contender.Freeze(true);
        }

        Console.WriteLine();
    }

    /// <summary>
    /// The kinds of work alternate too: measured one after the other, the second was always better for two silos.
    /// </summary>
    private static async Task Load(string commands, Contender[] all, int rounds, TimeSpan time, params Work[] works)
    {
        var turns = works.ToDictionary(w => w, _ => all.ToDictionary(c => c, _ => new List<Turn>()));
        var counts = await Counts(all);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var work in Rotated(works, round))
            {
                // The order rotates, because the first contender leaves work to the machine, above all a vacuum.
                foreach (var contender in Rotated(all, round))
                    turns[work][contender].Add(await RunAlone(contender, () =>
                        Measure(contender, time, (whole, answered) => work.Run(contender, round, whole, answered))));
            }
        }

        var after = await Counts(all);
        foreach (var work in works)
        {
            foreach (var contender in all) Print($"{work.Name}, {contender.Name}", contender, turns[work][contender]);
            Compare(turns[work], all[0], all[1], ">= 0.85 x");
            Compare(turns[work], all[0], all[2], "");
            Compare(turns[work], all[2], all[1], "");
        }

        foreach (var contender in all)
            Print($"{commands}, {contender.Name}", after[contender] - counts[contender],
                works.Sum(w => turns[w][contender].Sum(t => t.Commands)));
        Console.WriteLine();
    }

    private static async Task<Dictionary<Contender, LedgerCounts>> Counts(Contender[] all)
    {
        foreach (var contender in all) await contender.Freeze(false);
        await Pace.Wait(LedgerCounts.ReportDelay);
        var counts = new Dictionary<Contender, LedgerCounts>();
        foreach (var contender in all)
        {
            counts[contender] = await contender.Counts();
            await contender.Freeze(true);
        }

        return counts;
    }

    private static IEnumerable<T> Rotated<T>(T[] all, int by) =>
        all.Skip(by % all.Length).Concat(all.Take(by % all.Length));

    private static Task RunAlone(Contender contender, Func<Task> work) => RunAlone(contender, async () =>
    {
        await work();
        return true;
    });

    private static async Task<T> RunAlone<T>(Contender contender, Func<Task<T>> work)
    {
        await contender.Freeze(false);
        await Pace.Wait(Settle);
        var done = await work();
        await contender.Freeze(true);
        return done;
    }

    private static async Task<Turn> Measure(
        Contender contender, TimeSpan time, Func<TimeSpan, AnswerCounter, Task> work)
    {
        var server = await contender.Server();
        var answered = new AnswerCounter();
        var load = work(Lead + time + Tail, answered);
        await Pace.Wait(Lead);
        var before = await LoadCounters.Read(contender, server, answered);
        await Pace.Wait(time);
        var during = await LoadCounters.Read(contender, server, answered) - before;
        await load;
        return new Turn(during, answered.Count);
    }

    /// <summary>
    /// Compares turn by turn, by elapsed time and by processor time. On a busy machine two processes get a larger share
    /// than one, so both figures agree only on a quiet machine.
    /// </summary>
    private static void Compare(Dictionary<Contender, List<Turn>> turns, Contender first, Contender second, string goal)
    {
        var pairs = turns[first].Zip(turns[second], (f, s) => (First: f.During, Second: s.During)).ToList();
        Report.Row($"  processor time of all for one command, {first.Name} to {second.Name}",
            [.. pairs.Select(p => p.First.CpuPerCommand / p.Second.CpuPerCommand)], "x");
        Report.Row($"  commands a second, {second.Name} to {first.Name}",
            [.. pairs.Select(p => p.Second.PerSecond / p.First.PerSecond)], "x");
        Report.Ratio(Report.Median(pairs.Select(p => p.Second.PerSecond / p.First.PerSecond)), goal);
    }

    private static void Print(string name, Contender contender, List<Turn> turns)
    {
        void Row(string what, Func<LoadCounters, double> value, string unit) =>
            Report.Row($"{name}: {what}", [.. turns.Select(t => value(t.During))], unit);
        Row("commands", t => t.PerSecond, "a second");
        Row("CPU of all silos for one command", t => t.SiloCpu * 1000 / t.Commands, "ms");
        Row("CPU of PostgreSQL for one command", t => t.ServerCpu * 1000 / t.Commands, "ms");
        Row("of the machine unused", t => t.Unused / t.Seconds / Environment.ProcessorCount * 100, "%");
        Row("write-ahead log for one command", t => t.LogBytes / 1024 / t.Commands, "KiB");
        if (contender.Silos > 1)
        {
            Row("bytes between silos for one command", t => t.Traffic.Bytes / t.Commands, "");
            Row("packets between silos for one command", t => t.Traffic.Packets / t.Commands, "");
        }

        Report.Row($"{name}: resident, each silo", contender.Megabytes, "MB");
    }

    private static void Print(string name, LedgerCounts ledger, double count)
    {
        Report.Row($"{name}: commits for one command", [ledger.Commits / count], "");
        Report.Row($"{name}: events for one command", [ledger.Events / count], "");
        Report.Row($"{name}: outbox messages for one command", [ledger.Messages / count], "");
        Report.Row($"{name}: transactions for one command, reading ones too", [ledger.Transactions / count], "");
    }

    /// <summary>One kind of work.</summary>
    /// <param name="Name">Name in the report.</param>
    /// <param name="Run">Runs one turn: contender, round, duration, counter of answers.</param>
    private sealed record Work(string Name, Func<Contender, int, TimeSpan, AnswerCounter, Task> Run);

    /// <param name="During">Difference of counters while all callers were running.</param>
    /// <param name="Commands">All answered commands, including those before and after the measurement.</param>
    private sealed record Turn(LoadCounters During, int Commands);
}
