namespace ReferralSilo.Browser.Tests;

/// <summary>How long a screen may take, in milliseconds as Playwright counts. Generous: other suites of other people
/// share the machine.</summary>
internal static class Deadlines
{
    /// <summary>A change was acknowledged; every screen that watches it shows it.</summary>
    public const float Followed = 20_000;

    /// <summary>A page was asked for; its board is live.</summary>
    public const float Opened = 60_000;

    /// <summary>The program is gone or the session has ended; the screen says so.</summary>
    public const float SaidNotLive = 20_000;

    /// <summary>The program is ready again; the screen is live again by itself.</summary>
    public const float CameBack = 60_000;
}
