using System.Diagnostics;

namespace ReferralSilo.Testing;

/// <summary>Waits for a fact under a deadline that names what did not happen.</summary>
public static class Eventually
{
    /// <summary>Long: on a busy machine a fact comes late, and a deadline that is never met costs only the failing
    /// run.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task Is(string fact, Func<bool> holds, TimeSpan? deadline = null) =>
        Is(fact, () => Task.FromResult(holds()), deadline);

    public static async Task Is(string fact, Func<Task<bool>> holds, TimeSpan? deadline = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > (deadline ?? Deadline)) throw new TimeoutException(
                $"It did not happen that {fact}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
