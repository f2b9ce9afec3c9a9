
namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Time that stands still until the test fires all waiting timers.</summary>
public sealed class FrozenTime : TimeProvider
{
    private readonly Lock _gate = new();
    private List<FrozenTimer> _waiting = [];

    /// <summary>Number of timers that have not fired.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FrozenTimer(this, () => callback(state));
        lock (_gate) _waiting.Add(timer);
        return timer;
    }

    public void Pass()
    {
        List<FrozenTimer> due;
        lock (_gate) (due, _waiting) = (_waiting, []);
        foreach (var timer in due) timer.Fire();
    }

    private sealed class FrozenTimer(FrozenTime time, Action callback) : ITimer
    {
        public void Fire() => callback();

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
