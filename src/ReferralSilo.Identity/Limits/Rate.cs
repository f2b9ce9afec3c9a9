namespace ReferralSilo.Identity.Limits;

/// <summary>
/// A token bucket: <paramref name="Burst"/> requests at once, <paramref name="PerSecond"/> on average.
/// </summary>
public sealed record Rate(int Burst, double PerSecond);
