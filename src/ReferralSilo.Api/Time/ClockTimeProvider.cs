using NodaTime;

namespace ReferralSilo.Api.Time;

/// <summary>
/// The clock for libraries that compare times of several silos but accept only a <see cref="TimeProvider"/>: session
/// cookies, access tokens and the membership of the cluster. Timestamps and timers are the machine's.
/// </summary>
public sealed class ClockTimeProvider(IClock clock, TimeProvider machine) : TimeProvider
{
    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetCurrentInstant().ToDateTimeOffset();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}
