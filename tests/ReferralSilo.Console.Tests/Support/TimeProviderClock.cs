using NodaTime;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>A clock that shows the time of day of a <see cref="TimeProvider"/>.</summary>
internal sealed class TimeProviderClock(TimeProvider time) : IClock
{
    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
