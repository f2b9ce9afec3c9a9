using NodaTime;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>A command to a patient's record, or a message of another stream.</summary>
public abstract record PatientCommand
{
    private PatientCommand() { }

    /// <summary>Corrects fields. Refused: <c>patient-merged</c>.</summary>
    /// <param name="Fields">The corrected parts; null parts stay.</param>
    /// <param name="SafeContact">The new safe-to-contact note; null: stays.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Correct(PatientCorrections Fields, SafeContact? SafeContact, string Reason) : PatientCommand
    {
        /// <summary>The numbers that the person saw. One of them that is not named any more was wrong; another one is
        /// kept. Null for all.</summary>
        public IReadOnlyList<PhoneNumber>? SeenPhones { get; init; }
    }

    /// <summary>Adds a guardian, caregiver or other person. Refused: <c>patient-merged</c>,
    /// <c>too-many-related-people</c>.</summary>
    public sealed record AddRelatedPerson(RelatedPerson Person, string? Reason) : PatientCommand;

    /// <summary>Replaces what is known of one, and confirms one whom only a sender named. Refused:
    /// <c>patient-merged</c>, <c>related-person-unknown</c>.</summary>
    public sealed record CorrectRelatedPerson(RelatedPerson Person, string Reason) : PatientCommand;

    /// <summary>Removes one. Refused: <c>patient-merged</c>, <c>related-person-unknown</c>.</summary>
    public sealed record RemoveRelatedPerson(string Id, string Reason) : PatientCommand;

    /// <summary>Records what the patient keeps private. Refused: <c>patient-merged</c>,
    /// <c>too-many-private-topics</c>.</summary>
    public sealed record RecordPrivacy(PrivateTopic Topic, string Reason) : PatientCommand;

    /// <summary>Records a consent. Refused: <c>patient-merged</c>, and <c>may-not-consent</c> when it is given by a
    /// related person who may not consent for the patient.</summary>
    public sealed record Consent(Referrals.Consent Given) : PatientCommand;

    /// <summary>Records that the patient died, or that they live. Refused: <c>patient-merged</c>.</summary>
    public sealed record RecordDeath(bool Deceased, LocalDate? On, string Reason) : PatientCommand;

    /// <summary>A referral of this patient reports its facts; the first one creates the record.</summary>
    public sealed record Learn(PatientId Id, PatientFacts Facts) : PatientCommand;

    /// <summary>Claims the time of a visit. Refused: <c>patient-has-visit</c>, <c>patient-merged</c>.</summary>
    /// <param name="Visit">The visit.</param>
    /// <param name="Overruled">True when a reason overrules the rule.</param>
    public sealed record ClaimVisit(PatientVisit Visit, bool Overruled) : PatientCommand;

    /// <summary>Gives up a claim whose booking was refused.</summary>
    public sealed record ReleaseVisit(string Booking) : PatientCommand;

    /// <summary>This record is merged into another one, or is the patient's own again; decided before.</summary>
    public sealed record FollowMerge(PendingMerge Decided) : PatientCommand;

    /// <summary>Another record was merged into this one, or changed since.</summary>
    public sealed record Absorb(AbsorbedRecord Record) : PatientCommand;

    /// <summary>Another record is separated from this one.</summary>
    public sealed record Release(SeparatedRecord Record) : PatientCommand;

    /// <summary>The record that took over changed.</summary>
    public sealed record LearnTaker(PatientId Into, TakerCopy Taker) : PatientCommand;

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => GetType().Name;
}
