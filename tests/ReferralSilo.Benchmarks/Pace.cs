using System.Diagnostics;

namespace ReferralSilo.Benchmarks;

/// <summary>The load's own clock: a benchmark never waits for anything else without a fact to wait for.</summary>
internal static class Pace
{
    /// <summary>Does something so many times a second, whether or not the ones before have been answered, and returns
    /// them all.</summary>
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

    /// <summary>Asks every few milliseconds until the answer is yes.</summary>
    public static async Task Until(string fact, TimeSpan deadline, Func<Task<bool>> holds)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline) throw new CannotMeasureException(
                $"It did not happen within {deadline} that {fact}.");
            await tick.WaitForNextTickAsync();
        }
    }

    /// <summary>Lets time pass in which nothing happens, because that is what is measured.</summary>
    public static async Task Idle(TimeSpan time)
    {
        using var tick = new PeriodicTimer(time);
        await tick.WaitForNextTickAsync();
    }
}
