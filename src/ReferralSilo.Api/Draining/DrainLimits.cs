namespace ReferralSilo.Api.Draining;

/// <summary>
/// Longest duration of each step of a drain. The supervisor of the process must wait longer than
/// <see cref="Most"/> before it kills the process.
/// </summary>
public sealed record DrainLimits
{
    /// <summary>
    /// New requests are still answered for this time, so that the load balancer can notice that this silo is not ready.
    /// </summary>
    public TimeSpan Notice { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Watchers are moved at random moments within this time, so that they do not reach the other silos all at once.
    /// </summary>
    public TimeSpan Move { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Wait after <see cref="Move"/> for the last watchers to leave.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Running requests that do not end within this time are aborted; the client retries.</summary>
    public TimeSpan InFlight { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Limit for closing the server and leaving the cluster. The process ends after this time in any case.
    /// </summary>
    public TimeSpan Leave { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Retry delay that a client refused during the drain receives.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest duration of all steps together.</summary>
    public TimeSpan Most => (Notice > Move ? Notice : Move) + Farewell + InFlight + Leave;

    public static DrainLimits Cluster { get; } = new();

    /// <summary>For a single process: it has no load balancer to wait for and no other silo to move to.</summary>
    public static DrainLimits Alone { get; } = new() { Notice = TimeSpan.Zero, Move = TimeSpan.Zero };
}
