using System.Globalization;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// The verb <c>client</c>: a process of callers and screens, told what to do by lines on its input: <c>go</c> (callers
/// begin), <c>rest</c> (they finish what they began and settle what nobody told them), <c>screens FILE</c> (says when
/// its screens show what the file says), end of input (it ends). It says <c>count N N</c> (calls, commands) all along.
/// </summary>
internal static class ClientProgram
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromMilliseconds(250);

    public static async Task<int> Run(string plan)
    {
        var load = LoadPlan.Read(plan);
        using var history = new HistoryWriter(load.History);
        using var calls = new Calls(history, load.Silos, load.Token, load.FirstCall);
        using var end = new CancellationTokenSource();
        var screens = Screens(load, history);
        var running = screens.Select(s => s.Run(end.Token)).Append(Count(calls, end.Token)).ToArray();
        var pool = new Pool();
        var (rest, callers) = (new CancellationTokenSource(), Task.CompletedTask);
        for (var round = 0; await Console.In.ReadLineAsync() is { } order; round++)
        {
            switch (order.Split(' '))
            {
                case ["go"]:
                    rest = new CancellationTokenSource();
                    callers = Go(load, calls, pool, round, rest.Token);
                    break;
                case ["rest"]:
                    await rest.CancelAsync();
                    await callers;
                    Say("resting " + await Settle.All(load, calls, pool));
                    break;
                case ["screens", var file]:
                    Say(await Convergence.Of(screens, file));
                    break;
            }
        }

        await rest.CancelAsync();
        await callers;
        await end.CancelAsync();
        await Task.WhenAll(running);
        return 0;
    }

    private static Task Go(LoadPlan load, Calls calls, Pool pool, int round, CancellationToken rest)
    {
        var silos = new SiloChoice([.. load.Silos.Select(s => s.Name)]);
        return Task.WhenAll(Enumerable.Range(0, load.Callers).Select(n => Task.Run(
            () => new Caller($"{load.Name}-{round}-{n}", HashCode(load.Seed, round, n), calls, silos, pool, load.Lines)
                .Run(rest), CancellationToken.None)));
    }

    /// <summary>Each board on two silos; which ones, its place says.</summary>
    private static IReadOnlyList<Screen> Screens(LoadPlan load, HistoryWriter history) =>
    [
        .. load.Boards.SelectMany((board, i) => Enumerable.Range(0, 2)
            .Select(copy =>
                new Screen($"{load.Name}-{board}-{copy}", board, history, load.Silos, i + copy, load.Token))),
    ];

    /// <summary>The same number for the same seed in every process, unlike the framework's.</summary>
    private static int HashCode(int seed, int round, int caller) => unchecked((seed * 31 + round) * 1_009 + caller);

    private static async Task Count(Calls calls, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"count {calls.Answered} {calls.Commands}"));
            await Task.Delay(CountEvery, CancellationToken.None);
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
