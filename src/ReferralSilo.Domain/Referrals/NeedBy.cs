using NodaTime;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What a need-by is worth, judged against the moment it was received.</summary>
public enum NeedByRange
{
    /// <summary>Now or later, at most five years ahead.</summary>
    Usable,

    /// <summary>Already over, by a year at most: kept, the sender is told, the review is due at once and
    /// alarmed.</summary>
    Past,

    /// <summary>More than a year before receipt or more than five years after it: a slip, never a wish.</summary>
    OutOfRange,
}

/// <summary>The one judgement of need-by moments, for every way in.</summary>
public static class NeedBy
{
    /// <summary>How long before receipt a need-by is still believed, calendar years (UTC).</summary>
    public const int YearsBack = 1;

    /// <summary>How far after receipt a need-by is still believed, calendar years (UTC).</summary>
    public const int YearsAhead = 5;

    /// <summary>Code of the warning for <see cref="NeedByRange.Past"/>.</summary>
    public const string PastCode = "need-by-past";

    /// <summary>Code of the warning, where the need-by is dropped and not refused, for
    /// <see cref="NeedByRange.OutOfRange"/>.</summary>
    public const string OutOfRangeCode = "need-by-out-of-range";

    /// <summary>What is said where a need-by out of range is refused.</summary>
    public static readonly string OutOfRangeText =
        $"Expected a moment no earlier than {YearsBack} year before receipt and no later than {YearsAhead} years "
            + $"after it.";

    /// <param name="needBy">Moment by which the visit should have taken place.</param>
    /// <param name="receivedAt">When it was said.</param>
    public static NeedByRange Classify(Instant needBy, Instant receivedAt)
    {
        var received = receivedAt.InUtc().LocalDateTime;
        if (needBy < received.PlusYears(-YearsBack).InUtc().ToInstant() || needBy > received.PlusYears(YearsAhead)
            .InUtc().ToInstant())
            return NeedByRange.OutOfRange;
        return needBy < receivedAt ? NeedByRange.Past : NeedByRange.Usable;
    }
}
