namespace ReferralSilo.Console;

/// <summary>What the host decides about the console.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Shows the demo sign-ins on the sign-in page. Only ever true with <c>--demo</c>.</summary>
    public bool Demo { get; set; }
}

/// <summary>Every limit of a screen's connection, named with its unit.</summary>
internal static class CircuitLimits
{
    /// <summary>How often server and browser say that they are there. Below <c>ServerTimeout</c> in
    /// <c>boot.js</c>.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);

    /// <summary>A browser not heard for this long is gone.</summary>
    public static readonly TimeSpan ClientGone = TimeSpan.FromSeconds(15);

    /// <summary>A lost screen can come back to its own state within this time; later it reloads.</summary>
    public static readonly TimeSpan KeptAfterLoss = TimeSpan.FromMinutes(2);

    /// <summary>Most lost screens kept in memory.</summary>
    public const int MostKept = 100;

    /// <summary>Largest message from a browser, bytes.</summary>
    public const long MessageBytes = 32 * 1024;
}
