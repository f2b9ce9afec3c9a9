using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>Whose times must not look free for a patient: clinicians who break a hard rule whatever the time.</summary>
public static class UnsuitableClinicians
{
    /// <summary>Each with the first rule that is broken; none for a need that is closed to matching.</summary>
    public static IReadOnlyList<UnsuitableClinician> Of(MatchNeed need, IEnumerable<ClinicianProfile> clinicians) => !need.IsOpen ? [] :
        [.. clinicians
            .Select(c => (c.Id, Broken: HardRules.Breaks(c, need)))
            .Where(c => c.Broken is not null)
            .OrderBy(c => c.Id.Value, StringComparer.Ordinal)
            .Select(c => new UnsuitableClinician(c.Id.Value, Because(c.Broken!.Value, need)))];

    private static string Because(HardRule rule, MatchNeed need) => rule switch
    {
        HardRule.ServiceLine => "does not serve this service line",
        HardRule.Licence when need.State is null => "cannot be chosen while the patient's state is not known",
        HardRule.Licence => $"is not licensed in {need.State}",
        HardRule.Language => "does not speak the language that is required",
        HardRule.Age when need.Age is null => "has age limits while the patient's age is not known",
        HardRule.Age => "does not see patients of this age",
        _ => $"does not offer visits by {need.VisitType?.Wire()}",
    };
}
