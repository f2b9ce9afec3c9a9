using ReferralSilo.Grains;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Api.Access;

/// <summary>
/// Board names, and who may watch which board. For the board of a
/// single referral, the referral itself is checked in addition.
/// </summary>
public static class Boards
{
    /// <summary>All kinds in the contract, also those that no grain serves yet.</summary>
    private static readonly string[] Kinds = [.. GrainsRegistration.BoardKinds, "my-day", "source"];

    /// <summary>
    /// True when the name has the form of a board name. Its service line, clinician or referral may not exist.
    /// </summary>
    public static bool IsKnown(string board)
    {
        var (kind, id) = Split(board);
        return board == "wallboard" || id.Length > 0 && Kinds.Contains(kind);
    }

    internal static bool MayWatch(Caller caller, string board)
    {
        var (kind, id) = Split(board);
        return kind switch
        {
            "wallboard" => id.Length == 0 && board == "wallboard" && caller.Can(Permission.WatchWallboard),
            _ when id.Length == 0 => false,
            "triage" => caller.Can(Permission.WatchTriage) && caller.MaySeeServiceLine(id),
            "desk" => caller.Can(Permission.WatchDesk) && caller.MaySeeServiceLine(id),
            "schedule" or "my-day" => caller.Can(Permission.WatchSchedules)
                || caller.Can(Permission.WatchOwnSchedule) && caller.Clinician == id,
            "referral" => caller.Can(Permission.WatchReferral),
            "source" => caller.Can(Permission.WatchSource) && caller.MaySeeSource(id),
            _ => false,
        };
    }

    /// <summary>Patterns of the existing boards that a caller may watch; <c>*</c> stands for any id.</summary>
    internal static IReadOnlyList<string> Patterns(Caller caller)
    {
        var patterns = new List<string>();
        if (caller.Can(Permission.WatchTriage))
            patterns.AddRange(PerServiceLine(caller, "triage"));
        if (caller.Can(Permission.WatchDesk))
            patterns.AddRange(PerServiceLine(caller, "desk"));
        if (caller.Can(Permission.WatchSchedules))
            patterns.AddRange(["schedule/*", "my-day/*"]);
        else if (caller is { Clinician: { } clinician } && caller.Can(Permission.WatchOwnSchedule))
            patterns.AddRange([$"schedule/{clinician}", $"my-day/{clinician}"]);
        if (caller.Can(Permission.WatchWallboard))
            patterns.Add("wallboard");
        if (caller.Can(Permission.WatchReferral))
            patterns.Add("referral/*");
        if (caller.Can(Permission.WatchSource) && (caller.Source is not null || !caller.BoundToSource))
            patterns.Add($"source/{caller.Source ?? "*"}");
        return [.. patterns.Where(p =>
            p == BoardNames.Wallboard || GrainsRegistration.BoardKinds.Contains(Split(p).Kind))];
    }

    private static IEnumerable<string> PerServiceLine(Caller caller, string kind) =>
        caller.ServiceLines.Count == 0 ? [$"{kind}/*"] : caller.ServiceLines.Select(line => $"{kind}/{line}");

    private static (string Kind, string Id) Split(string board)
    {
        var slash = board.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (board, "") : (board[..slash], board[(slash + 1)..]);
    }
}
