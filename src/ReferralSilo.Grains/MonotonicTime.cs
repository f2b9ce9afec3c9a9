namespace ReferralSilo.Grains;

/// <summary>
/// A time that never jumps: it starts at the machine's time of day and then follows the machine's timestamps. Orleans
/// uses it to collect idle grains. With the machine's time of day, a clock set back by more than the collection age
/// would prevent every activation until the clock has caught up.
/// </summary>
internal sealed class MonotonicTime(TimeProvider machine) : TimeProvider
{
    private readonly DateTimeOffset _start = machine.GetUtcNow();
    private readonly long _startedAt = machine.GetTimestamp();

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _start + machine.GetElapsedTime(_startedAt);

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}
