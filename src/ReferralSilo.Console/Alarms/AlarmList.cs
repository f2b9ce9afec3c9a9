using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Alarms;

/// <summary>A referral that alarms, and its service line.</summary>
public sealed record LineAlarm(AlarmRow Row, string Line, string LineName)
{
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

    /// <summary>The most urgent one; null for none.</summary>
    public LineAlarm? First => All is [var first, ..] ? first : null;

    /// <summary>For example <c>1 emergency, 2 stat, 1 past its need-by</c>.</summary>
    public string Summary => string.Join(", ", new[]
    {
        Count(IsEmergency, "emergency", "emergencies"),
        Count(a => !IsEmergency(a) && a.Priority == Priority.Stat, "stat", "stat"),
        Count(a => !IsEmergency(a) && a.Priority == Priority.Asap, "asap", "asap"),
        Count(a => !IsEmergency(a) && a.Priority == Priority.Urgent, "urgent", "urgent"),
        Count(a => !IsEmergency(a) && a.Priority < Priority.Urgent, "past its need-by", "past their need-by"),
    }.OfType<string>());

    private static bool IsEmergency(AlarmRow row) => row.Concern == EmergencyConcern.Emergency;

    private string? Count(Func<AlarmRow, bool> counts, string one, string many) =>
        All.Count(a => counts(a.Row)) switch { 0 => null, 1 => $"1 {one}", var n => $"{n} {many}" };
}
