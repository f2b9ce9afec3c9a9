using NodaTime;

namespace ReferralSilo.Faults.Planted;

/// <summary>A business clock that is ahead and may jump; the machine's timers and timestamps are real.</summary>
internal sealed class ShiftedClock(TimeSpan ahead) : IClock
{
    private long _ahead = ahead.Ticks;

    public Instant GetCurrentInstant() =>
        SystemClock.Instance.GetCurrentInstant() + Duration.FromTicks(Interlocked.Read(ref _ahead));

    public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
