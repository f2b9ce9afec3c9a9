namespace ReferralSilo.Host.Setup;

/// <summary>How long each part of leaving takes at most. Whoever ends the process waits longer than all of it
/// together.</summary>
public sealed record DrainLimits
{
    /// <summary>New requests are still answered for this long, while the load balancer notices that this silo is not
    /// ready.</summary>
    public TimeSpan Notice { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Watchers are told to move one by one over this long: all at once they would fall upon the
    /// others.</summary>
    public TimeSpan Move { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After that the last of them are given this long to hear it.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Requests under way end within this, or are cut off: the client asks again.</summary>
    public TimeSpan InFlight { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The server closes and the silo leaves the cluster within this, or the process ends all the
    /// same.</summary>
    public TimeSpan Leave { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Wait told to a client that is refused meanwhile.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that leaving takes.</summary>
    public TimeSpan Most => (Notice > Move ? Notice : Move) + Farewell + InFlight + Leave;

    public static DrainLimits Cluster { get; } = new();

    /// <summary>One process has nobody to hand over to: no load balancer to wait for, nowhere to move.</summary>
    public static DrainLimits Alone { get; } = new() { Notice = TimeSpan.Zero, Move = TimeSpan.Zero };
}
