using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Npgsql;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Injecting;
using ReferralSilo.Faults.Load;
using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Running;

/// <summary>The result of a run.</summary>
/// <param name="Options">Options of the run.</param>
/// <param name="Calls">Number of answered calls of clients.</param>
/// <param name="Commands">Number of commands among them.</param>
/// <param name="Violations">Violated invariants.</param>
/// <param name="Figures">Measured figures.</param>
/// <param name="Folder">Folder of its history.</param>
internal sealed record RunResult(RunOptions Options, int Calls, int Commands, IReadOnlyList<Violation> Violations,
    IReadOnlyList<Figure> Figures, string Folder)
{
    public override string ToString() => string.Join('\n',
    [
        $"seed {Options.Seed}: {Calls} calls, {Commands} commands, {Violations.Count} violations; history in {Folder}",
        .. Figures.Select(f => $"  {f.What}: {f.Value}"),
        .. Violations.Take(20).Select(v => $"  {v.Invariant}: {v.Text}"),
    ]);
}

/// <summary>One run, from the empty database to the result.</summary>
internal sealed class Run : IAsyncDisposable
{
    /// <summary>Limit after the load until no message and no deadline is pending (quality.md).</summary>
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(30);

    /// <summary>
    /// From the last offer of the load to the end of its holds (80 s at most), plus the allowed delay.
    /// </summary>
    private static readonly TimeSpan LastHoldEndsWithin = TimeSpan.FromSeconds(115);

    /// <summary>A deadline that was due this long ago counts as not fired.</summary>
    private static readonly Duration DeadlineLate = Duration.FromSeconds(2);

    /// <summary>Interval between readings of the store, seconds.</summary>
    private const int SampleEvery = 5;

    /// <summary>Number of referrals with their own screens.</summary>
    private const int WatchedReferrals = 2;

    /// <summary>Counts the silos that the cluster considers alive.</summary>
    private const string Members = "select count(*) from orleansmembershiptable where status = 3";

    /// <summary>Longest time for a part of the load.</summary>
    private static readonly TimeSpan LoadWithin = TimeSpan.FromMinutes(30);

    private readonly RunOptions _options;
    private readonly string _folder;
    private readonly HistoryWriter _history;
    private readonly List<LoadProcess> _clients = [];
    private readonly List<Violation> _violations = [];
    private readonly List<Figure> _figures = [];
    private readonly List<IAsyncDisposable> _disposedAtTheEnd = [];
    private IReadOnlyList<string> _boards = [];
    private Cluster? _cluster;
    private Calls? _calls;
    private string _keys = "";

    private Run(RunOptions options)
    {
        _options = options;
        var name = options.Faults.Count == 1 ? options.Faults[0].Name : "several";
        _folder = Path.Combine(options.Folder, string.Create(
            CultureInfo.InvariantCulture, $"{name}-{options.Seed}-{DateTime.UtcNow:HHmmss}"));
        Directory.CreateDirectory(_folder);
        _history = new HistoryWriter(Path.Combine(_folder, "harness.jsonl"));
    }

    /// <summary>Runs it. Violations are in the result; an exception means that the harness itself failed.</summary>
    public static async Task<RunResult> Execute(RunOptions options, Action<string>? log = null)
    {
        await using var run = new Run(options);
        return await run.Go(log ?? (_ => { }));
    }

    private int Answered => _clients.Sum(c => c.Calls) + (_calls?.Answered ?? 0);

    private int Commands => _clients.Sum(c => c.Commands) + (_calls?.Commands ?? 0);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        if (_cluster is not null)
        {
            for (var n = 0; n < _cluster.Silos.Count; n++)
                await File.WriteAllTextAsync(Path.Combine(_folder, Cluster.Name(n) + ".log"), _cluster.Silos[n].Output);
            await _cluster.DisposeAsync();
        }

