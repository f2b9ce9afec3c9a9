using System.Text.Json;

namespace ReferralSilo.Faults.Load;

/// <summary>The configuration of a client process.</summary>
/// <param name="Name">Name of the process; part of the name of every caller and watcher.</param>
/// <param name="Seed">Seed of all its random choices.</param>
/// <param name="Callers">Number of concurrent callers; each sends one request after the other.</param>
/// <param name="Silos">Names and addresses.</param>
/// <param name="Lines">Service lines of the load.</param>
/// <param name="Boards">Boards of its screens.</param>
/// <param name="Token">Bearer token of the machine client.</param>
/// <param name="History">History file of the process; it appends to it.</param>
/// <param name="FirstCall">First number of its calls; numbers are unique in the run.</param>
/// <param name="Keys">The keys of the database, which name the operations of the calls.</param>
internal sealed record LoadPlan(
    string Name, int Seed, int Callers, IReadOnlyList<SiloEndpoint> Silos, IReadOnlyList<string> Lines,
    IReadOnlyList<string> Boards, string Token, string History, long FirstCall, string Keys)
{
    public string Serialize() => JsonSerializer.Serialize(this);

    public static LoadPlan Parse(string text) => JsonSerializer.Deserialize<LoadPlan>(text)!;
}

internal sealed record SiloEndpoint(string Name, Uri Address);

/// <summary>Limits of the load, with units.</summary>
internal static class LoadLimits
{
    /// <summary>
    /// A call without an answer for this long has an unknown outcome; longer than the program repeats a call (8 s).
    /// </summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long callers avoid a silo that did not answer, like a load balancer.</summary>
    public static readonly TimeSpan Avoided = TimeSpan.FromSeconds(2);

    /// <summary>Pause of a caller after an unknown outcome.</summary>
    public static readonly TimeSpan AfterUnknown = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause of a caller between two requests, milliseconds.</summary>
    public const int LongestPause = 40;

    /// <summary>Tries of one request with one key before it is left to the end of the run.</summary>
    public const int Tries = 3;

    /// <summary>Every outcome must be known this long after recovery (I3).</summary>
    public static readonly TimeSpan Answerable = TimeSpan.FromSeconds(60);

    /// <summary>A screen without a frame for this long is not live (I9).</summary>
    public static readonly TimeSpan LiveWithin = TimeSpan.FromSeconds(5);

    /// <summary>Pause of a screen before it reconnects.</summary>
    public static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Each screen must equal the store this long after recovery (I8).</summary>
    public static readonly TimeSpan Converged = TimeSpan.FromSeconds(10);

    /// <summary>The same on a machine that runs other work too, where silos and screens may be slow.</summary>
    public static readonly TimeSpan ConvergedOnBusyMachine = TimeSpan.FromSeconds(60);
}
