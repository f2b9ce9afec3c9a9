using System.Text.Json;

namespace ReferralSilo.Faults.Load;

/// <summary>What a client process is told at its start.</summary>
/// <param name="Name">Of this process; part of every caller's and watcher's name.</param>
/// <param name="Seed">All its choices follow from it.</param>
/// <param name="Callers">Callers at once; each sends one request after the other.</param>
/// <param name="Silos">Names and addresses.</param>
/// <param name="Lines">Service lines it works on.</param>
/// <param name="Boards">Boards that its screens watch.</param>
/// <param name="Token">Bearer token of the machine client.</param>
/// <param name="History">File that it appends its history to.</param>
/// <param name="FirstCall">Its calls are numbered from here, so that numbers are unique in the run.</param>
internal sealed record LoadPlan(
    string Name, int Seed, int Callers, IReadOnlyList<SiloPlace> Silos, IReadOnlyList<string> Lines,
        IReadOnlyList<string> Boards, string Token, string History, long FirstCall)
{
    public string Write() => JsonSerializer.Serialize(this);

    public static LoadPlan Read(string text) => JsonSerializer.Deserialize<LoadPlan>(text)!;
}

internal sealed record SiloPlace(string Name, Uri Address);

/// <summary>How the load behaves, each with its unit.</summary>
internal static class LoadLimits
{
    /// <summary>A call without an answer for so long has an unknown outcome; longer than the program repeats a call (8
    /// s).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long callers keep away from a silo that did not answer, as a load balancer would.</summary>
    public static readonly TimeSpan Avoided = TimeSpan.FromSeconds(2);

    /// <summary>Pause of a caller that was told nothing.</summary>
    public static readonly TimeSpan AfterUnknown = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause of a caller between two requests, milliseconds.</summary>
    public const int LongestPause = 40;

    /// <summary>Tries of one request with one key before it is left for later.</summary>
    public const int Tries = 3;

    /// <summary>An unknown outcome must be answerable this long after recovery (I3).</summary>
    public static readonly TimeSpan Answerable = TimeSpan.FromSeconds(60);

    /// <summary>A screen without a frame for so long is not live (I9).</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Wait of a screen before it asks again.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>10 s after recovery each screen equals the store (I8).</summary>
    public static readonly TimeSpan Converged = TimeSpan.FromSeconds(10);
}
