using System.Diagnostics;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>Why a clinician has no slot to offer, in the order in which it is asked.</summary>
internal enum WhyNot
{
    ServiceLine,
    Licence,
    Language,
    Age,
    VisitType,
    FreeSlot,
    NeedBy,
}

/// <summary>Says which hard rule removed how many clinicians, in the order in which the rules are asked.</summary>
internal static class MatchWhyNot
{
    public static IReadOnlyList<string> Sentences(MatchNeed need, IReadOnlyDictionary<WhyNot, int> removed, int of)
    {
        if (!need.IsOpen)
            return ["The referral needs no slot."];
        if (of == 0)
            return ["No clinician is known."];
        return [.. removed.OrderBy(r => r.Key).Select(r => $"{r.Value} of {of} clinicians {Because(r.Key, need)}.")];
    }

    private static string Because(WhyNot why, MatchNeed need) => why switch
    {
        WhyNot.ServiceLine => $"do not serve {need.Must.ServiceLine}",
        WhyNot.Licence when need.Must.State is null => "cannot be matched while the patient's state is not known",
        WhyNot.Licence => $"are not licensed in {need.Must.State}",
        WhyNot.Language when need.Must.Languages!.Contains(SlotNeed.UnknownLanguage) =>
            "cannot be matched while the patient's language is required and not known",
        WhyNot.Language => $"neither speak {Languages(need)} nor have an interpreter",
        WhyNot.VisitType => $"do not offer visits by {need.Must.VisitType?.Wire()}",
        WhyNot.Age when need.Must.BirthDate is null => "have age limits while the patient's age is not known",
        WhyNot.Age => "do not see patients of this age",
        WhyNot.FreeSlot => "have no free slot in the time looked at",
        WhyNot.NeedBy => "have their first free slot after the need-by",
        _ => throw new UnreachableException($"No sentence for {why}."),
    };

    private static string Languages(MatchNeed need) => string.Join(" and ", need.Must.Languages ?? []);
}
