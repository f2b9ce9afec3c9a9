using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>The clinicians of the index by what the rules about a referral ask for: one set for each service line,
/// state, language, age and visit type. The sets say the same as <see cref="SlotRules.FirstRuleAgainst"/>.</summary>
internal sealed class ClinicianSets
{
    // Limits are at most 130 years; a higher age meets the same clinicians.
    private const int Ages = ScheduleLimits.Age + 2;

    private readonly Dictionary<ServiceLineId, ClinicianBits> _lines = [];
    private readonly Dictionary<string, ClinicianBits> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ClinicianBits> _spoken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ClinicianBits> _covered = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ClinicianBits> _meeting = new(StringComparer.Ordinal);
    private readonly ClinicianBits[] _ages = [.. Enumerable.Range(0, Ages).Select(_ => new ClinicianBits())];
    private readonly ClinicianBits[] _types =
        [.. Enumerable.Range(0, SlotPlane.TypesCount).Select(_ => new ClinicianBits())];
    private static readonly ClinicianBits Nobody = new();

    /// <summary>All clinicians.</summary>
    public ClinicianBits All { get; } = new();

    /// <summary>Clinicians with dated licences: the day of the visit must be checked too.</summary>
    public ClinicianBits WithDates { get; } = new();

    /// <summary>Clinicians without limits of age.</summary>
    public ClinicianBits AnyAge { get; } = new();

    public ClinicianBits Serving(ServiceLineId line) => _lines.GetValueOrDefault(line, Nobody);

    public ClinicianBits Licensed(string? state) => state is null ? Nobody : _states.GetValueOrDefault(state, Nobody);

    public ClinicianBits Speaking(string language) => Of(_spoken, language);

    public ClinicianBits Covering(string language) => Of(_covered, language);

    public ClinicianBits Meeting(string accessNeed) => _meeting.GetValueOrDefault(accessNeed, Nobody);

    public ClinicianBits Offering(VisitType type) => _types[(int)type];

    /// <summary>Clinicians who see patients of an age; null for an unknown age.</summary>
    public ClinicianBits Seeing(int? age) => age is { } years ? _ages[Math.Min(years, Ages - 1)] : AnyAge;

    /// <summary>Adds or removes a clinician in all sets of the profile.</summary>
    public void Set(int number, ClinicianProfile profile, bool value)
    {
        All.Set(number, value);
        WithDates.Set(number, value && profile.Licences is not null);
        AnyAge.Set(number, value && profile.MinAge is null && profile.MaxAge is null);
        foreach (var line in profile.ServiceLines) In(_lines, line).Set(number, value);
        foreach (var state in profile.Licences?.Select(l => l.State) ?? profile.LicensedStates)
            In(_states, state).Set(number, value);
        foreach (var language in profile.Languages)
        {
            In(_spoken, SlotRules.Primary(language).ToString()).Set(number, value);
            In(_covered, SlotRules.Primary(language).ToString()).Set(number, value);
        }

        foreach (var language in profile.Interpreters ?? [])
            In(_covered, SlotRules.Primary(language).ToString()).Set(number, value);
        foreach (var need in AccessNeeds.All) In(_meeting, need).Set(number, value && SlotRules.Meets(profile, need));
        foreach (var type in profile.VisitTypes) _types[(int)type.VisitType].Set(number, value);
        for (var age = 0; age < Ages; age++)
            _ages[age].Set(number, value && age >= (profile.MinAge ?? 0) && age <= (profile.MaxAge ?? int.MaxValue));
    }

    // As SlotRules.Speaks: no clinician speaks an unknown language.
    private static ClinicianBits Of(Dictionary<string, ClinicianBits> sets, string language)
    {
        var primary = SlotRules.Primary(language);
        return !primary.Equals(SlotNeed.UnknownLanguage, StringComparison.OrdinalIgnoreCase)
            && sets.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(primary, out var found) ? found : Nobody;
    }

    private static ClinicianBits In<TKey>(Dictionary<TKey, ClinicianBits> sets, TKey key) where TKey : notnull =>
        sets.TryGetValue(key, out var found) ? found : sets[key] = new ClinicianBits();
}
