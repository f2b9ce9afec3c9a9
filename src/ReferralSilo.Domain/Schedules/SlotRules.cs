using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>A rule about who may be seen by whom and when, in the order of evaluation.</summary>
public enum SlotRule
{
    /// <summary>The clinician serves the service line.</summary>
    ServiceLine,
    /// <summary>The clinician is licensed where the patient is.</summary>
    Licence,
    /// <summary>The clinician speaks the required language or has an interpreter for it.</summary>
    Language,
    /// <summary>The clinician sees patients of the patient's age on the day of the visit.</summary>
    Age,
    /// <summary>The visit starts no later than the need-by. A person may overrule it.</summary>
    NeedBy,
    /// <summary>No required document is missing. A person may overrule it.</summary>
    Documents,
}

/// <summary>
/// The hard rules (CM-4), used by matching before an offer and by the schedule at the commit. <see cref="FreeTime"/>
/// checks whether the time itself is free. Unknown patient data never fulfils a rule. Telehealth consent will be added
/// when a service line can require it.
/// </summary>
public static class SlotRules
{
    /// <summary>The first rule that forbids this clinician to see the patient on any day; null for none. Age, need-by
    /// and documents depend on the visit: see <see cref="FirstBrokenRule"/>.</summary>
    public static SlotRule? FirstRuleAgainst(ClinicianProfile clinician, SlotNeed need) =>
        !clinician.ServiceLines.Contains(need.ServiceLine) ? SlotRule.ServiceLine
        : need.State is null || !clinician.LicensedStates.Contains(need.State, StringComparer.OrdinalIgnoreCase)
            ? SlotRule.Licence
        : !CoversAll(clinician, need.Languages) ? SlotRule.Language
        : null;

    /// <summary>Whether the clinician sees patients of the patient's age on a civil day of the clinician.</summary>
    public static bool IsOfAge(ClinicianProfile clinician, SlotNeed need, LocalDate day)
    {
        if (clinician.MinAge is null && clinician.MaxAge is null)
            return true;
        return need.BirthDate is { } born && CivilTime.AgeOn(born, day) is { } age
            && age >= (clinician.MinAge ?? 0) && age <= (clinician.MaxAge ?? int.MaxValue);
    }

    /// <summary>Whether a visit with this start is after the need-by.</summary>
    public static bool IsLate(SlotNeed need, Instant start) => need.NeedBy is { } by && start > by;

    /// <summary>The rules that a person must overrule for a visit with this start, whether or not done.</summary>
    public static IEnumerable<SlotRule> RulesToOverrule(SlotNeed need, Instant start)
    {
        if (IsLate(need, start))
            yield return SlotRule.NeedBy;
        if (need.MissingDocuments is { Count: > 0 })
            yield return SlotRule.Documents;
    }

    /// <summary>The first rule that a visit with this start breaks; null when it may be held and booked.</summary>
    public static SlotRule? FirstBrokenRule(ClinicianProfile clinician, SlotNeed need, Instant start) =>
        FirstRuleAgainst(clinician, need) is { } forbidden ? forbidden
        : !IsOfAge(clinician, need, CivilTime.DayOf(start, clinician.Zone)) ? SlotRule.Age
        : need.IsOverruled ? null
        : RulesToOverrule(need, start).Cast<SlotRule?>().FirstOrDefault();

    /// <summary>Whether the clinician speaks or interprets a language; regional variants count as the same.</summary>
    public static bool Covers(ClinicianProfile clinician, string language) =>
        Speaks(clinician.Languages, language)
            || (clinician.Interpreters is { } interpreted && Speaks(interpreted, language));

    /// <summary>Whether the list contains the language, by primary subtag; never for an unknown language.</summary>
    public static bool Speaks(IReadOnlyList<string> languages, string language)
    {
        var primary = Primary(language);
        if (primary.Equals(SlotNeed.UnknownLanguage, StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (var spoken in languages)
            if (Primary(spoken).Equals(primary, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool CoversAll(ClinicianProfile clinician, IReadOnlyList<string>? languages)
    {
        foreach (var language in languages ?? [])
            if (!Covers(clinician, language))
                return false;
        return true;
    }

    private static ReadOnlySpan<char> Primary(string tag)
    {
        var dash = tag.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? tag : tag.AsSpan(0, dash);
    }
}
