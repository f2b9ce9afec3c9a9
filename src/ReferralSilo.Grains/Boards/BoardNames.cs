using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Boards;

/// <summary>Public names of boards, and the grains that publish them.</summary>
public static class BoardNames
{
    public const string Wallboard = "wallboard";

    /// <summary>Longest name, characters.</summary>
    private const int MaxLength = 160;

    public static string Triage(string serviceLine) => $"triage/{serviceLine}";

    public static string Alarms(string serviceLine) => $"alarms/{serviceLine}";

    public static string Desk(string serviceLine) => $"desk/{serviceLine}";

    public static string Referral(string id) => $"referral/{id}";

    public static string Schedule(string clinician) => $"schedule/{clinician}";

    /// <summary>The grain that publishes the board; null when no board has this name.</summary>
    public static IBoardHost? Host(GrainRoutes routes, IGrainFactory grains, string board)
    {
        if (board.Length > MaxLength) return null;
        var parts = board.Split('/', 2);
        if (routes.ByBoard(parts[0]) is not { } route) return null;
        var key = (route.OnlyKey, parts) switch
        {
            ({ } only, [_]) => only,
            (null, [_, { Length: > 0 } id]) => id,
            _ => null,
        };
        return key is null ? null : (IBoardHost)route.Get(grains, key);
    }
}
