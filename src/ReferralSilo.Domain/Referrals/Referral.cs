using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// A request to see one patient for one reason (FHIR ServiceRequest with its Task). Always in exactly one stage; a
/// field exists only in the stage that has it. <see cref="ReferralCase"/> holds the data of all stages.
/// </summary>
/// <param name="Case">Data of all stages.</param>
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

    /// <summary>The clock of the stage; null only when closed.</summary>
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

    /// <summary>The next deadline: the clock, the end of a claim, or the next alert to someone on call.</summary>
    [JsonIgnore]
    public Instant? DueAt => Earlier(Earlier(Clock?.RingsAt, Case.Claim?.ExpiresAt), ReferralOnCall.DueAt(this));

    /// <summary>False when closed.</summary>
    [JsonIgnore]
    public bool IsOpen => this is not Closed;

    /// <summary>The slot of the booked visit, in the stages that have one.</summary>
    public SlotGrant? BookedSlot() => this switch
    {
        Booked s => s.Appointment,
        Arrived s => s.Appointment,
        Completed s => s.Appointment,
        Closed s => s.Appointment,
        _ => null,
    };

    /// <summary>The clinician of the booked visit; without one, that of the newest visit, which the patient
    /// missed.</summary>
    [JsonIgnore]
    public ClinicianId? VisitClinician => BookedSlot()?.Clinician ?? Case.NoShowClinician;

    private static Instant? Earlier(Instant? one, Instant? other) => (one, other) switch
    {
        ({ } a, { } b) => Instant.Min(a, b),
        (var a, var b) => a ?? b,
    };

    internal Referral With(Clock clock) => this switch
    {
        Received s => s with { Review = clock },
        InformationRequested s => s with { Information = clock },
        Accepted s => s with { FirstContact = clock },
        Contacting s => s with { NextContact = clock },
        Waiting s => s with { Booking = clock },
        Offered s => s with { Offer = clock },
        Booked s => s with { Visit = clock },
        Arrived s => s with { Completion = clock },
        Completed s => s with { LoopClosure = clock },
        Ended s => s with { LoopClosure = clock },
        _ => throw new UnreachableException($"{Stage} has no clock."),
    };

    /// <summary>Waiting for a nurse's review.</summary>
    public sealed record Received(ReferralCase Case, Clock Review) : Referral(Case);

    /// <summary>The source was asked for information and must answer.</summary>
    public sealed record InformationRequested(ReferralCase Case, Clock Information, IReadOnlyList<string> Items,
        string? Message) : Referral(Case);

    /// <summary>Triage accepted it; the patient has not been contacted yet.</summary>
    public sealed record Accepted(ReferralCase Case, Clock FirstContact) : Referral(Case);

    /// <summary>The desk is trying to reach the patient.</summary>
    public sealed record Contacting(ReferralCase Case, Clock NextContact) : Referral(Case);

    /// <summary>The patient was reached and waits for a slot.</summary>
    public sealed record Waiting(ReferralCase Case, Clock Booking) : Referral(Case);

    /// <summary>Slots are held and offered. The clock is the end of the offer. After it the offer is over, even
    /// before an event says so.</summary>
    public sealed record Offered(ReferralCase Case, Clock Offer, IReadOnlyList<SlotGrant> Holds) : Referral(Case);

    /// <summary>A visit is booked.</summary>
    public sealed record Booked(ReferralCase Case, Clock Visit, SlotGrant Appointment, Instant BookedAt,
        Instant? ConfirmedAt = null) : Referral(Case);

    /// <summary>The patient is in the visit.</summary>
    public sealed record Arrived(ReferralCase Case, Clock Completion, SlotGrant Appointment, Instant BookedAt)
        : Referral(Case);

    /// <summary>The visit took place; the source has not acknowledged the outcome yet.</summary>
    public sealed record Completed(ReferralCase Case, Clock LoopClosure, SlotGrant Appointment, Instant BookedAt,
        string Outcome) : Referral(Case);

    /// <summary>Ended without a visit (declined, redirected, withdrawn, unreachable); not acknowledged yet.</summary>
    public sealed record Ended(ReferralCase Case, Clock LoopClosure, Stage EndedAs, string Reason) : Referral(Case);

    /// <summary>Closed; no action is left.</summary>
    public sealed record Closed(ReferralCase Case, Stage ClosedFrom, SlotGrant? Appointment, Instant? BookedAt,
        string Outcome) : Referral(Case)
    {
        /// <summary>When it ended without a visit; null after a visit, and for what an older program closed.</summary>
        public Instant? EndedAt { get; init; }
    }
}

