namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The limits of the texts and lists of a service line's settings. The limits of its numbers stand at their
/// properties.</summary>
public static class ServiceLineLimits
{
    /// <summary>Longest display name, characters.</summary>
    public const int NameLength = 200;

    /// <summary>Longest word, code pattern, exclusion name or required field, characters.</summary>
    public const int EntryLength = 200;

    /// <summary>Most entries of any one list.</summary>
    public const int Entries = 200;

    /// <summary>Most entries of the on-call list.</summary>
    public const int OnCall = 50;
}
