using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Alarms;

/// <summary>A referral that alarms, and its service line.</summary>
public sealed record LineAlarm(AlarmRow Row, string Line, string LineName)
{
    /// <summary>True when someone who may not triage has it.</summary>
    public bool IsClaimed => Row.ClaimedBy is not null;

    /// <summary>The address that selects it in triage.</summary>
    public string Address => $"/triage/{Uri.EscapeDataString(Line)}?referral={Uri.EscapeDataString(Row.Key)}";
}

/// <summary>What alarms on all service lines that a person covers. No side effects.</summary>
/// <param name="All">The most urgent first, in the order of triage.</param>
/// <param name="Lines">Names of the lines whose alarms may be incomplete, because their board is not live.</param>
public sealed record AlarmList(IReadOnlyList<LineAlarm> All, IReadOnlyList<string> Lines)
{
    public static AlarmList None { get; } = new([], []);

    public static AlarmList Of(IEnumerable<LineAlarm> alarms, IEnumerable<string> notLive) =>
        new([.. alarms.OrderBy(a => QueuePlace.InTriage(a.Row))], [.. notLive]);

    /// <summary>The most urgent one that no one has claimed; else the most urgent one, which must be taken over; null
    /// for none.</summary>
    public LineAlarm? First => All.FirstOrDefault(a => !a.IsClaimed) ?? (All is [var first, ..] ? first : null);

    /// <summary>For example <c>1 emergency, 2 stat not taken yet; 1 urgent taken, but not by triage</c>.</summary>
    public string Summary => string.Join("; ", new[]
    {
        Counts([.. All.Where(a => !a.IsClaimed)], " not taken yet"),
        Counts([.. All.Where(a => a.IsClaimed)], " taken, but not by triage"),
    }.OfType<string>());

    private static string? Counts(IReadOnlyList<LineAlarm> alarms, string state) =>
        alarms.Count == 0 ? null : string.Join(", ", new[]
    {
        Count(alarms, IsEmergency, "emergency", "emergencies"),
        Count(alarms, a => !IsEmergency(a) && a.Priority == Priority.Stat, "stat", "stat"),
        Count(alarms, a => !IsEmergency(a) && a.Priority == Priority.Asap, "asap", "asap"),
        Count(alarms, a => !IsEmergency(a) && a.Priority == Priority.Urgent, "urgent", "urgent"),
        Count(alarms, a => !IsEmergency(a) && a.Priority < Priority.Urgent, "past its need-by", "past their need-by"),
    }.OfType<string>()) + state;

    private static bool IsEmergency(AlarmRow row) => row.Concern == EmergencyConcern.Emergency;

    private static string? Count(IReadOnlyList<LineAlarm> alarms, Func<AlarmRow, bool> counts, string one,
        string many) =>
        alarms.Count(a => counts(a.Row)) switch { 0 => null, 1 => $"1 {one}", var n => $"{n} {many}" };
}
