namespace ReferralSilo.Browser.Tests;

/// <summary>
/// How long a screen may take, in milliseconds as Playwright
/// counts. Generous, because other test suites share the machine.
/// </summary>
internal static class Deadlines
{
    /// <summary>From the acknowledgement of a change until every screen that watches it shows it.</summary>
    public const float Update = 20_000;

    /// <summary>From the request of a page until its board is live.</summary>
    public const float PageLoad = 60_000;

    /// <summary>From the end of the program or the session until the screen shows it.</summary>
    public const float ConnectionLoss = 20_000;

    /// <summary>From the program being ready again until the screen has reconnected.</summary>
    public const float Reconnect = 60_000;
}
