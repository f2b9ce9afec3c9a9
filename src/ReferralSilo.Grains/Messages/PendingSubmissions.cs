namespace ReferralSilo.Grains.Messages;

/// <summary>Submissions and questions of this silo whose answers are not recorded yet. A silo that stops begins no more
/// of them and waits for those that began: their messages would be unknown otherwise.</summary>
public sealed class PendingSubmissions(TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Longest wait of a stopping silo.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Check = TimeSpan.FromMilliseconds(50);

    private int _count;
    private volatile bool _isStopping;

    /// <summary>Number of those that began and did not end.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>True when the silo stops: another silo makes the submission.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Begins one, before it is judged.</summary>
    public PendingSubmission Begin()
    {
        Interlocked.Increment(ref _count);
        return new PendingSubmission(time, () => Interlocked.Decrement(ref _count));
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(PendingSubmissions),
        ServiceLifecycleStage.Last, _ => Task.CompletedTask, Drain);

    /// <summary>Waits until all have ended, at most 25 s.</summary>
    public async Task Drain(CancellationToken ct)
    {
        _isStopping = true;
        var begun = time.GetTimestamp();
        while (Count > 0 && !ct.IsCancellationRequested && time.GetElapsedTime(begun) < Limit)
            await Task.Delay(Check, time, CancellationToken.None);
    }
}

/// <summary>One submission from its judgement until its answer is recorded. Its disposal ends it, unless its call has
/// begun: then the end of the call does.</summary>
public sealed class PendingSubmission(TimeProvider time, Action end) : IDisposable
{
    private long _claimedFrom = time.GetTimestamp();
    private bool _isCalling;
    private int _isOver;

    /// <summary>Time since it was claimed.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_claimedFrom);

    /// <summary>To be called before its claim.</summary>
    public void BeginClaim() => _claimedFrom = time.GetTimestamp();

    /// <summary>To be called before its call.</summary>
    public PendingSubmission BeginCall()
    {
        _isCalling = true;
        return this;
    }

    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) end();
    }

    public void Dispose()
    {
        if (!_isCalling) End();
    }
}