/// <summary>The data of a referral in all its stages.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Number">Number for use on the phone, <c>RS-7F3K-9Q2M</c>.</param>
/// <param name="Submission">The latest submission of the sender.</param>
/// <param name="ServiceLine">Service line of the current queue.</param>
/// <param name="Priority">Current priority.</param>
/// <param name="NeedBy">The visit should have taken place by this instant.</param>
/// <param name="Eligibility">Latest result of the eligibility rules.</param>
/// <param name="Missing">Missing items.</param>
/// <param name="Claim">The claim; it expires without an event.</param>
/// <param name="AssignedTo">Staff id of the assigned person.</param>
/// <param name="ContactAttempts">Contact attempts, oldest first.</param>
/// <param name="Consents">The consent that counts of each kind and purpose, those of the patient's other referrals
/// included.</param>
/// <param name="NoShows">Number of missed visits.</param>
/// <param name="SourceAcknowledgedAt">When the source acknowledged the outcome.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="PastBookings">Bookings that the referral gave up, newest last; a late message about one does not
/// restore it. Null for none; at most 20.</param>
/// <param name="Documents">Documents of the referral, oldest first; null for none.</param>
public sealed record ReferralCase(
    ReferralId Id, string Number, Submission Submission, ServiceLineId ServiceLine, Priority Priority, Instant? NeedBy,
    EligibilityResult Eligibility, IReadOnlyList<MissingInformation> Missing, StaffClaim? Claim, string? AssignedTo,
    IReadOnlyList<ContactAttemptRecord> ContactAttempts, IReadOnlyList<Consent> Consents, int NoShows,
    Instant? SourceAcknowledgedAt, Instant ReceivedAt, IReadOnlyList<string>? PastBookings = null,
    IReadOnlyList<ReferralDocument>? Documents = null)
{
    /// <summary>Maximum number of past bookings; a message is late by minutes, not by twenty bookings.</summary>
    private const int MostPast = 20;

    /// <summary>Adds a booking that the referral gave up or finished.</summary>
    public ReferralCase Past(string booking) =>
        this with { PastBookings = [.. (PastBookings ?? []).TakeLast(MostPast - 1), booking] };

    /// <summary>The patient to whom the referral belongs, also after a merge; null until a referral of an older version
    /// has one.</summary>
    public PatientId? PatientId { get; init; }

    /// <summary>What is known of the patient otherwise than from this referral; null for nothing.</summary>
    public PatientCopy? Copy { get; init; }

    /// <summary>The alerts of the newest alarm to people on call; null when none was due.</summary>
    public OnCallRun? OnCall { get; init; }

    /// <summary>When it was last opened again: contact attempts are counted from then on. Null for never.</summary>
    public Instant? ReopenedAt { get; init; }

    /// <summary>The clinician of the newest missed visit; null for none, and when an older program recorded
    /// it.</summary>
    public ClinicianId? NoShowClinician { get; init; }

    /// <summary>The consents that came with this referral; null when they are <see cref="Consents"/>.</summary>
    public IReadOnlyList<Consent>? OwnConsents { get; init; }

    /// <summary>The service lines out of which it was routed, each once, the last one last: what the patient keeps
    /// private in one of them stays private. Null for none, and for what an older program routed.</summary>
    public IReadOnlyList<FormerLine>? FormerLines { get; init; }

    /// <summary>The patient: as sent with this referral, with what was corrected.</summary>
    [JsonIgnore]
    public Patient Patient => Corrected(Submission);

    /// <summary>The patient whose record shows this referral; another than <see cref="PatientId"/> after a
    /// merge.</summary>
    [JsonIgnore]
    public PatientId? ShownPatient => Copy?.Patient ?? PatientId;

    /// <summary>The consents that came with this referral.</summary>
    [JsonIgnore]
    public IReadOnlyList<Consent> Own => OwnConsents ?? Consents;

    /// <summary>True when the consent to telehealth that counts was given.</summary>
    [JsonIgnore]
    public bool HasTelehealthConsent => ConsentOrder.IsGiven(Consents, ConsentKind.Telehealth);

    /// <summary>What the rules judge: the submission with the corrected patient and the consents that count.</summary>
    internal Submission Judged(Submission submission) =>
        submission with { Patient = Corrected(submission), Consents = Consents };

    internal ReferralCase Unclaimed() => this with { Claim = null };

    /// <summary>Adds consents of this referral. One that is given is not missing any more.</summary>
    internal ReferralCase With(IReadOnlyList<Consent> consents) => consents.Count == 0 ? this
        : consents.All(c => c.RecordedAt is null) ? Replacing(consents)
        : Combined(ConsentOrder.Add(Own, consents), Copy);

    /// <summary>Replaces the copy of the patient.</summary>
    internal ReferralCase With(PatientCopy copy) => Combined(Own, copy) with { Copy = copy };

    /// <summary>The same as an older program: its events must make the states that it stored.</summary>
    private ReferralCase Replacing(IReadOnlyList<Consent> consents) => this with
    {
        Consents = [.. Consents.Where(c => consents.All(n => n.Kind != c.Kind)), .. consents],
        Missing = [.. Missing.Where(m => !consents.Any(c => c.Given && c.Kind == MissingItems.ConsentKindOf(m.What)))],
    };

    private ReferralCase Combined(IReadOnlyList<Consent> own, PatientCopy? copy)
    {
        var consents = copy?.Consents is { Count: > 0 } others ? ConsentOrder.Add(own, others) : null;
        var counts = consents ?? own;
        return this with
        {
            Consents = counts, OwnConsents = consents is null ? null : own,
            Missing = Missing.Any(IsThere) ? [.. Missing.Where(m => !IsThere(m))] : Missing,
        };

        bool IsThere(MissingInformation item) => MissingItems.ConsentKindOf(item.What) is { } kind
            && ConsentOrder.IsGiven(counts, kind);
    }

    private Patient Corrected(Submission submission)
    {
        var sent = GuardianCopies.Without(submission);
        return Copy?.Corrected?.ApplyTo(sent) ?? sent;
    }

    /// <summary><see cref="FormerLines"/> once it is routed to this line now.</summary>
    internal IReadOnlyList<FormerLine>? Leaving(ServiceLineId to, Instant now) =>
        ServiceLine == to || ServiceLine == ServiceLineId.Unassigned ? FormerLines
            : [.. (FormerLines ?? []).Where(l => l.Line != ServiceLine), new FormerLine(ServiceLine, now)];
}

