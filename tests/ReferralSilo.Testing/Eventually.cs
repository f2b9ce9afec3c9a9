using System.Diagnostics;

namespace ReferralSilo.Testing;

/// <summary>Waits until a condition is true; on timeout the exception names the condition.</summary>
public static class Eventually
{
    /// <summary>Long, because a busy machine is slow; only a failing run waits this long.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task Is(string condition, Func<bool> isMet, TimeSpan? deadline = null) =>
        Is(condition, () => Task.FromResult(isMet()), deadline);

    public static async Task Is(string condition, Func<Task<bool>> isMet, TimeSpan? deadline = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isMet())
        {
            if (Stopwatch.GetElapsedTime(started) > (deadline ?? Deadline))
                throw new TimeoutException($"Timed out before this became true: {condition}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
