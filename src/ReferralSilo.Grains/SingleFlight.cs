namespace ReferralSilo.Grains;

/// <summary>
/// Shares one read among concurrent and recent callers. The shared read started at most <paramref name="maxAge"/>
/// before the call. A failed read is returned to the callers that waited for it, and to no later ones.
/// </summary>
public sealed class SingleFlight<T>(Func<Task<T>> read, TimeSpan maxAge, TimeProvider time)
{
    private readonly Lock _gate = new();
    private (long StartedAt, Task<T> Result)? _last;

    public Task<T> Read(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_last is not { } last || last.Result.IsFaulted || time.GetElapsedTime(last.StartedAt) > maxAge)
                _last = last = (time.GetTimestamp(), Task.Run(read, CancellationToken.None));
            return last.Result.WaitAsync(ct);
        }
    }
}
