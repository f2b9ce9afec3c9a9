using System.Collections.Frozen;
using ReferralSilo.Grains;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Api.Access;

/// <summary>Board names, and the permissions of each kind of board. Any one of them is enough, with the object that the
/// rest of the name says.</summary>
public static class Boards
{
    public const string Schedule = "schedule", MyDay = "my-day", Referral = "referral", Source = "source";

    private static readonly FrozenDictionary<string, Permission[]> Rows = new Dictionary<string, Permission[]>
    {
        [BoardNames.Wallboard] = [Permission.WatchWallboard],
        ["triage"] = [Permission.WatchTriage],
        ["alarms"] = [Permission.WatchTriage],
        ["desk"] = [Permission.WatchDesk],
        ["conversations"] = [Permission.WatchTriage],
        [Schedule] = [Permission.WatchSchedules, Permission.WatchOwnSchedule],
        [MyDay] = [Permission.WatchSchedules, Permission.WatchOwnSchedule],
        [Referral] = [Permission.WatchReferral],
        [Source] = [Permission.WatchSource],
    }.ToFrozenDictionary();

    /// <summary>Every kind of board that some grain serves.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [BoardNames.Wallboard, .. GrainsRegistration.BoardKinds];

    /// <summary>
    /// True when the name has the form of a board name. Its service line, clinician or referral may not exist.
    /// </summary>
    public static bool IsKnown(string board)
    {
        var (kind, id) = Split(board);
        return Rows.ContainsKey(kind) && Kinds.Contains(kind)
            && (kind == BoardNames.Wallboard ? board == BoardNames.Wallboard : id.Length > 0);
    }

    /// <summary>The permissions of a kind of board; any one of them is enough.</summary>
    public static IReadOnlyList<Permission> PermissionsOf(string kind) => Rows[kind];

    /// <summary>Patterns of the existing boards that a caller may watch; <c>*</c> stands for any id.</summary>
    internal static IReadOnlyList<string> Patterns(Caller caller) =>
        [.. Kinds.SelectMany(kind => Patterns(caller, kind)).Distinct()];

    /// <summary>The kind and the id of a board name; the id is empty without one.</summary>
    internal static (string Kind, string Id) Split(string board)
    {
        var slash = board.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (board, "") : (board[..slash], board[(slash + 1)..]);
    }

    private static IEnumerable<string> Patterns(Caller caller, string kind) => caller.Granted
        .SelectMany(role => Rows[kind].Select(role.ScopeOf)).OfType<AccessScope>().Distinct().Order()
        .SelectMany(scope => (scope, kind) switch
        {
            (AccessScope.Every, BoardNames.Wallboard) => (string[])[kind],
            (AccessScope.OwnLines, "triage" or "alarms" or "desk" or "conversations") when !caller.HasAllLines =>
                [.. AccessPolicy.LinesOf(caller, Rows[kind][0])!.Select(line => $"{kind}/{line}")],
            (AccessScope.OwnLines, _) => caller.ServiceLines.Count > 0 ? [$"{kind}/*"] : [],
            (AccessScope.OwnSource, _) => caller.Source is { } source ? [$"{kind}/{source}"] : [],
            (AccessScope.OwnSchedule, _) => caller.Clinician is { } clinician ? [$"{kind}/{clinician}"] : [],
            (AccessScope.OwnVisits, _) => caller.Clinician is not null ? [$"{kind}/*"] : [],
            _ => [$"{kind}/*"],
        });
}
