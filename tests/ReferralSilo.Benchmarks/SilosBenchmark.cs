namespace ReferralSilo.Benchmarks;

/// <summary>
/// What a second silo costs, or gains: the same load on one silo, on two, and on two programs that know nothing of each
/// other, each with a database of its own and half of the callers. All are loaded by turns of seconds, for a machine
/// that is a fifth faster a minute later would be measured otherwise; who has no turn stands still, its PostgreSQL
/// server too, for idle silos and the cleaning of their tables take of the machine what the one under load would have,
/// and one silo leaves more of it free. With no more processors than one silo has, two cannot do more; what two
/// programs apart do less is the price of a second process, and what two silos do less than those is the price of a
/// cluster.
/// </summary>
internal static class SilosBenchmark
{
    /// <summary>Of the whole job, for each silo: every one compiles all that it runs, and hears only its share of the
    /// commands.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(90);

    /// <summary>For one that stood still: it looks for what it missed.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Until all callers are at work, each at something else.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(0.5);

    /// <summary>From the end of what is measured on; who is in the middle of a referral ends it after that.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(0.3);

    /// <summary>Of creates, which are part of the job.</summary>
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
        await using var one = await Contender.Started("1 silo", 1);
        await using var two = await Contender.Started("2 silos", 2);
        await using var apart = await Contender.Started("2 apart", 1, 1);
        Contender[] all = [one, two, apart];
        foreach (var contender in all)
        {
            await contender.Each(cluster => JobProgram.Open(cluster.Clients[0], rounds, JobProgram.Lines(callers)));
            foreach (var (_, route) in Routes) await contender.Work(WarmUp / Routes.Length * contender.Silos, callers,
                turn: 0, route: route);
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
        foreach (var contender in all) await Alone(contender, () =>
            contender.Work(CreateWarmUp, callers, turn: 0, Create));
        await Load("create, withdraw and close", all, rounds, time / 2, new Work(
            "create", (contender, round, whole, answered) =>
                contender.Work(whole, callers, round + 1, Create, answered: answered)));
    }

    private static Task Create(JobCaller caller, Func<bool> goOn) => caller.Create(goOn);

    private static async Task PrintIdle(Contender[] all)
    {
        foreach (var contender in all)
        {
            await contender.Freeze(false);
            await Pace.Idle(LedgerCounts.Late);
            var server = await contender.Server();
            var (silos, postgres) = (contender.CpuSeconds, server.ServerSeconds());
            await Pace.Idle(Idle);
            Report.Row($"idle, {contender.Name}: CPU of each",
                [(contender.CpuSeconds - silos) / Idle.TotalSeconds / contender.Silos * 100], "% of one");
            Report.Row($"idle, {contender.Name}: CPU of PostgreSQL",
                [(server.ServerSeconds() - postgres) / Idle.TotalSeconds * 100], "% of one");
            Report.Row($"idle, {contender.Name}: resident, each", contender.Megabytes, "MB");
            await contender.Freeze(true);
        }

        Console.WriteLine();
    }

    /// <summary>Works by turns, too: measured one after the other, two silos did better at the second, whichever it
    /// was.</summary>
    private static async Task Load(string commands, Contender[] all, int rounds, TimeSpan time, params Work[] works)
    {
        var turns = works.ToDictionary(w => w, _ => all.ToDictionary(c => c, _ => new List<Turn>()));
        var counts = await Counts(all);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var work in Shifted(works, round))
            {
                // Each comes first now and then: what the first leaves to be done, a vacuum above all, is not always
                // the same one's burden.
                foreach (var contender in Shifted(all, round)) turns[work][contender]
                    .Add(await Alone(contender, () =>
                    Take(contender, time, (whole, answered) => work.Do(contender, round, whole, answered))));
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
        await Pace.Idle(LedgerCounts.Late);
        var counts = new Dictionary<Contender, LedgerCounts>();
        foreach (var contender in all)
        {
            counts[contender] = await contender.Counts();
            await contender.Freeze(true);
        }

        return counts;
    }

    private static IEnumerable<T> Shifted<T>(T[] all, int by) =>
        all.Skip(by % all.Length).Concat(all.Take(by % all.Length));

    private static Task Alone(Contender contender, Func<Task> work) => Alone(contender, async () =>
    {
        await work();
        return true;
    });

    private static async Task<T> Alone<T>(Contender contender, Func<Task<T>> work)
    {
        await contender.Freeze(false);
        await Pace.Idle(Settle);
        var done = await work();
        await contender.Freeze(true);
        return done;
    }

    private static async Task<Turn> Take(Contender contender, TimeSpan time, Func<TimeSpan, Answered, Task> work)
    {
        var server = await contender.Server();
        var answered = new Answered();
        var load = work(Lead + time + Tail, answered);
        await Pace.Idle(Lead);
        var before = await Moment.Now(contender, server, answered);
        await Pace.Idle(time);
        var during = await Moment.Now(contender, server, answered) - before;
        await load;
        return new Turn(during, answered.Count);
    }

    /// <summary>
    /// Turn by turn, by the clock and by processor time: beside other work two processes are given more of the machine
    /// than one, so only on a quiet one do both say the same.
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
        void Row(string what, Func<Moment, double> value, string unit) =>
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

    /// <summary>What is measured.</summary>
    /// <param name="Name">In the report.</param>
    /// <param name="Do">One turn of a contender: how long, in which round, and who counts.</param>
    private sealed record Work(string Name, Func<Contender, int, TimeSpan, Answered, Task> Do);

    /// <param name="During">While all callers were at work.</param>
    /// <param name="Commands">Answered before and after, too.</param>
    private sealed record Turn(Moment During, int Commands);
}
