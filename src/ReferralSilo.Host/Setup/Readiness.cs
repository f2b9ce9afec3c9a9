namespace ReferralSilo.Host.Setup;

/// <summary>Whether this process may be sent work.</summary>
public sealed class Readiness
{
    private volatile string? _why = "starting";

    public bool IsReady => _why is null;

    /// <summary>What it waits for; empty when ready.</summary>
    public string Why => _why ?? "ready";

    public void Ready() => _why = null;

    public void NotReady(string why) => _why = why;
}
