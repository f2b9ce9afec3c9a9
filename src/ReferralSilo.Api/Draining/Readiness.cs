namespace ReferralSilo.Api.Draining;

/// <summary>Whether this process can take requests.</summary>
public sealed class Readiness
{
    private volatile string? _why = "starting";

    public bool IsReady => _why is null;

    /// <summary>Why the process is not ready; "ready" when it is.</summary>
    public string Why => _why ?? "ready";

    public void Ready() => _why = null;

    public void NotReady(string why) => _why = why;
}
