using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>The screen and service line that a URL names.</summary>
public sealed record Place(string Screen, string? ServiceLine)
{
    public const string Triage = "triage", Desk = "desk", Wallboard = "wallboard", MyReferrals = "my-referrals",
        MyDay = "my-day", Settings = "settings", Staff = "staff", MachineClients = "machine-clients";

    /// <summary>Screens in order of preference, with the kind of board that each shows; null for a screen without a
    /// board.</summary>
    private static readonly (string Screen, string? Board, Func<SessionView, bool> IsFor)[] Screens =
    [
        (Triage, "triage", _ => true), (Desk, "desk", _ => true),
        (MyDay, "my-day", session => session.Clinician is not null),
        (MyReferrals, "source", session => session.Source is not null),
        (Wallboard, "wallboard", _ => true),
        (Settings, null, session => session.Settings.Count > 0),
        (Staff, null, session => session.ManagesStaff), (MachineClients, null, session => session.ManagesStaff),
    ];

    /// <param name="path">Path relative to the base address, e.g. <c>triage/dermatology?x</c>.</param>
    public static Place Parse(string path)
    {
        var parts = path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var screen = parts.Length > 0 ? parts[0] : "";
        var line = HasServiceLine(screen) && parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        return new Place(screen, line);
    }

    /// <summary>True when the screen shows one service line, which its address names.</summary>
    public static bool HasServiceLine(string screen) => screen is Triage or Desk;

    /// <summary>The screens that the session's board patterns and rights allow, in order of preference.</summary>
    public static IReadOnlyList<string> OpenScreens(SessionView session) =>
    [
        .. Screens.Where(s => s.IsFor(session) && (s.Board is null || session.Boards.Any(b =>
            b == "*" || b == s.Board || b.StartsWith(s.Board + "/", StringComparison.Ordinal)))).Select(s => s.Screen),
    ];
}
