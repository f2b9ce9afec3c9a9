using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Benchmarks;

/// <summary>The whole job: callers in parallel move referrals from received to closed over HTTP.</summary>
internal static class JobBenchmark
{
    /// <summary>Number of closed referrals whose events are counted.</summary>
    private const int Counted = 50;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "seconds", "conc", "engine");
        var (time, callers) = (options.Seconds(10), options.Number("conc", 32));
        foreach (var engine in options.Engines()) await Measure(engine, time, callers);
    }

    private static async Task Measure(Engine engine, TimeSpan time, int callers)
    {
        await using var product = await Product.StartNew(engine);
        using var http = await product.Client();
        await JobData.CreateLines(http, turns: 1, JobData.Lines(callers));
        await Work([http], WarmUp, callers, turn: 0);
        var server = product.Database is { } database ? await CpuTime.Of(database) : null;
        var (cpu, serverCpu, started) = (product.CpuSeconds, server?.ServerSeconds(), Stopwatch.GetTimestamp());
        var all = await Work([http], time, callers, turn: 1);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var times = all.SelectMany(c => c.Times).ToList();
        Report.Row($"{engine}: {callers} callers, all commands", [times.Count / seconds], "a second");
        Report.Row($"{engine}: referrals received to closed", [all.Sum(c => c.Closed.Count) / seconds], "a second");
        Report.Row($"{engine}: slots another caller took first", [all.Sum(c => c.SlotsTaken)], "");
        Report.Row($"{engine}: CPU of the product for one command", [(product.CpuSeconds - cpu) * 1000 / times.Count],
            "ms");
        if (server is not null) Report.Row($"{engine}: CPU of PostgreSQL for one command",
            [(server.ServerSeconds() - serverCpu!.Value) * 1000 / times.Count], "ms");
        await CountEvents(engine, http, all);
        foreach (var command in times.GroupBy(t => t.Command))
            Report.Latency($"{engine}: {command.Key}", [.. command.Select(t => t.Milliseconds)]);
        Console.WriteLine();
    }

    /// <summary>Runs the callers in parallel.</summary>
    /// <param name="clients">One per silo.</param>
    /// <param name="time">How long callers start new referrals.</param>
    /// <param name="callers">Number of callers.</param>
    /// <param name="turn">See <see cref="JobData.NumbersPerTurn"/>; callers of a turn keep their names.</param>
    /// <param name="work">What each caller does; the whole job when null.</param>
    /// <param name="route">Chooses the silo of each request.</param>
    /// <param name="answered">Counts the answers.</param>
    internal static async Task<List<JobCaller>> Work(
        IReadOnlyList<HttpClient> clients, TimeSpan time, int callers, int turn,
            Func<JobCaller, Func<bool>, Task>? work = null, Route route = Route.ByReferral,
        AnswerCounter? answered = null)
    {
        answered ??= new();
        var all = Enumerable.Range(turn * JobData.NumbersPerTurn, callers)
            .Select(number => new JobCaller(clients, number, route, JobData.Lines(callers), answered)).ToList();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            all.Select(caller =>
            Task.Run(() =>
            (work ?? ((c, keepGoing) => c.Work(keepGoing)))(caller, () => Stopwatch.GetElapsedTime(started) < time))));
        return all;
    }

    /// <summary>Counts events by the history, and commits by the distinct times in it.</summary>
    private static async Task CountEvents(Engine engine, HttpClient http, IEnumerable<JobCaller> callers)
    {
        List<double> events = [], moments = [];
        foreach (var id in callers.SelectMany(c => c.Closed).Take(Counted))
        {
            var page = (await http.GetFromJsonAsync<JsonObject>($"/api/referrals/{id}/history"))!;
            var history = page["items"]!.AsArray();
            events.Add(history.Count);
            moments.Add(history.Select(e => (string)e!["at"]!).Distinct().Count());
        }

        Report.Row($"{engine}: events of one referral", [Report.Median(events)], "");
        Report.Row($"{engine}: commits of one referral, by distinct times", [Report.Median(moments)], "");
    }
}
