using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Boards;

/// <summary>Public names of boards, and the grains that publish them.</summary>
public static class BoardNames
{
    public const string Wallboard = "wallboard";

    public static string Triage(string serviceLine) => $"triage/{serviceLine}";

    public static string Desk(string serviceLine) => $"desk/{serviceLine}";

    public static string Referral(string id) => $"referral/{id}";

    public static string Schedule(string clinician) => $"schedule/{clinician}";

    /// <summary>Kinds of boards whose name ends in an id. Only these are offered to clients.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["triage", "desk", "schedule", "referral"];

    /// <summary>The grain that publishes the board; null when no board has this name.</summary>
    public static IBoardHost? Host(IGrainFactory grains, string board)
    {
        if (board == Wallboard) return grains.GetGrain<IWallboardGrain>(IWallboardGrain.Key);
        var slash = board.IndexOf('/');
        if (slash <= 0 || slash == board.Length - 1 || board.Length > 160) return null;
        var key = board[(slash + 1)..];
        return board[..slash] switch
        {
            "triage" or "desk" => grains.GetGrain<IServiceLineGrain>(key),
            "referral" => grains.GetGrain<IReferralGrain>(key),
            "schedule" => grains.GetGrain<IScheduleGrain>(key),
            _ => null,
        };
    }
}
