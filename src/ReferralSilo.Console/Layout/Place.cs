using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>Where in the console a person is, read from the URL alone.</summary>
public sealed record Place(string Screen, string? ServiceLine)
{
    public const string Triage = "triage", Desk = "desk", Wallboard = "wallboard";

    /// <param name="path">Path relative to the base, e.g. <c>triage/dermatology?x</c>.</param>
    public static Place Of(string path)
    {
        var parts = path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var screen = parts.Length > 0 ? parts[0] : "";
        return new Place(screen, screen is Triage or Desk && parts.Length > 1 ? Uri.UnescapeDataString(parts[1])
            : null);
    }

    /// <summary>The screens the session's board patterns open, most pressing first.</summary>
    public static IReadOnlyList<string> Open(SessionView session) =>
        [.. new[] { Triage, Desk, Wallboard }.Where(screen =>
            session.Boards.Any(b => b == "*" || b == screen || b.StartsWith(screen + "/", StringComparison.Ordinal)))];
}
