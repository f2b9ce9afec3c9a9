namespace ReferralSilo.Faults.Planted;

/// <summary>A wall clock that is ahead and may jump; timers and the monotonic clock are real.</summary>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    private long _ahead = ahead.Ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public void Jump(TimeSpan forward) => Interlocked.Add(ref _ahead, forward.Ticks);
}
