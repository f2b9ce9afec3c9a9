using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Actions;

/// <summary>From when an action about a booked visit is possible. The server refuses it earlier, so its button is
/// disabled until then.</summary>
public static class VisitTime
{
    private static readonly ServiceLineInput Defaults = new("", "UTC");

    /// <summary>Null when the action does not depend on the start of the visit.</summary>
    public static DateTimeOffset? From(ActionSpec spec, ReferralView view, IReadOnlyList<ServiceLineView> lines) =>
        view is { Stage: Stage.Booked, Appointment: { } visit }
            ? From(spec, visit.Start, view.ServiceLine, lines) : null;

    /// <summary>The same for a booked visit that starts at <paramref name="start"/>.</summary>
    public static DateTimeOffset? From(ActionSpec spec, DateTimeOffset start, string? serviceLine,
        IReadOnlyList<ServiceLineView> lines)
    {
        if (!spec.ConcernsVisit) return null;
        if (spec.Name == "no-show") return start;
        var line = lines.FirstOrDefault(l => l.Id == serviceLine)?.Settings ?? Defaults;
        return start - line.VisitRecordableBefore;
    }

    /// <summary>For example "Patient is here, Complete visit: from Thu 6 Mar 15:30 (Mountain time)", a line for each
    /// time.</summary>
    public static IReadOnlyList<string> Describe(
        IEnumerable<(ActionSpec Spec, DateTimeOffset From)> later, Zone zone) =>
    [
        .. later.GroupBy(l => l.From, l => l.Spec.Label).OrderBy(g => g.Key).Select(g =>
            $"{string.Join(", ", g)}: from {zone.DayAndClock(g.Key)} ({PlaceNames.Zone(zone.Name)})"),
    ];
}
