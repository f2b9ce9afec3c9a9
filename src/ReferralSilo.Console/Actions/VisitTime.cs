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
    public static DateTimeOffset? From(ActionSpec spec, ReferralView view, IReadOnlyList<ServiceLineView> lines)
    {
        if (!spec.ConcernsVisit || view is not { Stage: Stage.Booked, Appointment: { } visit }) return null;
        if (spec.Name == "no-show") return visit.Start;
        var line = lines.FirstOrDefault(l => l.Id == view.ServiceLine)?.Settings ?? Defaults;
        return visit.Start - line.VisitRecordableBefore;
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
