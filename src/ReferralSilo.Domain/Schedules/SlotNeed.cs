using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>
/// What a visit of this referral asks of a clinician and a slot. Matching and the commit are given the same need and
/// ask the same <see cref="SlotRules"/>: what one offers the other does not refuse.
/// </summary>
/// <param name="Referral">For whom.</param>
/// <param name="ServiceLine">Must be served.</param>
/// <param name="State">The US state where the patient is: the clinician must be licensed there. Null when it is not
/// known or abroad: then no licence covers it.</param>
/// <param name="BirthDate">The patient's age on the day of the visit must be served; null when not known, then only
/// clinicians without age limits.</param>
/// <param name="VisitType">A wish: only such slots are offered, and a person may still take another one.</param>
/// <param name="Languages">BCP 47, each of which must be spoken or interpreted; <see cref="UnknownLanguage"/> by
/// nobody.</param>
/// <param name="NeedBy">Last moment for the visit to start; null for none.</param>
/// <param name="MissingDocuments">Required documents that are not there, e.g. <c>document:medication-list</c>.</param>
/// <param name="GivesUp">What the referral gives up in the same step: it takes up no time and counts in no
/// limit.</param>
/// <param name="Overrule">Reason for which need-by and documents do not count; null for none.</param>
public sealed record SlotNeed(
    ReferralId Referral, ServiceLineId ServiceLine, string? State, LocalDate? BirthDate, VisitType? VisitType,
    IReadOnlyList<string>? Languages = null, Instant? NeedBy = null, IReadOnlyList<string>? MissingDocuments = null,
    IReadOnlyList<OwnSlot>? GivesUp = null, string? Overrule = null)
{
    /// <summary>BCP 47 for a language that is required and not known.</summary>
    public const string UnknownLanguage = "und";

    /// <summary>True when a person said why the rules that may be overruled do not count.</summary>
    [JsonIgnore]
    public bool IsOverruled => !string.IsNullOrWhiteSpace(Overrule);

    /// <summary>Whether a hold or booking is the referral's own and given up in the same step.</summary>
    public bool IsGivenUp(string id, ReferralId referral)
    {
        if (GivesUp is null || referral != Referral)
            return false;
        foreach (var own in GivesUp)
            if (own.Id == id)
                return true;
        return false;
    }
}

/// <summary>A hold or booking of the referral itself.</summary>
/// <param name="Id">The hold's or booking's id at the schedule.</param>
/// <param name="Slot">Its slot.</param>
public sealed record OwnSlot(string Id, SlotId Slot);
