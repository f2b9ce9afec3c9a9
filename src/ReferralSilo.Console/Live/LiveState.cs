namespace ReferralSilo.Console.Live;

/// <summary>How much a screen may be believed.</summary>
public enum LiveKind
{
    /// <summary>Asked, nothing received yet.</summary>
    Connecting,
    /// <summary>Every change up to the last frame is shown.</summary>
    Live,
    /// <summary>Something may be missing; asking again.</summary>
    NotLive,
    /// <summary>The board does not exist or may not be seen; nothing is shown.</summary>
    Refused,
}

/// <param name="Kind">How much to believe.</param>
/// <param name="Since">When not live: the last moment the screen was known to be whole.</param>
/// <param name="Why">What broke it, or the refusal's code.</param>
/// <param name="Detail">The refusal in words.</param>
public sealed record LiveState(LiveKind Kind, DateTimeOffset Since, string? Why = null, string? Detail = null);
