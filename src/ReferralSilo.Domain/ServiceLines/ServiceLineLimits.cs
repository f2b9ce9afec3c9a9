namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The limits of a service line's settings.</summary>
public static class ServiceLineLimits
{
    /// <summary>Longest display name, characters.</summary>
    public const int NameLength = 200;

    /// <summary>Longest word, code pattern, exclusion name or required field, characters.</summary>
    public const int EntryLength = 200;

    /// <summary>Most entries of any one list.</summary>
    public const int Entries = 200;

    /// <summary>Oldest age, years.</summary>
    public const int Age = 130;

    /// <summary>Longest target, minutes (a year).</summary>
    public const int TargetMinutes = 525_600;

    /// <summary>Longest claim, minutes.</summary>
    public const int ClaimMinutes = 240;

    /// <summary>Longest offer, minutes (72 hours).</summary>
    public const int OfferMinutes = 4320;

    /// <summary>Most contact attempts.</summary>
    public const int ContactAttempts = 20;

    /// <summary>Longest time between contact attempts, hours (a week).</summary>
    public const int ContactRetryHours = 168;

    /// <summary>Most no-shows.</summary>
    public const int NoShows = 10;
}
