using NodaTime;

namespace ReferralSilo.Grains.Clocks;

/// <summary>Calls a grain at its deadline, to the second, while the grain is active. Far deadlines are left to the
/// clock grains, so that a silo does not keep a timer for each of a hundred thousand referrals.</summary>
public sealed class DeadlineTimer(IGrainBase grain, IClock clock, Func<Task> onDeadline)
{
    /// <summary>How far ahead an active grain has its own timer.</summary>
    public static readonly Duration Horizon = Duration.FromMinutes(10);

    /// <summary>Fires slightly late: a call before the deadline does nothing.</summary>
    private static readonly Duration Margin = Duration.FromMilliseconds(20);

    private IGrainTimer? _timer;
    private Instant? _at;

    /// <summary>Replaces the deadline; null or a far deadline means no timer.</summary>
    public void Set(Instant? at)
    {
        if (_at == at) return;
        _timer?.Dispose();
        _timer = null;
        _at = at;
        var wait = at - clock.GetCurrentInstant();
        if (wait is null || wait > Horizon) return;
        var due = (wait.Value < Duration.Zero ? Duration.Zero : wait.Value) + Margin;
        _timer = grain.RegisterGrainTimer(
            static (state, _) => state.Fire(), this,
            new GrainTimerCreationOptions
            {
                DueTime = due.ToTimeSpan(), Period = Timeout.InfiniteTimeSpan, KeepAlive = true,
            });
    }

    /// <summary>
    /// Sets the timer again after a call that came before the deadline, as when the time was set back meanwhile. A
    /// deadline that had passed at <paramref name="calledAt"/> and was not handled is left to the clock grains.
    /// </summary>
    public void SetIfLater(Instant? at, Instant calledAt)
    {
        if (at > calledAt) Set(at);
    }

    private Task Fire()
    {
        _at = null;
        return onDeadline();
    }
}
