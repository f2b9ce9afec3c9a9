using System.Diagnostics;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Domain.Matching;

/// <summary>Says which hard rule removed how many clinicians, in the order in which the rules are asked.</summary>
internal static class MatchWhyNot
{
    public static IReadOnlyList<string> Sentences(MatchNeed need, IReadOnlyDictionary<HardRule, int> removed, int of)
    {
        if (!need.IsOpen)
            return ["The referral needs no slot."];
        if (of == 0)
            return ["No clinician is known."];
        return [.. removed.OrderBy(r => r.Key).Select(r => $"{r.Value} of {of} clinicians {Because(r.Key, need)}.")];
    }

    private static string Because(HardRule rule, MatchNeed need) => rule switch
    {
        HardRule.ServiceLine => $"do not serve {need.ServiceLine}",
        HardRule.Licence when need.State is null => "cannot be matched while the patient's state is not known",
        HardRule.Licence => $"are not licensed in {need.State}",
        HardRule.Language => $"do not speak {need.Language}",
        HardRule.Age when need.Age is null => "have age limits while the patient's age is not known",
        HardRule.Age => "do not see patients of this age",
        HardRule.VisitType => $"do not offer visits by {need.VisitType?.Wire()}",
        HardRule.FreeSlot => "have no free slot in the time looked at",
        HardRule.NeedBy => "have their first free slot after the need-by",
        _ => throw new UnreachableException($"No sentence for {rule}."),
    };
}
