using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Npgsql;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Injecting;
using ReferralSilo.Faults.Load;
using ReferralSilo.Faults.Places;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Running;

/// <summary>What came of a run.</summary>
/// <param name="Options">Of the run.</param>
/// <param name="Calls">Calls of clients that were answered one way or the other.</param>
/// <param name="Commands">Those of them that ordered something.</param>
/// <param name="Violations">What did not hold.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Folder">Where its history lies.</param>
internal sealed record RunResult(RunOptions Options, int Calls, int Commands, IReadOnlyList<Violation> Violations,
    IReadOnlyList<Figure> Figures, string Folder)
{
    public override string ToString() => string.Join('\n',
    [
        $"seed {Options.Seed}: {Calls} calls, {Commands} commands, {Violations.Count} violations; history in {Folder}",
        .. Figures.Select(f => $"  {f.What}: {f.Value}"), .. Violations.Take(20)
            .Select(v => $"  {v.Invariant}: {v.Text}"),
    ]);
}

/// <summary>One run from the empty database to the verdict.</summary>
internal sealed class Run : IAsyncDisposable
{
    /// <summary>After the load has ended nothing is owed to anybody within this (quality.md).</summary>
    private static readonly TimeSpan Rests = TimeSpan.FromSeconds(30);

    /// <summary>From the last offer of the load to the end of its holds, 80 s at most, and what a late clock may
    /// take.</summary>
    private static readonly TimeSpan LastHold = TimeSpan.FromSeconds(115);

    /// <summary>A clock counts as not rung when it was due so long ago.</summary>
    private static readonly Duration ClockLate = Duration.FromSeconds(2);

    /// <summary>The store is read so often, seconds.</summary>
    private const int LookEvery = 5;

    /// <summary>Referrals with screens of their own.</summary>
    private const int WatchedReferrals = 2;

    /// <summary>Silos that the others take for alive.</summary>
    private const string Members = "select count(*) from orleansmembershiptable where status = 3";

    /// <summary>How long a part of the load may take at most.</summary>
    private static readonly TimeSpan LoadWithin = TimeSpan.FromMinutes(30);

    private readonly RunOptions _options;
    private readonly string _folder;
    private readonly HistoryWriter _history;
    private readonly List<LoadProcess> _clients = [];
    private readonly List<Violation> _broken = [];
    private readonly List<Figure> _figures = [];
    private readonly List<IAsyncDisposable> _untilTheEnd = [];
    private IReadOnlyList<string> _boards = [];
    private Cluster? _cluster;
    private Calls? _calls;

