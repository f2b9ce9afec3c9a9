namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Time that stands still until the test lets all that wait go on.</summary>
public sealed class StandingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private List<StandingTimer> _waiting = [];

    /// <summary>Timers that have not rung.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StandingTimer(this, () => callback(state));
        lock (_gate) _waiting.Add(timer);
        return timer;
    }

    public void Pass()
    {
        List<StandingTimer> due;
        lock (_gate) (due, _waiting) = (_waiting, []);
        foreach (var timer in due) timer.Ring();
    }

    private sealed class StandingTimer(StandingTime time, Action ring) : ITimer
    {
        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._gate) time._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
