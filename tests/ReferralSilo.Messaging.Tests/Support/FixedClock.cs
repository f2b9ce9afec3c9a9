using NodaTime;

namespace ReferralSilo.Messaging.Tests.Support;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedClock : IClock
{
    public Instant Now { get; set; } = AMessage.Now;

    public Instant GetCurrentInstant() => Now;
}
