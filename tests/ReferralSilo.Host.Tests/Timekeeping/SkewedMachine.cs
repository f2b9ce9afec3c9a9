namespace ReferralSilo.Host.Tests.Timekeeping;

/// <summary>A real machine whose wall clock is wrong; its monotonic clock and its timers are right.</summary>
internal sealed class SkewedMachine(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
