namespace ReferralSilo.Storage.Writing;

/// <summary>Wakes the readers of <see cref="ILedger.ReadAll"/> after a commit.</summary>
/// <param name="forward">Raised too; null for none.</param>
internal sealed class CommitSignal(CommitSignal? forward = null)
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes at the next <see cref="Raise"/>.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise()
    {
        Interlocked.Exchange(ref _next, Create()).SetResult();
        forward?.Raise();
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
