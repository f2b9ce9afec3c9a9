using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>The screen and service line that a URL names.</summary>
public sealed record Place(string Screen, string? ServiceLine)
{
    public const string Triage = "triage", Alarms = "alarms", Desk = "desk", Wallboard = "wallboard",
        MyReferrals = "my-referrals", MyDay = "my-day", MyTimes = "my-times", Settings = "settings", Staff = "staff",
        MachineClients = "machine-clients", Mailbox = "mailbox", Conversations = "conversations";

    /// <summary>Screens in order of preference, with the kind of board that each shows; null for a screen without a
    /// board.</summary>
    private static readonly (string Screen, string? Board, Func<SessionView, bool> IsFor)[] Screens =
    [
        (Triage, "triage", _ => true), (Alarms, "alarms", _ => true), (Desk, "desk", _ => true),
        (Conversations, "conversations", _ => true),
        (MyDay, "my-day", session => session.Clinician is not null),
        (MyTimes, null, session => session.Clinician is not null
            && session.Settings.Contains(SettingNames.OwnAvailability)),
        (MyReferrals, "source", session => session.Source is not null),
        (Wallboard, "wallboard", _ => true),
        (Settings, null, session => session.Settings.Any(s => s != SettingNames.OwnAvailability)),
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

    /// <summary>The letter that leads to the screen after <c>g</c>; null for none.</summary>
    public static string? Key(string screen) => screen switch
    {
        Triage => "t", Alarms => "a", Desk => "d", Wallboard => "w", MyDay => "m", MyReferrals => "r",
        Settings => "s", Conversations => "c", _ => null,
    };

    /// <summary>The screen where the person works: triage for those who decide there, the desk for those who
    /// schedule, the wallboard for a supervisor of both; null when none is open.</summary>
    public static string? Home(SessionView session)
    {
        var open = OpenScreens(session);
        var works = session.Roles.Contains(Roles.Supervisor) ? Wallboard
            : session.Actions.Contains("accept") ? Triage
            : session.Actions.Contains("book") ? Desk : null;
        return works is not null && open.Contains(works) ? works : open is [var first, ..] ? first : null;
    }

    /// <summary>True when the person may read referrals, so that a search can find something.</summary>
    public static bool MaySearch(SessionView session) => session.Source is not null
        || session.Boards.Any(b => b.StartsWith("referral/", StringComparison.Ordinal));

    /// <summary>True for staff of the desk and the triage: the mailbox of the demo shows what patients get.</summary>
    public static bool MayReadMailbox(SessionView session) => session.Source is null
        && (session.Actions.Contains("accept") || session.Actions.Contains("book"));

    /// <summary>The screens that the session's board patterns and rights allow, in order of preference.</summary>
    public static IReadOnlyList<string> OpenScreens(SessionView session) =>
    [
        .. Screens.Where(s => s.IsFor(session) && (s.Board is null || session.Boards.Any(b =>
            b == "*" || b == s.Board || b.StartsWith(s.Board + "/", StringComparison.Ordinal)))).Select(s => s.Screen),
    ];
}
