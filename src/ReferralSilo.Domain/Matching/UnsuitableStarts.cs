using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Finds the starts within the time of boards that matching does not offer, although the clinician may see the
/// patient at other times. With <see cref="UnsuitableClinicians"/> they are all free slots that are not
/// offered.</summary>
public static class UnsuitableStarts
{
    /// <summary>The starts by rule; empty for a need that is closed to matching.</summary>
    public static IReadOnlyList<UnsuitableTimes> Find(MatchNeed need, IEnumerable<ClinicianProfile> clinicians,
        Instant now)
    {
        if (!need.IsOpen) return [];
        var times = clinicians.Where(c => SlotRules.FirstRuleAgainst(c, need.Must) is null)
            .OrderBy(c => c.Id.Value, StringComparer.Ordinal).SelectMany(c => OnDays(need.Must, c, now)).ToList();
        // A need-by that is past limits nothing.
        if (need.NeedBy is { } by && by > now && by < now + ScheduleBoards.Horizon)
            times.Add(new UnsuitableTimes(SlotRefusals.CodeOf(SlotRule.NeedBy), "is after the need-by", true,
                From: Minutes.ToInstant(Minutes.Floor(by) + 1).ToDateTimeOffset()));
        if (need.Must.VisitType is { } type)
            times.Add(new UnsuitableTimes(SlotRefusals.CodeOf(SlotRule.VisitType),
                $"is not offered for a visit by {type.WireName()}", true, Without: type));
        return times;
    }

    // Days that break the same rule, one after another, are one span.
    private static IEnumerable<UnsuitableTimes> OnDays(SlotNeed need, ClinicianProfile clinician, Instant now)
    {
        var first = CivilTime.DayOf(now, clinician.Zone);
        var last = CivilTime.DayOf(now + ScheduleBoards.Horizon, clinician.Zone);
        var from = first;
        for (var day = first; day <= last; day = day.PlusDays(1))
        {
            var rule = SlotRules.FirstRuleOn(clinician, need, day);
            if (day < last && SlotRules.FirstRuleOn(clinician, need, day.PlusDays(1)) == rule) continue;
            if (rule is { } broken)
                yield return new UnsuitableTimes(SlotRefusals.CodeOf(broken), Why(broken, need), false,
                    clinician.Id.Value, CivilTime.StartOf(from, clinician.Zone).ToDateTimeOffset(),
                    CivilTime.StartOf(day.PlusDays(1), clinician.Zone).ToDateTimeOffset());
            from = day.PlusDays(1);
        }
    }

    private static string Why(SlotRule rule, SlotNeed need) => rule switch
    {
        SlotRule.Licence => $"is not licensed in {need.State} on this day",
        _ when need.BirthDate is null => "has age limits while the patient's age is not known",
        _ => "does not see patients of this age on this day",
    };
}