        _calls?.Dispose();
        _history.Dispose();
    }

    private async Task<RunResult> Go(Action<string> log)
    {
        _history.Write(new RunBegan(
            Stopwatch.GetTimestamp(), Stopwatch.Frequency, _options.Seed, SystemClock.Instance.GetCurrentInstant()));
        _cluster = await Cluster.Start(
            _options.Silos, _options.Faults.Any(f => f.CutsLinks) ? Network.Namespaces() : Network.Loopback(), _history,
            _options.Program, _options.Faults.Any(f => f.FillsDisk) ? new SmallDisk() : null,
            _options.Faults.Any(f => f.MovesClocks) ? new MovableClocks() : null);
        log($"{_options.Silos} silos are ready");
        await using var store = await StoreReader.Open(_cluster.ConnectionString);
        _keys = store.Keys;
        _calls = new Calls(_history, _cluster.Addresses, _cluster.Token, 0, _keys);
        using var probe = new Probe(_calls, Cluster.Lines[0]);
        await probe.Prepare(_options.Seed);
        _boards = ExpectedScreens.Boards(Cluster.Lines, probe.Referrals.Take(WatchedReferrals));
        using var over = new CancellationTokenSource();
        var sampling = SampleStore(store, over.Token);
        StartClients();
        await Eventually.Is("screens are open and the load runs", () => Answered > 50, TimeSpan.FromSeconds(60));
        var (before, asked, ordered) = (await Costs.Read(_cluster), Answered, Commands);
        try
        {
            for (var i = 0; i < _options.Faults.Count; i++) await RunFault(i, probe, log);
            await Settle(store);
        }
        finally
        {
            await over.CancelAsync();
            await sampling;
        }

        // A restarted process resets its counters: only a run without faults can measure the cost of a command.
        if (_options.Faults is [{ Disturbs: false }])
            _figures.AddRange((await Costs.Read(_cluster))
                .PerCommandSince(before, Commands - ordered, Answered - asked));
        _history.Write([.. await store.Final()]);
        foreach (var going in _disposedAtTheEnd) await going.DisposeAsync();
        foreach (var client in _clients) await client.End();
        _history.Dispose();
        log("checking");
        var seen = CheckCommand.Read(_folder);
        var found = Checkers.Check(seen);
        _figures.AddRange(Latencies.Of(seen));
        if (_options.JudgesTimes && Latencies.DeadlineDelayP99(seen) is { } late
            && late > _options.Faults.Max(f => f.DeadlinesWithin))
            _violations.Add(new Violation("I10", $"The p99 of deadline delays was {late.TotalSeconds:F1} s."));
        return new RunResult(_options, Answered, Commands, [.. _violations, .. found], _figures, _folder);
    }

    /// <summary>Runs one fault in the middle of its share of the load.</summary>
    private async Task RunFault(int number, Probe probe, Action<string> log)
    {
        var fault = _options.Faults[number];
        var (share, before) = (_options.Operations / _options.Faults.Count, Answered);
        await Eventually.Is($"the load continues before {fault.Name}",
            () => Answered >= before + share / 4, LoadWithin);
        log($"{fault.Name}: {fault.Description}");
        var context = new FaultContext(fault.Name, _cluster!, _history, probe, new Random(_options.Seed + number));
        try
        {
            await fault.Run(context);
        }
        catch (TimeoutException late)
        {
            _violations.Add(new Violation("recovery", late.Message));
        }

        _disposedAtTheEnd.AddRange(context.DisposedAtTheEnd);
        _figures.AddRange(context.Figures);
        _violations.AddRange(context.Violations);
        if (_options.JudgesTimes && context.Recovered > fault.RecoversWithin)
            _violations.Add(new Violation("recovery",
                $"Writes to every probed referral worked again after {context.Recovered.Value.TotalSeconds:F1} s "
                + $"instead of {fault.RecoversWithin.Value.TotalSeconds:F0}."));
        foreach (var figure in context.Figures) log($"  {figure.What}: {figure.Value}");
        await StartWhatEnded(fault, context);
        var after = Answered;
        await Eventually.Is($"the load continues after {fault.Name}",
            () => Answered >= Math.Max(before + share, after + share / 4), LoadWithin);
    }

    /// <summary>
    /// A silo that was voted out while it was frozen or cut off ends by itself some seconds after it is back; it is
    /// started again, as a service manager would do. Waits until every silo is a member, because a silo that has not
    /// noticed yet still reports ready.
    /// </summary>
    private async Task StartWhatEnded(Injecting.Fault fault, FaultContext context)
    {
        await Expect("recovery", "every silo is a member after all is healed", async () =>
        {
            for (var silo = 0; silo < _cluster!.Silos.Count; silo++)
            {
                if (!_cluster.Silos[silo].HasEnded) continue;
                if (!fault.VotesOut)
                    _violations.Add(new Violation("recovery",
                        $"{Cluster.Name(silo)} ended by itself during {fault.Name}."));
                await _cluster.Begin(silo);
            }

            return await context.Count(Members) == _cluster.Silos.Count;
        }, FaultContext.Recovers);
        for (var silo = 0; silo < _cluster!.Silos.Count; silo++)
        {
            using var client = _cluster.Client(silo, TimeSpan.FromSeconds(5));
            await Expect("recovery", $"{Cluster.Name(silo)} is ready after all is healed", () => IsReady(client),
                FaultContext.Recovers);
        }
    }

    private async Task Settle(StoreReader store)
    {
        var unsettled = await Task.WhenAll(_clients.Select(c => c.Settle()));
        if (unsettled.Sum() is > 0 and var count)
            _violations.Add(new Violation(
                "I3", $"{count} unknown outcomes could not be settled within {LoadLimits.Answerable}"));
        if (_options.UntilHoldsEnd)
            await Expect("I10", "every offer of the load has ended",
                async () => await store.Count("offered", Cluster.Lines) == 0, LastHoldEndsWithin);
        var pending = (Outbox: 0L, Clocks: 0L);
        await Expect("recovery", "every outbox is empty",
            async () => (pending = await store.Pending(DeadlineLate)).Outbox == 0, SettlesWithin);
        await Expect("I10", "every due deadline has fired",
            async () => (pending = await store.Pending(DeadlineLate)).Clocks == 0, SettlesWithin);
        await ExpectScreens(store, Path.Combine(_folder, "expected-screens.json"));
        _violations.AddRange(await ListComparison.Run(_cluster!.ConnectionString));
    }

    private async Task ExpectScreens(StoreReader store, string file)
    {
        await ExpectedScreens.Write(store, _boards, file);
        using var over = new CancellationTokenSource();
        var expecting = ExpectedScreens.Keep(store, _boards, file, over.Token);
        var (within, started) = (_options.JudgesTimes ? LoadLimits.Converged : LoadLimits.ConvergedOnBusyMachine,
            Stopwatch.GetTimestamp());
        var differences = await Task.WhenAll(_clients.Select(c => c.Screens(file, within)));
        _violations.AddRange(differences.OfType<string>().Select(d => new Violation("I8", d)));
        if (differences.All(d => d is null))
            _figures.Add(new("all screens equal the store",
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s after the last message and deadline"));
        await over.CancelAsync();
        await expecting;
    }

    private async Task Expect(string invariant, string condition, Func<Task<bool>> isMet, TimeSpan deadline)
    {
        try
        {
            await Eventually.Is(condition, isMet, deadline);
        }
        catch (TimeoutException late)
        {
            _violations.Add(new Violation(invariant, late.Message));
        }
    }

    /// <summary>
    /// Records the wall clock every second and the store now and then, unless the database is unavailable.
    /// </summary>
    private async Task SampleStore(StoreReader store, CancellationToken over)
    {
        for (var second = 0; !over.IsCancellationRequested; second++)
        {
            _history.Write(new WallClockRead(Stopwatch.GetTimestamp(), SystemClock.Instance.GetCurrentInstant()));
            try
            {
                if (second % SampleEvery == 0) _history.Write([.. await store.Sample(CancellationToken.None)]);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // Caused by the fault; the next reading may succeed.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    private void StartClients()
    {
        for (var n = 0; n < _options.Processes; n++)
        {
            _clients.Add(new LoadProcess(new LoadPlan(
                $"client{n}", unchecked(_options.Seed * 7 + n), _options.Callers, _cluster!.Addresses, Cluster.Lines,
                _boards, _cluster.Token, Path.Combine(_folder, $"client{n}.jsonl"), (n + 1) * 100_000_000L, _keys)));
        }

        foreach (var client in _clients) client.Go();
    }

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
