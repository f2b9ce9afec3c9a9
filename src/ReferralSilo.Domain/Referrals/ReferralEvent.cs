using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>An event of a referral. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(ChangedBySender), "changed-by-sender")]
[JsonDerivedType(typeof(Claimed), "claimed")]
[JsonDerivedType(typeof(ClaimEnded), "claim-ended")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(InformationRequested), "information-requested")]
[JsonDerivedType(typeof(InformationSupplied), "information-supplied")]
[JsonDerivedType(typeof(Routed), "routed")]
[JsonDerivedType(typeof(Prioritized), "prioritized")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(PatientContacted), "patient-contacted")]
[JsonDerivedType(typeof(ContactDue), "contact-due")]
[JsonDerivedType(typeof(PatientReached), "patient-reached")]
[JsonDerivedType(typeof(ConsentRecorded), "consent-recorded")]
[JsonDerivedType(typeof(SlotsOffered), "slots-offered")]
[JsonDerivedType(typeof(HoldLost), "hold-lost")]
[JsonDerivedType(typeof(OfferEnded), "offer-ended")]
[JsonDerivedType(typeof(AppointmentBooked), "appointment-booked")]
[JsonDerivedType(typeof(AppointmentMoved), "appointment-moved")]
[JsonDerivedType(typeof(AppointmentCancelled), "appointment-cancelled")]
[JsonDerivedType(typeof(VisitConfirmed), "visit-confirmed")]
[JsonDerivedType(typeof(PatientArrived), "patient-arrived")]
[JsonDerivedType(typeof(VisitCompleted), "visit-completed")]
[JsonDerivedType(typeof(PatientDidNotCome), "patient-did-not-come")]
[JsonDerivedType(typeof(SourceAcknowledged), "source-heard")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(TargetBreached), "target-breached")]
public abstract record ReferralEvent
{
    /// <summary>Received, with the eligibility result and the first clock.</summary>
    public sealed record Received(ReferralId Id, string Number, Submission Submission, ServiceLineId ServiceLine,
        EligibilityView Eligibility, IReadOnlyList<MissingItem> Missing, Clock Clock) : ReferralEvent;

    /// <summary>
    /// The order was sent again with changes. <paramref name="Fields"/>: JSON pointers of the differences.
    /// <paramref name="Submission"/>: all data of the sender so far. <paramref name="Consents"/>: the new ones.
    /// </summary>
    public sealed record ChangedBySender(
        Submission Submission, IReadOnlyList<string> Fields, ServiceLineId ServiceLine, Priority From, Priority To,
        Instant? NeedBy, IReadOnlyList<Consent> Consents, EligibilityView Eligibility,
        IReadOnlyList<MissingItem> Missing, Clock Clock)
            : ReferralEvent;

    /// <summary>Someone claimed it.</summary>
    public sealed record Claimed(StaffClaim Claim) : ReferralEvent;

    /// <summary>The claim ended: <c>released</c>, <c>expired</c> or <c>order-changed</c>.</summary>
    public sealed record ClaimEnded(string By, string How) : ReferralEvent;

    /// <summary>Triage accepted it. <paramref name="Overrule"/>: the reason when a failed rule was overruled.</summary>
    public sealed record Accepted(string? Overrule, string? Note, Clock Clock) : ReferralEvent;

    /// <summary>The source was asked for information.</summary>
    public sealed record InformationRequested(IReadOnlyList<string> Items, string? Message, Clock Clock)
        : ReferralEvent;

    /// <summary>The source answered.</summary>
    public sealed record InformationSupplied(IReadOnlyList<string> Items, string? Message, Clock Clock) : ReferralEvent;

    /// <summary>Moved to another service line and evaluated by its rules.</summary>
    public sealed record Routed(ServiceLineId From, ServiceLineId To, string? Reason, EligibilityView Eligibility,
        IReadOnlyList<MissingItem> Missing, Clock Clock) : ReferralEvent;

    /// <summary>New priority and need-by; the running clock was recalculated.</summary>
    public sealed record Prioritized(Priority From, Priority To, Instant? NeedBy, string? Reason, Clock Clock)
        : ReferralEvent;

    /// <summary>The assignee was set or removed.</summary>
    public sealed record Assigned(string? To) : ReferralEvent;

    /// <summary>Ended without a visit: declined, redirected, withdrawn or unreachable.</summary>
    public sealed record Ended(Stage As, string Reason, string? To, Clock Clock) : ReferralEvent;

    /// <summary>One contact attempt; does not change the stage.</summary>
    public sealed record PatientContacted(ContactAttemptView Attempt) : ReferralEvent;

    /// <summary>The next contact attempt is due.</summary>
    public sealed record ContactDue(Clock Clock) : ReferralEvent;

    /// <summary>The patient was reached and waits for a slot.</summary>
    public sealed record PatientReached(Clock Clock) : ReferralEvent;

    /// <summary>A consent was given or withdrawn.</summary>
    public sealed record ConsentRecorded(Consent Consent) : ReferralEvent;

    /// <summary>Slots are held and offered; they replace earlier holds of this referral.</summary>
    public sealed record SlotsOffered(IReadOnlyList<SlotGrant> Holds, Clock Clock) : ReferralEvent;

    /// <summary>The schedule ended a hold.</summary>
    public sealed record HoldLost(string HoldId, string Reason) : ReferralEvent;

    /// <summary>The offer ended: <c>expired</c>, <c>declined</c> or <c>lost</c>.</summary>
    public sealed record OfferEnded(string How, string? Reason, Clock Clock) : ReferralEvent;

    /// <summary>A visit is booked.</summary>
    public sealed record AppointmentBooked(SlotGrant Appointment, Instant At, Clock Clock) : ReferralEvent;

    /// <summary>The visit was moved; the old slot was released.</summary>
    public sealed record AppointmentMoved(SlotGrant From, SlotGrant To, string? Reason, Instant At, Clock Clock)
        : ReferralEvent;

    /// <summary>The visit was cancelled; back to contacting.</summary>
    public sealed record AppointmentCancelled(string Reason, Clock Clock) : ReferralEvent;

    /// <summary>The patient confirmed the booked visit.</summary>
    public sealed record VisitConfirmed(Instant At) : ReferralEvent;

    /// <summary>The patient arrived.</summary>
    public sealed record PatientArrived(Clock Clock) : ReferralEvent;

    /// <summary>The visit took place.</summary>
    public sealed record VisitCompleted(string Outcome, IReadOnlyList<string> Documents, Clock Clock) : ReferralEvent;

    /// <summary>The patient missed the visit; back to contacting.</summary>
    public sealed record PatientDidNotCome(string? Note, Clock Clock) : ReferralEvent;

    /// <summary>The source acknowledged the outcome.</summary>
    public sealed record SourceAcknowledged(Instant At, string? Note) : ReferralEvent;

    /// <summary>The referral was closed.</summary>
    public sealed record Closed(string? Note) : ReferralEvent;

    /// <summary>The target was missed; the clock rings again at <paramref name="RingsAt"/>.</summary>
    public sealed record TargetBreached(ClockKind Kind, Instant DueAt, int Rings, Instant RingsAt) : ReferralEvent;
}
