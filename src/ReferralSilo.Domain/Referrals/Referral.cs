using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// One request that a patient be seen for one reason (FHIR ServiceRequest with its Task). Always in exactly one
/// stage; a field exists only in the stage that has it. What every stage carries is the <see cref="ReferralCase"/>.
/// </summary>
/// <param name="Case">What every stage carries.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "state")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(InformationRequested), "information-requested")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Contacting), "contacting")]
[JsonDerivedType(typeof(Waiting), "waiting")]
[JsonDerivedType(typeof(Offered), "offered")]
[JsonDerivedType(typeof(Booked), "booked")]
[JsonDerivedType(typeof(Arrived), "arrived")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Closed), "closed")]
public abstract record Referral(ReferralCase Case)
{
    /// <summary>The stage's public name.</summary>
    [JsonIgnore]
    public Stage Stage => this switch
    {
        Received => Stage.Received,
        InformationRequested => Stage.InformationRequested,
        Accepted => Stage.Accepted,
        Contacting => Stage.Contacting,
        Waiting => Stage.Waiting,
        Offered => Stage.Offered,
        Booked => Stage.Booked,
        Arrived => Stage.Arrived,
        Completed => Stage.Completed,
        Ended s => s.EndedAs,
        Closed => Stage.Closed,
        _ => throw new UnreachableException(),
    };

    /// <summary>Who must act by when; null only once closed.</summary>
    [JsonIgnore]
    public Clock? Clock => this switch
    {
        Received s => s.Review,
        InformationRequested s => s.Information,
        Accepted s => s.FirstContact,
        Contacting s => s.NextContact,
        Waiting s => s.Booking,
        Offered s => s.Offer,
        Booked s => s.Visit,
        Arrived s => s.Completion,
        Completed s => s.LoopClosure,
        Ended s => s.LoopClosure,
        _ => null,
    };

    /// <summary>When the referral must next be woken: its clock, or the end of a claim.</summary>
    [JsonIgnore]
    public Instant? DueAt => (Clock?.RingsAt, Case.Claim?.ExpiresAt) switch
    {
        ({ } ring, { } claim) => Instant.Min(ring, claim),
        (var ring, var claim) => ring ?? claim,
    };

    /// <summary>False once nothing more is to be done.</summary>
    [JsonIgnore]
    public bool IsOpen => this is not Closed;

    /// <summary>Waiting for a nurse's review.</summary>
    public sealed record Received(ReferralCase Case, Clock Review) : Referral(Case);

    /// <summary>The source was asked; the clock is theirs.</summary>
    public sealed record InformationRequested(ReferralCase Case, Clock Information, IReadOnlyList<string> Items,
        string? Message) : Referral(Case);

    /// <summary>Triage said yes; nobody has contacted the patient yet.</summary>
    public sealed record Accepted(ReferralCase Case, Clock FirstContact) : Referral(Case);

    /// <summary>The desk is trying to reach the patient.</summary>
    public sealed record Contacting(ReferralCase Case, Clock NextContact) : Referral(Case);

    /// <summary>Reached; waits for a slot.</summary>
    public sealed record Waiting(ReferralCase Case, Clock Booking) : Referral(Case);

    /// <summary>Slots are held and put to the patient; the clock is the offer's end, judged lazily.</summary>
    public sealed record Offered(ReferralCase Case, Clock Offer, IReadOnlyList<SlotGrant> Holds) : Referral(Case);

    /// <summary>A visit is booked.</summary>
    public sealed record Booked(ReferralCase Case, Clock Visit, SlotGrant Appointment, Instant BookedAt)
        : Referral(Case);

    /// <summary>The patient is in the visit.</summary>
    public sealed record Arrived(ReferralCase Case, Clock Completion, SlotGrant Appointment, Instant BookedAt)
        : Referral(Case);

    /// <summary>The visit took place; the loop to the source is still open.</summary>
    public sealed record Completed(ReferralCase Case, Clock LoopClosure, SlotGrant Appointment, Instant BookedAt,
        string Outcome) : Referral(Case);

    /// <summary>Ended without a visit (declined, redirected, withdrawn, unreachable); the source must still hear
    /// it.</summary>
    public sealed record Ended(ReferralCase Case, Clock LoopClosure, Stage EndedAs, string Reason) : Referral(Case);

