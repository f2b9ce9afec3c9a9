using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>A rule that no match may break, in the order in which they are asked.</summary>
public enum HardRule
{
    /// <summary>The clinician serves the service line.</summary>
    ServiceLine,
    /// <summary>Licensed where the patient is.</summary>
    Licence,
    /// <summary>Speaks the language that is required.</summary>
    Language,
    /// <summary>Sees patients of this age.</summary>
    Age,
    /// <summary>Offers the visit type asked for.</summary>
    VisitType,
    /// <summary>Has a free slot within the horizon.</summary>
    FreeSlot,
    /// <summary>The slot starts by the need-by.</summary>
    NeedBy,
}

/// <summary>What no match may break (CM-4).</summary>
public static class HardRules
{
    /// <summary>The first rule by which a clinician may not see the patient at all; null when allowed.</summary>
    public static HardRule? Breaks(ClinicianProfile clinician, MatchNeed need) =>
        !clinician.ServiceLines.Contains(need.ServiceLine) ? HardRule.ServiceLine
        // Where the patient is decides the licence; not knowing it is no licence.
        : need.State is null || !clinician.LicensedStates.Contains(need.State, StringComparer.OrdinalIgnoreCase) ? HardRule.Licence
        : need.LanguageRequired && !Speaks(clinician, need) ? HardRule.Language
        : !IsOfAge(clinician, need.Age) ? HardRule.Age
        : need.VisitType is { } type && clinician.VisitTypes.All(v => v.VisitType != type) ? HardRule.VisitType
        : null;

    /// <summary>Whether the slot's start is by the need-by and the visit type is possible in it.</summary>
    public static bool Allows(FreeSlot slot, MatchNeed need) => IsInTime(slot.Slot.Start, need) && Admits(slot.VisitTypes, need);

    /// <summary>A start after the need-by is too late.</summary>
    public static bool IsInTime(Instant start, MatchNeed need) => need.NeedBy is not { } by || start <= by;

    /// <summary>Whether the visit type asked for is among those possible.</summary>
    public static bool Admits(IReadOnlyList<VisitType> types, MatchNeed need) => need.VisitType is not { } type || types.Contains(type);

    /// <summary>Whether the clinician speaks the patient's language; regional forms count as the language itself. Unknown is false.</summary>
    public static bool Speaks(ClinicianProfile clinician, MatchNeed need)
    {
        if (need.Language is not { } wanted)
            return false;
        var primary = Primary(wanted);
        foreach (var spoken in clinician.Languages)
            if (Primary(spoken).Equals(primary, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool IsOfAge(ClinicianProfile clinician, int? age) =>
        age is { } years
            ? years >= (clinician.MinAge ?? 0) && years <= (clinician.MaxAge ?? int.MaxValue)
            : clinician.MinAge is null && clinician.MaxAge is null;

    private static ReadOnlySpan<char> Primary(string tag)
    {
        var dash = tag.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? tag : tag.AsSpan(0, dash);
    }
}
