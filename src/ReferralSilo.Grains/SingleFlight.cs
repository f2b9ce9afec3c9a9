namespace ReferralSilo.Grains;

/// <summary>
/// One reading for all who ask at about the same time. What is answered was read from a moment on that is at most
/// <paramref name="good"/> before the question; a reading that failed is answered to those who asked meanwhile, and no
/// others.
/// </summary>
public sealed class SingleFlight<T>(Func<Task<T>> read, TimeSpan good, TimeProvider time)
{
    private readonly Lock _gate = new();
    private (long Began, Task<T> Answer)? _last;

    public Task<T> Read(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_last is not { } last || last.Answer.IsFaulted || time.GetElapsedTime(last.Began) > good)
                _last = last = (time.GetTimestamp(), Task.Run(read, CancellationToken.None));
            return last.Answer.WaitAsync(ct);
        }
    }
}
