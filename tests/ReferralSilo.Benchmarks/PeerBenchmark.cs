using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// Alternates the product and a conventional program without actors under the same load. The load leaves its urgent
/// referrals untaken: beyond a thousand of them the product sends a count instead of their rows, so at full load its
/// pushes are fewer and its creates cost less.
/// </summary>
internal static class PeerBenchmark
{
    private const int Rate = 20;
    private const int Callers = 32;

    /// <summary>
    /// From this number of subscribers on, the fan-out dominates and the goal is to be faster than the peer.
    /// </summary>
    private const int ManySubscribers = 100;

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "subs", "seconds", "rounds", "engine");
        var (subscribers, rounds, engine) =
            (options.Number("subs", 20), options.Number("rounds", 2), options.Engine(Engine.Postgres));
        using var folder = new TempFolder();
        await Peer.Build(folder.Path);
        var load = new PushLoad(folder.Path, subscribers, options.Seconds(10), Rate, Callers);
        await using var product = await Product.StartNew(engine);
        await using var peer = await Peer.Start(folder.Path);
        List<PushFigures> theirs = [], ours = [];
        for (var round = 0; round < rounds; round++)
        {
            theirs.Add(await load.Run("conv", peer.Address, () => peer.CpuSeconds));
            ours.Add(await load.Run("silo", product.Address, () => product.CpuSeconds));
        }

        Console.WriteLine($"{subscribers} subscribers, product on {engine}, {rounds} rounds by turns\n");
        Compare($"push p50 at {Rate} creates a second", f => f.P50, "ms", null);
        Compare($"push p99 at {Rate} creates a second", f => f.P99, "ms", "goal <= 2.0");
        Compare($"creates, {Callers} callers", f =>
            f.CreatesPerSecond, "a second", subscribers >= ManySubscribers ? "goal >= 1.2" : "goal >= 0.7");
        Compare($"push p99, {Callers} callers", f => f.BusyP99, "ms", null);
        Compare("CPU of the process for 1,000 creates", f => f.CpuPerThousand, "s", null);
        Report.Row("pushes lost (below 0: late ones of the warm-up), peer", [.. theirs.Select(f => f.Lost)], "");
        Report.Row("pushes lost or counted (below 0: late ones of the warm-up), product", [.. ours.Select(f => f.Lost)],
            "");
        Report.Row("creates failed, peer", [.. theirs.Select(f => f.Bad)], "");
        Report.Row("creates failed, product", [.. ours.Select(f => f.Bad)], "");

        void Compare(string what, Func<PushFigures, double> figure, string unit, string? goal)
        {
            var (peers, products) = (theirs.ConvertAll(f => figure(f)), ours.ConvertAll(f => figure(f)));
            Report.Row($"{what}, peer", peers, unit);
            Report.Row($"{what}, product", products, unit);
            Report.Ratio(Report.Median(products) / Report.Median(peers), goal ?? "");
        }
    }
}
