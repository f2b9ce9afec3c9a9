using System.Diagnostics;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>Why a clinician has no slot to offer, in the order of evaluation.</summary>
internal enum NoSlotReason
{
    ServiceLine,
    Licence,
    Language,
    AccessNeed,
    Age,
    VisitType,
    FreeSlot,
    NeedBy,
}

/// <summary>Why a clinician has no slot to offer.</summary>
/// <param name="Reason">The reason under which the clinician is counted.</param>
/// <param name="Nearest">The earliest free slot that only this reason keeps from being offered; null when the reason
/// is about no slot.</param>
internal readonly record struct NoSlot(NoSlotReason Reason, FreeSlot? Nearest);

/// <summary>Sentences about how many clinicians each hard rule removed, in the order of evaluation.</summary>
internal static class NoSlotReasons
{
    public static IReadOnlyList<string> Sentences(MatchNeed need, IReadOnlyDictionary<NoSlotReason, int> removed,
        int of)
    {
        if (!need.IsOpen)
            return ["The referral needs no slot."];
        if (of == 0)
            return ["There is no clinician."];
        return [.. removed.OrderBy(r => r.Key).Select(r => $"{r.Value} of {of} clinicians {Because(r.Key, need)}.")];
    }

    /// <summary>The same as public codes, in the order of evaluation.</summary>
    public static IReadOnlyList<RemovedClinicians> Codes(IReadOnlyDictionary<NoSlotReason, int> removed) =>
        [.. removed.OrderBy(r => r.Key).Select(r => new RemovedClinicians(CodeOf(r.Key), r.Value))];

    /// <summary>The public code of a reason.</summary>
    public static string CodeOf(NoSlotReason why) => why switch
    {
        NoSlotReason.ServiceLine => SlotRefusals.ServiceLineNotServed.Code,
        NoSlotReason.Licence => SlotRefusals.NotLicensed.Code,
        NoSlotReason.Language => SlotRefusals.LanguageNotSpoken.Code,
        NoSlotReason.AccessNeed => SlotRefusals.AccessNeedNotMet.Code,
        NoSlotReason.Age => SlotRefusals.AgeNotServed.Code,
        NoSlotReason.VisitType => ScheduleRefusals.VisitTypeNotOffered.Code,
        NoSlotReason.NeedBy => SlotRefusals.NeedByPassed.Code,
        _ => "no-free-slot",
    };

    private static string Because(NoSlotReason why, MatchNeed need) => why switch
    {
        NoSlotReason.ServiceLine => $"do not serve {need.Must.ServiceLine}",
        NoSlotReason.Licence when need.Must.State is null => "cannot be matched while the patient's state is not known",
        NoSlotReason.Licence => $"are not licensed in {need.Must.State}",
        NoSlotReason.Language when need.Must.Languages!.Contains(SlotNeed.UnknownLanguage) =>
            "cannot be matched while the patient's language is required and not known",
        NoSlotReason.Language => $"neither speak {Languages(need)} nor have an interpreter",
        NoSlotReason.AccessNeed =>
            $"cannot meet the access needs {string.Join(" and ", need.Must.AccessNeeds ?? [])}",
        NoSlotReason.VisitType => $"do not offer visits by {need.Must.VisitType?.WireName()}",
        NoSlotReason.Age when need.Must.BirthDate is null => "have age limits while the patient's age is not known",
        NoSlotReason.Age => "do not see patients of this age",
        NoSlotReason.FreeSlot => "have no free slot in the searched period",
        NoSlotReason.NeedBy => "have their first free slot after the need-by",
        _ => throw new UnreachableException($"No sentence for {why}."),
    };

    private static string Languages(MatchNeed need) => string.Join(" and ", need.Must.Languages ?? []);
}