    private Run(RunOptions options)
    {
        _options = options;
        _folder = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture,
            $"{(options.Faults.Count == 1 ? options.Faults[0].Name : "several")}-{options.Seed}-{DateTime.UtcNow:HHmmss}"));
        Directory.CreateDirectory(_folder);
        _history = new HistoryWriter(Path.Combine(_folder, "harness.jsonl"));
    }

    /// <summary>Runs it. What it finds broken is in the result; an exception means that the harness could not go
    /// on.</summary>
    public static async Task<RunResult> Of(RunOptions options, Action<string>? say = null)
    {
        await using var run = new Run(options);
        return await run.Go(say ?? (_ => { }));
    }

    private int Answered => _clients.Sum(c => c.Calls) + (_calls?.Answered ?? 0);

    private int Commands => _clients.Sum(c => c.Commands) + (_calls?.Commands ?? 0);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        if (_cluster is not null)
        {
            for (var n =
                0; n < _cluster.Silos.Count; n++) await File.WriteAllTextAsync(
                Path.Combine(_folder, Cluster.Name(n) + ".log"), _cluster.Silos[n].Output);
            await _cluster.DisposeAsync();
        }

        _calls?.Dispose();
        _history.Dispose();
    }

    private async Task<RunResult> Go(Action<string> say)
    {
        _history.Write(
            new RunBegan(Stopwatch.GetTimestamp(), Stopwatch.Frequency, _options.Seed,
            SystemClock.Instance.GetCurrentInstant()));
        _cluster = await Cluster.Start(_options.Silos, _options.Faults.Any(f => f.Cuts) ? Network.Namespaces()
            : Network.Loopback(), _history, _options.Program,
            _options.Faults.Any(f => f.FillsDisk) ? new SmallDisk() : null, _options.Faults.Any(f => f.MovesClocks)
                ? new MovableClocks() : null);
        say($"{_options.Silos} silos are ready");
        _calls = new Calls(_history, _cluster.Addresses, _cluster.Token, 0);
        using var probe = new Probe(_calls, Cluster.Lines[0]);
        await probe.Prepare(_options.Seed);
        _boards = ExpectedScreens.Boards(Cluster.Lines, probe.Referrals.Take(WatchedReferrals));
        await using var store = await StoreReader.Open(_cluster.ConnectionString);
        using var over = new CancellationTokenSource();
        var looking = Look(store, over.Token);
        StartClients();
        await Eventually.Is("screens are up and the load goes on", () => Answered > 50, TimeSpan.FromSeconds(60));
        var (before, asked, ordered) = (await Costs.Read(_cluster), Answered, Commands);
        try
        {
            for (var i = 0; i < _options.Faults.Count; i++) await Part(i, probe, say);
            await Rest(store);
        }
        finally
        {
            await over.CancelAsync();
            await looking;
        }

        // What restarts counts anew: only an undisturbed run tells what a command costs.
        if (_options.Faults is [{ Breaks: false }]) _figures.AddRange((await Costs.Read(_cluster))
            .Since(before, Commands - ordered, Answered - asked));
        _history.Write([.. await store.Final()]);
        foreach (var going in _untilTheEnd) await going.DisposeAsync();
        foreach (var client in _clients) await client.End();
        _history.Dispose();
        say("checking");
        var seen = CheckCommand.Read(_folder);
        var found = Checkers.Check(seen);
        _figures.AddRange(Latencies.Of(seen));
        if (_options.JudgesTimes && Latencies.RungLate(seen) is { } late
            && late > _options.Faults.Max(f => f.RingsWithin))
            _broken.Add(new Violation("I10", $"Clocks rang {late.TotalSeconds:F1} s late in p99."));
        return new RunResult(_options, Answered, Commands, [.. _broken, .. found], _figures, _folder);
    }

    /// <summary>A fault in the midst of its share of the load.</summary>
    private async Task Part(int number, Probe probe, Action<string> say)
    {
        var fault = _options.Faults[number];
        var (share, before) = (_options.Operations / _options.Faults.Count, Answered);
        await Eventually.Is($"the load goes on before {fault.Name}", () => Answered >= before + share / 4, LoadWithin);
        say($"{fault.Name}: {fault.Says}");
        var scene = new FaultScene(fault.Name, _cluster!, _history, probe, new Random(_options.Seed + number));
        try
        {
            await fault.Happens(scene);
        }
        catch (TimeoutException late)
        {
            _broken.Add(new Violation("recovery", late.Message));
        }

        _untilTheEnd.AddRange(scene.UntilTheEnd);
        _figures.AddRange(scene.Figures);
        _broken.AddRange(scene.Violations);
        if (_options.JudgesTimes && scene.Recovered > fault.RecoversWithin)
            _broken.Add(new Violation("recovery",
                $"Writes to every probed referral worked again after {scene.Recovered.Value.TotalSeconds:F1} s "
                + $"instead of {fault.RecoversWithin.Value.TotalSeconds:F0}."));
        foreach (var figure in scene.Figures) say($"  {figure.What}: {figure.Value}");
        await StartWhatEnded(fault, scene);
        var after = Answered;
        await Eventually.Is($"the load goes on after {fault.Name}", () =>
            Answered >= Math.Max(before + share, after + share / 4), LoadWithin);
    }

    /// <summary>
    /// A silo that was voted out while it was frozen or cut off ends itself, some seconds after it is back; what runs
    /// it starts it again. Over when every silo is a member: one that does not know yet that it is none still says
    /// "ready".
    /// </summary>
    private async Task StartWhatEnded(Injecting.Fault fault, FaultScene scene)
    {
        await Holds("recovery", "every silo is a member after all is healed", async () =>
        {
            for (var silo = 0; silo < _cluster!.Silos.Count; silo++)
            {
                if (!_cluster.Silos[silo].HasEnded) continue;
                if (!fault.VotesOut) _broken.Add(
                    new Violation("recovery", $"{Cluster.Name(silo)} ended by itself during {fault.Name}."));
                await _cluster.Begin(silo);
            }

            return await scene.Count(Members) == _cluster.Silos.Count;
        }, FaultScene.Recovers);
        for (var silo = 0; silo < _cluster!.Silos.Count; silo++)
        {
            using var client = _cluster.Client(silo, TimeSpan.FromSeconds(5));
            await Holds("recovery", $"{Cluster.Name(silo)} is ready after all is healed", () =>
                IsReady(client), FaultScene.Recovers);
        }
    }

    private async Task Rest(StoreReader store)
    {
        var unsettled = await Task.WhenAll(_clients.Select(c => c.Rest()));
        if (unsettled.Sum() is > 0 and var count) _broken.Add(
            new Violation("I3", $"{count} unknown outcomes could not be settled within {LoadLimits.Answerable}"));
        if (_options.UntilHoldsEnd)
            await Holds("I10", "every offer of the load has ended", async () =>
                await store.Count("offered", Cluster.Lines) == 0, LastHold);
        var pending = (Outbox: 0L, Clocks: 0L);
        await Holds("recovery", "every outbox is empty", async () =>
            (pending = await store.Pending(ClockLate)).Outbox == 0, Rests);
        await Holds("I10", "every clock that is due has rung", async () =>
            (pending = await store.Pending(ClockLate)).Clocks == 0, Rests);
        await Converges(store, Path.Combine(_folder, "expected-screens.json"));
    }

    private async Task Converges(StoreReader store, string file)
    {
        await ExpectedScreens.Write(store, _boards, file);
        using var over = new CancellationTokenSource();
        var expecting = ExpectedScreens.Keep(store, _boards, file, over.Token);
        foreach (var said in await Task.WhenAll(_clients.Select(c => c.Screens(file))))
        {
            if (said is not null) _broken.Add(new Violation("I8", said));
        }

        await over.CancelAsync();
        await expecting;
    }

    private async Task Holds(string invariant, string fact, Func<Task<bool>> holds, TimeSpan deadline)
    {
        try
        {
            await Eventually.Is(fact, holds, deadline);
        }
        catch (TimeoutException late)
        {
            _broken.Add(new Violation(invariant, late.Message));
        }
    }

    /// <summary>Reads the store and the clock on the wall now and then; nothing while the database is away.</summary>
    private async Task Look(StoreReader store, CancellationToken over)
    {
        for (var second = 0; !over.IsCancellationRequested; second++)
        {
            _history.Write(new WallSeen(Stopwatch.GetTimestamp(), SystemClock.Instance.GetCurrentInstant()));
            try
            {
                if (second % LookEvery == 0) _history.Write([.. await store.Sample(CancellationToken.None)]);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // The fault; the next look may succeed.
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
                    _boards, _cluster.Token,
                Path.Combine(_folder, $"client{n}.jsonl"), (n + 1) * 100_000_000L)));
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
