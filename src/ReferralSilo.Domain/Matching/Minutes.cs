using NodaTime;

namespace ReferralSilo.Domain.Matching;

/// <summary>Whole minutes since the Unix epoch: every slot starts and ends at one, so the index computes with
/// them.</summary>
internal static class Minutes
{
    /// <summary>The last whole minute at or before an instant.</summary>
    public static int Floor(Instant at)
    {
        var (minute, rest) = Math.DivRem(at.ToUnixTimeTicks(), NodaConstants.TicksPerMinute);
        return Whole(rest < 0 ? minute - 1 : minute);
    }

    /// <summary>The first whole minute at or after an instant.</summary>
    public static int Ceiling(Instant at)
    {
        var (minute, rest) = Math.DivRem(at.ToUnixTimeTicks(), NodaConstants.TicksPerMinute);
        return Whole(rest > 0 ? minute + 1 : minute);
    }

    /// <summary>The instant of a minute.</summary>
    public static Instant ToInstant(int minute) => Instant.FromUnixTimeSeconds(minute * 60L);

    // Ends of exceptions may lie beyond any visit.
    private static int Whole(long minutes) => (int)Math.Clamp(minutes, int.MinValue / 4, int.MaxValue / 4);
}
