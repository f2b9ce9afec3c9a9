using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The requirements of a referral for a clinician and a slot. Matching and the commit use the same need and
/// the same <see cref="SlotRules"/>, so the commit accepts every slot that matching offers.</summary>
/// <param name="Referral">The referral.</param>
/// <param name="ServiceLine">The clinician must serve it.</param>
/// <param name="State">The US state where the patient is; the clinician must be licensed there. Null when unknown or
/// abroad: then no clinician is licensed for it.</param>
/// <param name="BirthDate">The clinician must see patients of this age on the day of the visit. Null when unknown: then
/// only clinicians without age limits.</param>
/// <param name="VisitType">Preferred visit type: matching offers only such slots; a person may choose another.</param>
/// <param name="Languages">BCP 47; each must be spoken or interpreted. No clinician speaks
/// <see cref="UnknownLanguage"/>.</param>
/// <param name="NeedBy">Latest start of the visit; null for none.</param>
/// <param name="MissingDocuments">Missing required documents, e.g. <c>document:medication-list</c>.</param>
/// <param name="GivesUp">Holds and bookings that the referral gives up in this step; they count as free.</param>
/// <param name="Overrule">Reason to ignore need-by and documents; null for none.</param>
public sealed record SlotNeed(
    ReferralId Referral, ServiceLineId ServiceLine, string? State, LocalDate? BirthDate, VisitType? VisitType,
    IReadOnlyList<string>? Languages = null, Instant? NeedBy = null, IReadOnlyList<string>? MissingDocuments = null,
    IReadOnlyList<OwnSlot>? GivesUp = null, string? Overrule = null)
{
    /// <summary>Codes of the patient's access needs; the clinician must meet each. Null for none.</summary>
    public IReadOnlyList<string>? AccessNeeds { get; init; }

    /// <summary>BCP 47 for a required but unknown language.</summary>
    public const string UnknownLanguage = "und";

    /// <summary>True when a person gave a reason to overrule need-by and documents.</summary>
    [JsonIgnore]
    public bool IsOverruled => !string.IsNullOrWhiteSpace(Overrule);

    /// <summary>Whether this hold or booking belongs to the referral and is given up in the same step.</summary>
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
