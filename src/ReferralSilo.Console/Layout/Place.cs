using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>The screen and service line that a URL names.</summary>
public sealed record Place(string Screen, string? ServiceLine)
{
    public const string Triage = "triage", Desk = "desk", Wallboard = "wallboard";

    /// <param name="path">Path relative to the base address, e.g. <c>triage/dermatology?x</c>.</param>
    public static Place Parse(string path)
    {
        var parts = path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var screen = parts.Length > 0 ? parts[0] : "";
        var line = screen is Triage or Desk && parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        return new Place(screen, line);
    }

    /// <summary>The screens that the session's board patterns allow, in order of preference.</summary>
    public static IReadOnlyList<string> OpenScreens(SessionView session) =>
        [.. new[] { Triage, Desk, Wallboard }.Where(screen =>
            session.Boards.Any(b => b == "*" || b == screen || b.StartsWith(screen + "/", StringComparison.Ordinal)))];
}