    /// <summary>Nothing more is to be done.</summary>
    public sealed record Closed(ReferralCase Case, Stage ClosedFrom, SlotGrant? Appointment, Instant? BookedAt,
        string Outcome) : Referral(Case);
}

/// <summary>What a referral carries through all its stages.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Number">What people read out, <c>RS-7F3K-9Q2M</c>.</param>
/// <param name="Submission">What the sender said, the last time it was sent.</param>
/// <param name="ServiceLine">Whose queue it is in now.</param>
/// <param name="Priority">Current priority.</param>
/// <param name="NeedBy">Moment by which the visit should have taken place.</param>
/// <param name="Eligibility">Latest answer of the rules.</param>
/// <param name="Missing">What is still missing.</param>
/// <param name="Claim">Who works on it; judged lazily against its end.</param>
/// <param name="AssignedTo">Staff id.</param>
/// <param name="ContactAttempts">Tries to reach the patient, oldest first.</param>
/// <param name="Consents">Latest consent of each kind.</param>
/// <param name="NoShows">How often the patient did not come.</param>
/// <param name="SourceAcknowledgedAt">When the source acknowledged the end.</param>
/// <param name="ReceivedAt">When it was kept.</param>
/// <param name="PastBookings">
/// Bookings it had and gave up, newest last: heard of late, they do not come back. Null for none; at most 20.
/// </param>
/// <param name="Documents">Documents of the referral, oldest first; null for none.</param>
public sealed record ReferralCase(
    ReferralId Id, string Number, Submission Submission, ServiceLineId ServiceLine, Priority Priority, Instant? NeedBy,
    EligibilityView Eligibility, IReadOnlyList<MissingItem> Missing, StaffClaim? Claim, string? AssignedTo,
    IReadOnlyList<ContactAttemptView> ContactAttempts, IReadOnlyList<Consent> Consents, int NoShows,
    Instant? SourceAcknowledgedAt, Instant ReceivedAt, IReadOnlyList<string>? PastBookings = null,
    IReadOnlyList<DocumentView>? Documents = null)
{
    /// <summary>Most past bookings remembered; a fact is heard late by seconds or minutes, not by twenty
    /// bookings.</summary>
    private const int MostPast = 20;

    /// <summary>The booking is given up or over, and is known not to be ours any more.</summary>
    public ReferralCase Past(string booking) =>
        this with { PastBookings = [.. (PastBookings ?? []).TakeLast(MostPast - 1), booking] };
}

/// <summary>One stage's clock.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="StartedAt">When the stage began.</param>
/// <param name="DueAt">The target.</param>
/// <param name="Rings">How often it has rung since the target was missed.</param>
/// <param name="RingsAt">When it rings next: at the target, then again while nobody acts.</param>
public sealed record Clock(ClockKind Kind, Instant StartedAt, Instant DueAt, int Rings, Instant RingsAt)
{
    /// <summary>True once the target was missed.</summary>
    [JsonIgnore]
    public bool Breached => Rings > 0;

    /// <summary>A fresh clock that first rings at its target.</summary>
    public static Clock Start(ClockKind kind, Instant now, Instant dueAt) => new(kind, now, dueAt, 0, dueAt);
}

/// <summary>Who took the referral and until when.</summary>
public sealed record StaffClaim(string By, Instant ExpiresAt);

/// <summary>A slot the schedule has granted to this referral, as a hold or a booking.</summary>
/// <param name="Id">The hold's or booking's id at the schedule.</param>
/// <param name="Slot">The slot's opaque id.</param>
/// <param name="Clinician">Whose.</param>
/// <param name="Start">Start, inclusive.</param>
/// <param name="End">End, exclusive.</param>
/// <param name="VisitType">Video or phone.</param>
/// <param name="HeldUntil">Until when the schedule holds it; null for a booking.</param>
/// <param name="FromHold">In what a schedule tells of a booking: the hold that became it, which is gone with
/// it.</param>
/// <param name="Overrule">Why a rule that may be overruled did not count for it; null for no such reason.</param>
public sealed record SlotGrant(
    string Id, string Slot, ClinicianId Clinician, Instant Start, Instant End, VisitType VisitType,
        Instant? HeldUntil = null,
    string? FromHold = null, string? Overrule = null);
