using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Finds clinicians who break a hard rule at every time; boards must not show their times as free.</summary>
public static class UnsuitableClinicians
{
    /// <summary>The clinicians, each with the first rule that is broken at all times that boards show; empty for a need
    /// that is closed to matching.</summary>
    public static IReadOnlyList<UnsuitableClinician> Find(MatchNeed need, IEnumerable<ClinicianProfile> clinicians,
        Instant now) => !need.IsOpen ? [] :
        [.. clinicians
            .Select(c => (c.Id, Why: Why(c, need.Must, now)))
            .Where(c => c.Why is not null)
            .OrderBy(c => c.Id.Value, StringComparer.Ordinal)
            .Select(c => new UnsuitableClinician(c.Id.Value, c.Why!))];

    private static string? Why(ClinicianProfile clinician, SlotNeed need, Instant now) =>
        SlotRules.FirstRuleAgainst(clinician, need) switch
    {
        SlotRule.ServiceLine => "does not serve this service line",
        SlotRule.Licence when need.State is null => "cannot be chosen while the patient's state is not known",
        SlotRule.Licence => $"is not licensed in {need.State}",
        SlotRule.Language => "does not speak the language that is required",
        SlotRule.AccessNeed => "cannot meet the access needs "
            + string.Join(" and ", (need.AccessNeeds ?? []).Where(n => !SlotRules.Meets(clinician, n))),
        _ when !IsLicensedSoon(clinician, need, now) => $"is not licensed in {need.State} at these times",
        _ when IsOfAgeSoon(clinician, need, now) =>
            need.VisitType is { } type && clinician.VisitTypes.All(v => v.VisitType != type)
            ? $"does not offer visits by {type.WireName()}"
            : null,
        _ when need.BirthDate is null => "has age limits while the patient's age is not known",
        _ => "does not see patients of this age",
    };

    // A licence that begins or ends within the time that boards show is checked by matching.
    private static bool IsLicensedSoon(ClinicianProfile clinician, SlotNeed need, Instant now)
    {
        var first = CivilTime.DayOf(now, clinician.Zone);
        var last = CivilTime.DayOf(now + ScheduleBoards.Horizon, clinician.Zone);
        for (var day = first; clinician.Licences is not null && day <= last; day = day.PlusDays(1))
            if (SlotRules.IsLicensed(clinician, need.State, day)) return true;
        return clinician.Licences is null;
    }

    // The time that boards show contains at most one birthday.
    private static bool IsOfAgeSoon(ClinicianProfile clinician, SlotNeed need, Instant now) =>
        SlotRules.IsOfAge(clinician, need, CivilTime.DayOf(now, clinician.Zone))
        || SlotRules.IsOfAge(clinician, need, CivilTime.DayOf(now + ScheduleBoards.Horizon, clinician.Zone));
}
