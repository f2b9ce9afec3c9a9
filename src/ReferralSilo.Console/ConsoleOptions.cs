namespace ReferralSilo.Console;

/// <summary>Console settings that the host sets.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Shows the demo sign-ins on the sign-in page. True only with <c>--demo</c>.</summary>
    public bool Demo { get; set; }
}

/// <summary>Limits of a screen's connection (its Blazor circuit).</summary>
internal static class CircuitLimits
{
    /// <summary>
    /// Keep-alive interval of server and browser. Must be below <c>ServerTimeout</c> in <c>boot.js</c>.
    /// </summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);

    /// <summary>A browser that sends nothing for this long counts as disconnected.</summary>
    public static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A disconnected screen can resume its state within this time; after that it reloads.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromMinutes(2);

    /// <summary>Maximum number of disconnected screens kept in memory.</summary>
    public const int MaxRetained = 100;

    /// <summary>Maximum size of a message from a browser, in bytes.</summary>
    public const long MaxMessageBytes = 32 * 1024;
}
