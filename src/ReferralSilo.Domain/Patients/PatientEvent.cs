using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>An event of a patient's record. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Learned), "learned")]
[JsonDerivedType(typeof(Corrected), "corrected")]
[JsonDerivedType(typeof(ConsentRecorded), "consent-recorded")]
[JsonDerivedType(typeof(DeathRecorded), "death-recorded")]
[JsonDerivedType(typeof(VisitClaimed), "visit-claimed")]
[JsonDerivedType(typeof(VisitReleased), "visit-released")]
[JsonDerivedType(typeof(MergedInto), "merged-into")]
[JsonDerivedType(typeof(Separated), "separated")]
[JsonDerivedType(typeof(Absorbed), "absorbed")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(TakerChanged), "taker-changed")]
[JsonDerivedType(typeof(RelatedPersonAdded), "related-person-added")]
[JsonDerivedType(typeof(RelatedPersonCorrected), "related-person-corrected")]
[JsonDerivedType(typeof(RelatedPersonRemoved), "related-person-removed")]
[JsonDerivedType(typeof(PrivacyRecorded), "privacy-recorded")]
public abstract record PatientEvent
{
    private PatientEvent() { }

    /// <summary>A referral reported its facts; the first one creates the record.</summary>
    public sealed record Learned(PatientId Id, PatientFacts Facts) : PatientEvent;

    /// <summary>Fields were corrected.</summary>
    /// <param name="Fields">What was corrected by this command.</param>
    /// <param name="SafeContact">The new safe-to-contact note; null when it stayed.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Corrected(PatientCorrections Fields, SafeContact? SafeContact, string Reason) : PatientEvent;

    /// <summary>A consent was given or withdrawn.</summary>
    public sealed record ConsentRecorded(Consent Consent) : PatientEvent;

    /// <summary>The patient died; null: they live.</summary>
    public sealed record DeathRecorded(Death? Death, string Reason) : PatientEvent
    {
        /// <summary>When it was said that they live; null for a death, and in an event of an older program.</summary>
        public Instant? LivesSince { get; init; }
    }

    /// <summary>The time of a visit was claimed; claims that were found to be stale end.</summary>
    public sealed record VisitClaimed(VisitClaim Claim, IReadOnlyList<string>? Ended = null) : PatientEvent;

    /// <summary>A claim was given up.</summary>
    public sealed record VisitReleased(string Booking) : PatientEvent;

    /// <summary>Another record took over.</summary>
    public sealed record MergedInto(PatientId Into, Instant At, long Number) : PatientEvent;

    /// <summary>It is the patient's own record again.</summary>
    public sealed record Separated(PatientId From, long Number) : PatientEvent;

    /// <summary>It took over another record, or that one changed.</summary>
    public sealed record Absorbed(AbsorbedRecord Record) : PatientEvent;

    /// <summary>A record that it had taken over is separated.</summary>
    public sealed record Released(SeparatedRecord Record) : PatientEvent;

    /// <summary>Staff added a guardian, caregiver or other person.</summary>
    public sealed record RelatedPersonAdded(RelatedPerson Person, string? Reason) : PatientEvent;

    /// <summary>What is known of one was corrected, or one whom a sender named was confirmed.</summary>
    public sealed record RelatedPersonCorrected(RelatedPerson Person, string Reason) : PatientEvent;

    /// <summary>One has no role any more.</summary>
    public sealed record RelatedPersonRemoved(RelatedPerson Person, string Reason) : PatientEvent;

    /// <summary>The patient keeps something private, or no longer.</summary>
    public sealed record PrivacyRecorded(PrivateTopic Topic, string Reason) : PatientEvent;

    /// <summary>The record that took over changed.</summary>
    public sealed record TakerChanged(TakerCopy Taker) : PatientEvent;
}
