using System.Diagnostics;

namespace ReferralSilo.Benchmarks;

/// <summary>All waiting of the benchmarks: at a fixed rate, for a condition, or for a measured period.</summary>
internal static class Pace
{
    /// <summary>Starts an action at a fixed rate, whether or not the earlier ones have finished; returns all.</summary>
    public static async Task<IReadOnlyList<Task>> PerSecond(double rate, TimeSpan time, Func<int, Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        var all = new List<Task>();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Stopwatch.GetElapsedTime(started) < time && await tick.WaitForNextTickAsync())
        {
            while (all.Count < Stopwatch.GetElapsedTime(started).TotalSeconds * rate) all.Add(act(all.Count));
        }

        return all;
    }

    /// <summary>Waits until a condition is true, checked every 10 ms.</summary>
    public static async Task Until(string condition, TimeSpan deadline, Func<Task<bool>> isMet)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await isMet())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
                throw new CannotMeasureException($"Not within {deadline}: {condition}.");
            await tick.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits for a period that is measured, or that lets the machine settle.</summary>
    public static async Task Wait(TimeSpan time)
    {
        using var tick = new PeriodicTimer(time);
        await tick.WaitForNextTickAsync();
    }
}
