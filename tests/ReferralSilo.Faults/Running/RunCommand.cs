using System.Globalization;
using ReferralSilo.Faults.Injecting;
using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Faults.Planted;

namespace ReferralSilo.Faults.Running;

/// <summary>The verb <c>run</c>.</summary>
internal static class RunCommand
{
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments is ["--planted", ..]) return await PlantedCommand.Run(arguments.ElementAtOrDefault(1));
        var (seed, operations, fault, isLong) = (Environment.TickCount & 0xFFFF, 0, (string?)null, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--long": isLong = true; break;
                case "--seed" when i + 1 < arguments.Length:
                    seed = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--operations" when i + 1 < arguments.Length:
                    operations = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--fault" when i + 1 < arguments.Length: fault = arguments[++i]; break;
                default: return Usage();
            }
        }

        if (fault is not null && FaultCatalog.All.All(f => f.Name != fault)) return Usage();
        IReadOnlyList<RunOptions> runs = (isLong, fault) switch
        {
            (_, not null) => [Alone(seed, FaultCatalog.All.Single(f => f.Name == fault))],
            (true, _) => [.. FaultCatalog.All.Select((f, n) => Alone(seed + n, f))],
            _ => [Short(seed)],
        };
        var (results, failed) = (new List<RunResult>(), 0);
        foreach (var run in runs)
        {
            if (WhyNot(run) is { } why)
            {
                Console.WriteLine($"{run.Faults[0].Name} is not possible on this machine: {why}");
                continue;
            }

            if (await RunOne(operations > 0 ? run with { Operations = operations } : run) is { } result)
                results.Add(result);
            else failed++;
        }

        Console.WriteLine(Matrix.Of(results));
        if (failed > 0) Console.WriteLine($"{failed} runs could not be completed.");
        var planted = isLong && fault is null ? await PlantedCommand.Run(null) : 0;
        return failed > 0 || planted != 0 || results.Any(r => r.Violations.Count > 0) ? 1 : 0;
    }

    private static RunOptions Alone(int seed, Fault fault) =>
        new() { Seed = seed, Faults = [fault], UntilHoldsEnd = true, JudgesTimes = true };

    private static string? WhyNot(RunOptions run) =>
        run.Faults.Any(f => f.CutsLinks) ? Network.WhyNotPossible
        : run.Faults.Any(f => f.MovesClocks) ? MovableClocks.WhyNotPossible
        : run.Faults.Any(f => f.FillsDisk) && Environment.UserName != "root" ? "only root may mount a disk"
        : null;

    /// <summary>Null when the harness failed; the other runs continue.</summary>
    private static async Task<RunResult?> RunOne(RunOptions run)
    {
        try
        {
            var result = await Running.Run.Execute(run, Log);
            Console.WriteLine(result);
            return result;
        }
        catch (Exception e)
            when (e is TimeoutException or InvalidOperationException or HttpRequestException or Npgsql.NpgsqlException)
        {
            Console.WriteLine($"{run.Faults[0].Name}, seed {run.Seed}, could not be completed: {e}");
            return null;
        }
    }

    /// <summary>The run of CI: every fault that is marked short, in one cluster.</summary>
    public static RunOptions Short(int seed) =>
        new() { Seed = seed, Faults = [.. FaultCatalog.All.Where(f => f.IsShort)], Operations = 3_000 };

    private static void Log(string line) => Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}");

    private static int Usage()
    {
        Console.Error.WriteLine($"""
            dotnet run --project tests/ReferralSilo.Faults -- run [--long] [--fault NAME] [--seed N] [--operations N]

              (nothing)       the short run of CI: {string.Join(", ", FaultCatalog.All.Where(f => f.IsShort).Select(f => f.Name))}
              --long          every fault, each with its own cluster and history, then every planted bug
              --fault NAME    one of:
            {string.Join('\n', FaultCatalog.All.Select(f => $"                {f.Name,-22}{f.Description}"))}
              --planted [BUG] instead: silos with planted bugs, one after the other, and the checkers that detect each
              --seed N        seed of load and faults (default: random)
              --operations N  number of client calls in each run
            """);
        return 2;
    }
}
