using System.Globalization;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// The verb <c>client</c>: a process of callers and screens. It reads commands from its input: <c>go</c> starts the
/// callers, <c>settle</c> stops them and settles unknown outcomes, <c>screens FILE SECONDS</c> waits until its screens
/// show the content of the file, end of input ends the process. It prints <c>count N N</c> (calls, commands)
/// continuously.
/// </summary>
internal static class ClientProgram
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromMilliseconds(250);

    public static async Task<int> Run(string plan)
    {
        var load = LoadPlan.Parse(plan);
        using var history = new HistoryWriter(load.History);
        using var calls = new Calls(history, load.Silos, load.Token, load.FirstCall, load.Keys);
        using var end = new CancellationTokenSource();
        var screens = Screens(load, history);
        Task[] running = [.. screens.Select(s => s.Run(end.Token)), Count(calls, end.Token)];
        var shared = new SharedState();
        var (stop, callers) = (new CancellationTokenSource(), Task.CompletedTask);
        for (var round = 0; await Console.In.ReadLineAsync() is { } command; round++)
        {
            switch (command.Split(' '))
            {
                case ["go"]:
                    stop = new CancellationTokenSource();
                    callers = Go(load, calls, shared, round, stop.Token);
                    break;
                case ["settle"]:
                    await stop.CancelAsync();
                    await callers;
                    Print("settled " + await Settle.All(load, calls, shared));
                    break;
                case ["screens", var file, var seconds]:
                    var shown = await Convergence.Wait(screens, file,
                        TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
                    // A screen that failed shows its last content for ever, which is no violation of a silo.
                    foreach (var failed in running.Where(r => r.IsFaulted)) await failed;
                    Print(shown);
                    break;
            }
        }

        await stop.CancelAsync();
        await callers;
        await end.CancelAsync();
        await Task.WhenAll(running);
        return 0;
    }

    private static Task Go(LoadPlan load, Calls calls, SharedState shared, int round, CancellationToken stop)
    {
        var silos = new SiloChoice([.. load.Silos.Select(s => s.Name)]);
        return Task.WhenAll(Enumerable.Range(0, load.Callers).Select(n => Task.Run(
            () => new Caller($"{load.Name}-{round}-{n}", HashCode(load.Seed, round, n), calls, silos, shared,
                load.Lines)
                .Run(stop), CancellationToken.None)));
    }

    /// <summary>Two screens per board, on two silos that depend on the position of the board.</summary>
    private static IReadOnlyList<Screen> Screens(LoadPlan load, HistoryWriter history) =>
    [
        .. load.Boards.SelectMany((board, i) => Enumerable.Range(0, 2).Select(copy =>
            new Screen($"{load.Name}-{board}-{copy}", board, history, load.Silos, i + copy, load.Token))),
    ];

    /// <summary>The same number for the same seed in every process, unlike the framework's hash codes.</summary>
    private static int HashCode(int seed, int round, int caller) => unchecked((seed * 31 + round) * 1_009 + caller);

    private static async Task Count(Calls calls, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Print(string.Create(CultureInfo.InvariantCulture, $"count {calls.Answered} {calls.Commands}"));
            await Task.Delay(CountEvery, CancellationToken.None);
        }
    }

    private static void Print(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
