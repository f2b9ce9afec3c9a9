namespace ReferralSilo.Benchmarks;

/// <summary>Time until a program with existing data is ready for requests, and its memory when idle.</summary>
internal static class StartBenchmark
{
    /// <summary>Time from ready to the memory reading.</summary>
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(30);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "rounds", "engine");
        var rounds = options.Number("rounds", 5);
        foreach (var engine in options.Engines()) await Measure(engine, rounds);
    }

    private static async Task Measure(Engine engine, int rounds)
    {
        await using var product = new Product(engine);
        var first = await product.Start();
        await product.Stop();
        List<double> ready = [], cpu = [];
        for (var round = 0; round < rounds; round++)
        {
            if (round > 0) await product.Stop();
            ready.Add((await product.Start()).TotalMilliseconds);
            cpu.Add(product.CpuSeconds * 1000);
        }

        Report.Row($"{engine}: first start, demo data loaded", [first.TotalMilliseconds], "ms");
        Report.Row($"{engine}: cold start until ready, median", ready, "ms");
        Report.Goal("<= 4,000 ms");
        Report.Row($"{engine}: cold start until ready, longest", [ready.Max()], "ms");
        Report.Row($"{engine}: CPU time until ready", cpu, "ms");
        var before = product.CpuSeconds;
        await Pace.Wait(IdleFor);
        Report.Row($"{engine}: resident, {IdleFor.TotalSeconds:0} s after ready, idle", [product.Megabytes], "MB");
        Report.Goal("<= 250 MB");
        Report.Row($"{engine}: CPU while idle", [(product.CpuSeconds - before) / IdleFor.TotalSeconds * 100],
            "% of one");
        Console.WriteLine();
    }
}
