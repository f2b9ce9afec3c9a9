namespace ReferralSilo.Console.Tests.Support;

/// <summary>Waits until a condition is true; the timeout error names the condition.</summary>
internal static class Eventually
{
    public static Task True(Func<bool> fact, string what, Action? meanwhile = null) =>
        True(() => Task.FromResult(fact()), what, meanwhile);

    public static async Task True(Func<Task<bool>> fact, string what, Action? meanwhile = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await fact())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException($"This did not happen: {what}");
            meanwhile?.Invoke();
            await Task.Yield();
        }
    }
}