/// <summary>A service line out of which a referral was routed.</summary>
/// <param name="Line">The service line.</param>
/// <param name="LeftAt">When it was routed out of it last.</param>
public sealed record FormerLine(ServiceLineId Line, Instant LeftAt);

/// <summary>One stage's clock.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="StartedAt">When the stage began.</param>
/// <param name="DueAt">The target instant.</param>
/// <param name="Rings">Number of reminders since the target was missed.</param>
/// <param name="RingsAt">When it rings next: at the target, then repeatedly until someone acts.</param>
public sealed record Clock(ClockKind Kind, Instant StartedAt, Instant DueAt, int Rings, Instant RingsAt)
{
    /// <summary>True after the target was missed.</summary>
    [JsonIgnore]
    public bool Breached => Rings > 0;

    /// <summary>A new clock that first rings at its target.</summary>
    public static Clock Start(ClockKind kind, Instant now, Instant dueAt) => new(kind, now, dueAt, 0, dueAt);
}

/// <summary>One attempt to contact the patient.</summary>
/// <param name="Channel">How.</param>
/// <param name="Outcome">Result.</param>
/// <param name="Note">Note of the person.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="By">Staff id.</param>
public sealed record ContactAttemptRecord(Channel Channel, ContactOutcome Outcome, string? Note, Instant At, string By);

/// <summary>A document of the referral.</summary>
/// <param name="Kind">Its kind, or the name that the clinician entered.</param>
/// <param name="Status">Kebab-case; <see cref="Named"/> when only the name is known.</param>
/// <param name="At">When it was received or named.</param>
public sealed record ReferralDocument(string Kind, string Status, Instant At)
{
    /// <summary>Named at the end of the visit; its content is not stored here.</summary>
    public const string Named = "named";
}

/// <summary>The person who claimed the referral, and the end of the claim.</summary>
/// <param name="By">Staff id.</param>
/// <param name="ExpiresAt">When it ends without an event.</param>
/// <param name="TakenFrom">Staff id of the person from whom it was taken over; null when it was not.</param>
/// <param name="MayTriage">False when the person may not triage: such a claim stops no alarm. Null for true.</param>
public sealed record StaffClaim(string By, Instant ExpiresAt, string? TakenFrom = null, bool? MayTriage = null);

/// <summary>A slot that the schedule granted to this referral, as a hold or a booking.</summary>
/// <param name="Id">The hold's or booking's id at the schedule.</param>
/// <param name="Slot">The slot's opaque id.</param>
/// <param name="Clinician">The clinician.</param>
/// <param name="Start">Start, inclusive.</param>
/// <param name="End">End, exclusive.</param>
/// <param name="VisitType">Video or phone.</param>
/// <param name="HeldUntil">End of the hold; null for a booking.</param>
/// <param name="FromHold">In a message of the schedule about a booking: the hold that became the booking.</param>
/// <param name="Overrule">Reason to overrule a rule; null for none.</param>
public sealed record SlotGrant(
    string Id, string Slot, ClinicianId Clinician, Instant Start, Instant End, VisitType VisitType,
    Instant? HeldUntil = null, string? FromHold = null, string? Overrule = null)
{
    /// <summary>Why the patient has another visit at the same time; null when they have none.</summary>
    public string? OverruleVisit { get; init; }
}
