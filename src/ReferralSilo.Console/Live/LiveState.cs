namespace ReferralSilo.Console.Live;

/// <summary>How current a screen is.</summary>
public enum LiveKind
{
    /// <summary>The board was requested; nothing was received yet.</summary>
    Connecting,
    /// <summary>Every change up to the last frame is shown.</summary>
    Live,
    /// <summary>Changes may be missing; reconnecting.</summary>
    NotLive,
    /// <summary>The board does not exist or the user may not see it; nothing is shown.</summary>
    Refused,
}

/// <param name="Since">When not live: the last moment when the screen was complete.</param>
/// <param name="Why">The cause, or the refusal's code.</param>
/// <param name="Detail">The refusal's text.</param>
public sealed record LiveState(LiveKind Kind, DateTimeOffset Since, string? Why = null, string? Detail = null);
