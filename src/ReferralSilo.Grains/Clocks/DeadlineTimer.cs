using NodaTime;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Clocks;

/// <summary>
/// The quick way of a clock: while a grain is active its own timer rings to the second. Far moments are left to the
/// clock grains, so that a silo does not keep a timer for each of a hundred thousand referrals.
/// </summary>
public sealed class DeadlineTimer(IGrainBase grain, TimeProvider time, Func<Task> ring)
{
    /// <summary>How far ahead an active grain keeps its own timer.</summary>
    public static readonly Duration Horizon = Duration.FromMinutes(10);

    /// <summary>A hair late rather than early: a ring before its time does nothing.</summary>
    private static readonly Duration Margin = Duration.FromMilliseconds(20);

    private IGrainTimer? _timer;
    private Instant? _at;

    /// <summary>Replaces the moment; null or far away means no timer.</summary>
    public void Set(Instant? at)
    {
        if (_at == at) return;
        _timer?.Dispose();
        _timer = null;
        _at = at;
        var wait = at - time.Now();
        if (wait is null || wait > Horizon) return;
        var due = (wait.Value < Duration.Zero ? Duration.Zero : wait.Value) + Margin;
        _timer = grain.RegisterGrainTimer(
            static (state, _) => state.Fire(), this,
            new GrainTimerCreationOptions { DueTime = due.ToTimeSpan(), Period = Timeout.InfiniteTimeSpan,
                KeepAlive = true });
    }

    /// <summary>
    /// After a ring that came too early, as when time was slowed or set back meanwhile: the timer is spent. What was
    /// due when it rang and was not dealt with is left to the clock grains.
    /// </summary>
    public void Again(Instant? at, Instant rungAt)
    {
        if (at > rungAt) Set(at);
    }

    private Task Fire()
    {
        _at = null;
        return ring();
    }
}
