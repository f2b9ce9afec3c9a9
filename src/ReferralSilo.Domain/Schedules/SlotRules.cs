using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>A rule about who may be seen by whom and when. The rules up to <see cref="Documents"/> are about the
/// referral, in the order of evaluation; the others are about the clinician's time, see <see cref="FreeTime"/>.
/// </summary>
public enum SlotRule
{
    /// <summary>The clinician serves the service line.</summary>
    ServiceLine,
    /// <summary>The clinician is licensed where the patient is, on the day of the visit.</summary>
    Licence,
    /// <summary>The clinician speaks the required language or has an interpreter for it.</summary>
    Language,
    /// <summary>The clinician's visits can meet each access need of the patient.</summary>
    AccessNeed,
    /// <summary>The clinician sees patients of the patient's age on the day of the visit.</summary>
    Age,
    /// <summary>The visit starts no later than the need-by. A person may overrule it.</summary>
    NeedBy,
    /// <summary>No required document is missing. A person may overrule it.</summary>
    Documents,
    /// <summary>The slot is in the clinician's open time, and in the future.</summary>
    OpenTime,
    /// <summary>No other visit takes the slot or is too close to it.</summary>
    Taken,
    /// <summary>The clinician offers the visit type and length at that time.</summary>
    VisitType,
    /// <summary>The visit starts after the clinician's notice.</summary>
    Notice,
    /// <summary>The visit starts within the clinician's horizon.</summary>
    Horizon,
    /// <summary>The clinician's civil day is not full.</summary>
    DailyLimit,
    /// <summary>The clinician's civil week is not full.</summary>
    WeeklyLimit,
}

/// <summary>
/// The hard rules (CM-4), used by matching before an offer and by the schedule at the commit. <see cref="FreeTime"/>
/// checks whether the time itself is free. Unknown patient data never fulfils a rule. Telehealth consent will be added
/// when a service line can require it.
/// </summary>
public static class SlotRules
{
    /// <summary>All rules that a slot breaks, in the order of evaluation: the first is the refusal of a hold or booking
    /// of this slot. Empty for a slot that the commit accepts.</summary>
    /// <param name="schedule">The clinician's schedule.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="wanted">Required visit type; null for any.</param>
    /// <param name="now">Holds that ended by then do not count.</param>
    /// <param name="need">The referral's need; null for no particular referral.</param>
    public static IEnumerable<SlotRule> Broken(Schedule schedule, SlotId slot, VisitType? wanted, Instant now,
        SlotNeed? need) =>
        (need is null || slot.Clinician != schedule.Clinician ? [] : Broken(schedule.Profile, need, slot.Start))
            .Concat(FreeTime.Broken(schedule, slot, wanted, now, need));

    /// <summary>All rules about the referral that a visit with this start breaks.</summary>
    public static IEnumerable<SlotRule> Broken(ClinicianProfile clinician, SlotNeed need, Instant start)
    {
        var day = CivilTime.DayOf(start, clinician.Zone);
        if (!clinician.ServiceLines.Contains(need.ServiceLine)) yield return SlotRule.ServiceLine;
        if (!IsLicensed(clinician, need.State, day)) yield return SlotRule.Licence;
        if (!CoversAll(clinician, need.Languages)) yield return SlotRule.Language;
        if (!MeetsAll(clinician, need.AccessNeeds)) yield return SlotRule.AccessNeed;
        if (!IsOfAge(clinician, need, day)) yield return SlotRule.Age;
        if (need.IsOverruled) yield break;
        foreach (var rule in RulesToOverrule(need, start)) yield return rule;
    }

    /// <summary>The first rule that a visit with this start breaks; null when it may be held and booked.</summary>
    public static SlotRule? FirstBrokenRule(ClinicianProfile clinician, SlotNeed need, Instant start) =>
        First(Broken(clinician, need, start));

    /// <summary>The first rule that forbids this clinician to see the patient on every day; null for none.</summary>
    public static SlotRule? FirstRuleAgainst(ClinicianProfile clinician, SlotNeed need) =>
        !clinician.ServiceLines.Contains(need.ServiceLine) ? SlotRule.ServiceLine
        : !IsEverLicensed(clinician, need.State) ? SlotRule.Licence
        : !CoversAll(clinician, need.Languages) ? SlotRule.Language
        : !MeetsAll(clinician, need.AccessNeeds) ? SlotRule.AccessNeed
        : null;

    /// <summary>The first rule that forbids a visit on a civil day of the clinician, when none of
    /// <see cref="FirstRuleAgainst"/> does; null for none.</summary>
    public static SlotRule? FirstRuleOn(ClinicianProfile clinician, SlotNeed need, LocalDate day) =>
        clinician.Licences is not null && !IsLicensed(clinician, need.State, day) ? SlotRule.Licence
        : !IsOfAge(clinician, need, day) ? SlotRule.Age
        : null;

    /// <summary>Whether the clinician is licensed in a state on a civil day of the clinician; never in an unknown
    /// one.</summary>
    public static bool IsLicensed(ClinicianProfile clinician, string? state, LocalDate day) => state is not null
        && (clinician.Licences is { } licences ? licences.Any(l => IsIn(l.State, state) && l.IsValidOn(day))
            : clinician.LicensedStates.Contains(state, StringComparer.OrdinalIgnoreCase));

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

    /// <summary>Whether visits with the clinician can meet an access need; always when the clinician's are not
    /// stated.</summary>
    public static bool Meets(ClinicianProfile clinician, string accessNeed) =>
        clinician.MeetsAccessNeeds is not { } met || met.Contains(accessNeed);

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

    /// <summary>The first of the rules; null for none.</summary>
    internal static SlotRule? First(IEnumerable<SlotRule> rules)
    {
        foreach (var rule in rules) return rule;
        return null;
    }

    private static bool IsEverLicensed(ClinicianProfile clinician, string? state) => state is not null
        && (clinician.Licences is { } licences ? licences.Any(l => IsIn(l.State, state))
            : clinician.LicensedStates.Contains(state, StringComparer.OrdinalIgnoreCase));

    private static bool IsIn(string licensed, string state) =>
        licensed.Equals(state, StringComparison.OrdinalIgnoreCase);

    private static bool CoversAll(ClinicianProfile clinician, IReadOnlyList<string>? languages)
    {
        foreach (var language in languages ?? [])
            if (!Covers(clinician, language))
                return false;
        return true;
    }

    private static bool MeetsAll(ClinicianProfile clinician, IReadOnlyList<string>? accessNeeds)
    {
        foreach (var need in accessNeeds ?? [])
            if (!Meets(clinician, need))
                return false;
        return true;
    }

    /// <summary>The part of a language tag before the region, e.g. <c>es</c> of <c>es-MX</c>.</summary>
    internal static ReadOnlySpan<char> Primary(string tag)
    {
        var dash = tag.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? tag : tag.AsSpan(0, dash);
    }
}
