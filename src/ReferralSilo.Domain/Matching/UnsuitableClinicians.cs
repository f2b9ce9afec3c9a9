using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Whose times must not look free for a patient: clinicians who break a hard rule whatever the time.</summary>
public static class UnsuitableClinicians
{
    /// <summary>Each with the first rule that is broken at all times that boards show; none for a need that is closed
    /// to matching.</summary>
    public static IReadOnlyList<UnsuitableClinician> Find(MatchNeed need, IEnumerable<ClinicianProfile> clinicians,
        Instant now) => !need.IsOpen ? [] :
        [.. clinicians
            .Select(c => (c.Id, Why: Why(c, need.Must, now)))
            .Where(c => c.Why is not null)
            .OrderBy(c => c.Id.Value, StringComparer.Ordinal)
            .Select(c => new UnsuitableClinician(c.Id.Value, c.Why!))];

    private static string? Why(ClinicianProfile clinician, SlotNeed need, Instant now) =>
        SlotRules.FirstBrokenRule(clinician, need) switch
    {
        SlotRule.ServiceLine => "does not serve this service line",
        SlotRule.Licence when need.State is null => "cannot be chosen while the patient's state is not known",
        SlotRule.Licence => $"is not licensed in {need.State}",
        SlotRule.Language => "does not speak the language that is required",
        _ when IsOfAgeSoon(clinician, need, now) =>
            need.VisitType is { } type && clinician.VisitTypes.All(v => v.VisitType != type)
            ? $"does not offer visits by {type.WireName()}"
            : null,
        _ when need.BirthDate is null => "has age limits while the patient's age is not known",
        _ => "does not see patients of this age",
    };

    // There is one birthday at most in the time that boards show.
    private static bool IsOfAgeSoon(ClinicianProfile clinician, SlotNeed need, Instant now) =>
        SlotRules.IsOfAge(clinician, need, CivilTime.DayOf(now, clinician.Zone))
        || SlotRules.IsOfAge(clinician, need, CivilTime.DayOf(now + ScheduleBoards.Horizon, clinician.Zone));
}
