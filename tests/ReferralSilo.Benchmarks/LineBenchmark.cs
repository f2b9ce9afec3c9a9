namespace ReferralSilo.Benchmarks;

/// <summary>
/// One service line with very many open referrals against one with a few, each in its own program with the same
/// clinicians. They alternate in turns, and the one without a turn is stopped, because the speed of the machine
/// changes. What a turn creates is closed after it.
/// </summary>
internal static class LineBenchmark
{
    private const int Rate = 20;

    /// <summary>Starts of each program, to measure the activation of its line.</summary>
    private const int Starts = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Time for a continued program to catch up with what it missed.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "referrals", "few", "subs", "seconds", "conc", "rounds", "engine");
        var (callers, subscribers) = (options.Number("conc", 32), options.Number("subs", 20));
        var (time, rounds) = (options.Seconds(5), options.Number("rounds", 5));
        var engine = options.Engine(Engine.Sqlite);
        await using var few = await LineContender.Start(engine, options.Number("few", 300), callers);
        await using var many = await LineContender.Start(engine, options.Number("referrals", 100_000), callers);
        LineContender[] both = [few, many];
        Console.WriteLine($"{engine}, {callers} callers, {subscribers} subscribers, {rounds} pairs\n");
        foreach (var contender in both)
        {
            for (var start = 0; start < Starts; start++) await contender.Restart();
            await contender.Turn(subscribers, Rate, callers, WarmUp);
            contender.Forget();
            await contender.Freeze(true);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in round % 2 == 0 ? both : [many, few])
            {
                await contender.Freeze(false);
                await Pace.Wait(Settle);
                await contender.Turn(subscribers, Rate, callers, time);
                await contender.Freeze(true);
            }
        }

        await Print(few, many);
    }

    private static async Task Print(LineContender few, LineContender many)
    {
        Compare("creates", few.CreatesPerSecond, many.CreatesPerSecond, "a second", ">= 0.9 x");
        Compare($"push p99 at {Rate} creates a second", few.PushP99, many.PushP99, "ms", "<= 2 x");
        Each("pushes lost", c => [c.Lost], "");
        Each("activation, from the first watch to its first frame", c => c.Activations, "s");
        Report.Goal("<= 3 s");
        Each("first frame as JSON", c => c.FirstFrames, "KB");
        Report.Goal("<= 150 KB");
        Each("resident after the start and the activation", c => c.MegabytesAtStart, "MB");
        Each("resident after the first creates at full load", c => [c.MegabytesAtLoad ?? 0], "MB");
        Report.Goal("<= 600 MB");
        Each("resident after all turns, with what they closed", c => [c.Megabytes], "MB");
        foreach (var contender in (LineContender[])[few, many])
        {
            await contender.Freeze(false);
            Report.Row($"open referrals in the end, {contender.Name}", [await contender.Count()], "");
        }

        void Compare(string what, List<double> fewer, List<double> ours, string unit, string goal)
        {
            Report.Row($"{what}, {few.Name}", fewer, unit);
            Report.Row($"{what}, {many.Name}", ours, unit);
            Report.Ratio(Report.Median(fewer.Zip(ours, (f, m) => m / f)), goal);
        }

        void Each(string what, Func<LineContender, IReadOnlyCollection<double>> figure, string unit)
        {
            foreach (var contender in (LineContender[])[few, many])
                Report.Row($"{what}, {contender.Name}", figure(contender), unit);
        }
    }
}
