using NodaTime;

namespace ReferralSilo.Domain.Referrals;

/// <summary>How a need-by relates to its receipt.</summary>
public enum NeedByRange
{
    /// <summary>Now or later, at most five years ahead.</summary>
    Usable,

    /// <summary>Past by at most a year: stored, reported to the sender, reviewed at once with an alarm.</summary>
    Past,

    /// <summary>More than a year before receipt or more than five years after it: treated as a mistake.</summary>
    OutOfRange,
}

/// <summary>Classifies need-by instants, for all intake channels.</summary>
public static class NeedBy
{
    /// <summary>Maximum age of a need-by at receipt, calendar years (UTC).</summary>
    public const int YearsBack = 1;

    /// <summary>Maximum distance of a need-by after receipt, calendar years (UTC).</summary>
    public const int YearsAhead = 5;

    /// <summary>Code of the warning for <see cref="NeedByRange.Past"/>.</summary>
    public const string PastCode = "need-by-past";

    /// <summary>Code of the warning for a dropped need-by (<see cref="NeedByRange.OutOfRange"/>).</summary>
    public const string OutOfRangeCode = "need-by-out-of-range";

    /// <summary>The message for a refused need-by.</summary>
    public static readonly string OutOfRangeText =
        $"Expected a moment no earlier than {YearsBack} year before receipt and no later than {YearsAhead} years "
            + $"after it.";

    /// <param name="needBy">The visit should have taken place by this instant.</param>
    /// <param name="receivedAt">When it was received.</param>
    public static NeedByRange Classify(Instant needBy, Instant receivedAt)
    {
        var received = receivedAt.InUtc().LocalDateTime;
        if (needBy < received.PlusYears(-YearsBack).InUtc().ToInstant() || needBy > received.PlusYears(YearsAhead)
            .InUtc().ToInstant())
            return NeedByRange.OutOfRange;
        return needBy < receivedAt ? NeedByRange.Past : NeedByRange.Usable;
    }
}
