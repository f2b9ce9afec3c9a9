namespace ReferralSilo.Grains.Projections;

/// <summary>
/// Waits between two reads of the ledger: until the next commit, and again soon after one, because an older transaction
/// that is still open may hide it for a moment. Without commits the pauses double up to <see cref="TailLimits.Poll"/>.
/// Real time: a test that moves the time must not change how often a database is read.
/// </summary>
internal sealed class ReadPacer
{
    private TimeSpan _pause = TailLimits.Pause;

    /// <summary>Waits at least <see cref="TailLimits.Pause"/>, then until <paramref name="next"/> or the end of the
    /// pause.</summary>
    /// <param name="next"><see cref="Storage.ILedger.NextCommit"/>, taken before the last read.</param>
    /// <param name="ct">Ends the wait; it then returns.</param>
    public async Task Wait(Task next, CancellationToken ct)
    {
        await Task.WhenAny(Task.Delay(TailLimits.Pause, ct));
        await Task.WhenAny(next, Task.Delay(_pause, ct));
        var doubled = _pause * 2;
        _pause = next.IsCompleted ? TailLimits.Pause : doubled < TailLimits.Poll ? doubled : TailLimits.Poll;
    }

    /// <summary>Waits after a failed read.</summary>
    public static async Task WaitAfterFailure(CancellationToken ct) =>
        await Task.WhenAny(Task.Delay(TailLimits.Retry, ct));
}
