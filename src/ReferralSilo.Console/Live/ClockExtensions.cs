using NodaTime;

namespace ReferralSilo.Console.Live;

internal static class ClockExtensions
{
    /// <summary>The time of day in the type of the contracts.</summary>
    public static DateTimeOffset Now(this IClock clock) => clock.GetCurrentInstant().ToDateTimeOffset();
}
