using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>A referral in an API response.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Number">The number for use on the phone, <c>RS-7F3K-9Q2M</c>.</param>
/// <param name="Version">Rises by one with each event; the <c>ETag</c>.</param>
/// <param name="Stage">Current stage.</param>
/// <param name="Clock">The clock of the stage; null once closed.</param>
/// <param name="ServiceLine">Service line of the queue; null when none could be found.</param>
/// <param name="Model">How the referral started.</param>
/// <param name="Source">Source id.</param>
/// <param name="Tracking">Campaign code, form, UTM.</param>
/// <param name="Channel">Intake channel.</param>
/// <param name="Referrer">Referring clinician.</param>
/// <param name="Priority">Current priority.</param>
/// <param name="NeedBy">The visit should have taken place by this instant.</param>
/// <param name="Reason">Reason.</param>
/// <param name="VisitGoal">Goal of the visit.</param>
/// <param name="Patient">Patient.</param>
/// <param name="Preferences">The patient's wishes.</param>
/// <param name="Payer">Payer.</param>
/// <param name="Identifiers">Identifiers in other systems.</param>
/// <param name="Trigger">What triggered the referral.</param>
/// <param name="Eligibility">Result and reason of each eligibility rule.</param>
/// <param name="Missing">Missing items and who can supply them.</param>
/// <param name="ClaimedBy">Staff id of the person who works on it; null when there is no claim or it expired.</param>
/// <param name="ClaimExpiresAt">When the claim expires.</param>
/// <param name="AssignedTo">Staff id of the assigned person.</param>
/// <param name="Holds">Slots that are held now.</param>
/// <param name="OfferExpiresAt">When the current offer ends.</param>
/// <param name="Appointment">The booked visit.</param>
/// <param name="NoShows">Number of missed visits.</param>
/// <param name="ContactAttempts">Contact attempts.</param>
/// <param name="Consents">Consents.</param>
/// <param name="Documents">Documents.</param>
/// <param name="Checklist">Pre-visit checklist.</param>
/// <param name="Outcome">Outcome of the visit, or the reason why the referral ended.</param>
/// <param name="SourceAcknowledgedAt">When the source acknowledged the outcome.</param>
/// <param name="Follows">The earlier referral that this one follows.</param>
/// <param name="PossibleDuplicates">Open referrals of the same person in the same service line.</param>
/// <param name="Actions">Commands that the current stage allows.</param>
/// <param name="ReceivedAt">When it was received.</param>
public sealed record ReferralView(
    string Id, string Number, long Version, Stage Stage, ClockView? Clock, string? ServiceLine, ReferralModel Model,
    string? Source, TrackingInput? Tracking, IntakeChannel Channel, ReferrerInput? Referrer, Priority Priority,
    DateTimeOffset? NeedBy, ReasonInput? Reason, string? VisitGoal, PatientInput Patient, PreferencesInput? Preferences,
    string? Payer, IReadOnlyList<IdentifierInput> Identifiers, string? Trigger, EligibilityView Eligibility,
    IReadOnlyList<MissingItem> Missing, string? ClaimedBy, DateTimeOffset? ClaimExpiresAt, string? AssignedTo,
    IReadOnlyList<HoldView> Holds, DateTimeOffset? OfferExpiresAt, AppointmentView? Appointment, int NoShows,
    IReadOnlyList<ContactAttemptView> ContactAttempts, IReadOnlyList<ConsentInput> Consents,
    IReadOnlyList<DocumentView> Documents, IReadOnlyList<ChecklistItem> Checklist, string? Outcome,
    [property: JsonPropertyName("sourceHeardAt")] DateTimeOffset? SourceAcknowledgedAt, string? Follows,
        IReadOnlyList<string> PossibleDuplicates,
    IReadOnlyList<string> Actions, DateTimeOffset ReceivedAt)
{
    /// <summary>How much of the referral this is; the fields that the level does not have are absent.</summary>
    [JsonIgnore]
    public ViewLevel Level { get; init; } = ViewLevel.Full;

    /// <summary>Optional values of the intake that could not be read (kept as they were sent), or that staff must
    /// check.</summary>
    public IReadOnlyList<IntakeWarning> Warnings { get; init; } = [];

    /// <summary>What the sender must do at once; null unless it is an emergency that no nurse has accepted.</summary>
    public EmergencyAdvice? Emergency { get; init; }

    /// <summary>Other details of the order.</summary>
    public OrderInput? Order { get; init; }

    /// <summary>The patient's number with the payer.</summary>
    public string? MemberId { get; init; }

    /// <summary>True when the person in <see cref="ClaimedBy"/> may not triage: such a claim stops no alarm. Else
    /// null.</summary>
    public bool? ClaimedByDesk { get; init; }

    /// <summary>Staff id of the person from whom the claim was taken over; null when it was not.</summary>
    public string? TakenOverFrom { get; init; }

    /// <summary>The open request for information to the source; null for none.</summary>
    public AskedView? Asked { get; init; }

    /// <summary>The patient and the consents as this referral's source sent them; null when nothing was corrected and
    /// no consent came otherwise.</summary>
    public AsSentView? AsSent { get; init; }

    /// <summary>How the patient may be contacted safely; null when nothing is noted.</summary>
    public SafeContactInput? SafeContact { get; init; }

    /// <summary>True when it is recorded that the patient has died; else null.</summary>
    public bool? Deceased { get; init; }

    /// <summary>The alerts of the newest alarm to the people on call; null when none was due.</summary>
    public OnCallView? OnCall { get; init; }

    /// <summary>True while only the sender or another record says that the patient has died: no message leaves until
    /// staff say at the patient who is right. Else null.</summary>
    public bool? MayHaveDied { get; init; }

    /// <summary>Id of the clinician of the newest missed visit, until another visit is booked; else null.</summary>
    public string? NoShowClinician { get; init; }

    /// <summary>True while the patient keeps this referral private from guardians and others: it is not spoken about
    /// with them. Null otherwise, and for sources.</summary>
    public bool? Private { get; init; }
}

/// <summary>The alerts of one alarm to the people on call.</summary>
/// <param name="NextAt">When the next person is alerted unless someone takes the referral; null when no one is left, or
/// when the alarm is off.</param>
/// <param name="Alerts">The alerts, oldest first.</param>
/// <param name="NobodyReached">True while the alarm is on, everyone who could be called was, and no alert was sent or
/// is on its way.</param>
public sealed record OnCallView(DateTimeOffset? NextAt, IReadOnlyList<OnCallAlertView> Alerts, bool NobodyReached)
{
    /// <summary>True while no one is called for this alarm, because people are called for one unknown sender at a
    /// time.</summary>
    public bool WithOthers { get; init; }
}

/// <summary>One alert.</summary>
/// <param name="Person">Id of the person: the staff id, or the id made from the name on the list.</param>
/// <param name="Channel">By text or email.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Supervisor">True for one to the supervisor.</param>
/// <param name="Failure">Why it was not delivered, a code as of messages; null while nothing says so.</param>
public sealed record OnCallAlertView(string Person, MessageChannel Channel, DateTimeOffset At, bool Supervisor,
    string? Failure)
{
    /// <summary>Why it is not known that the provider has it: <c>planned</c>, a reason of messages, or a code of the
    /// provider. Null when the provider has it, and after a failure.</summary>
    public string? Waits { get; init; }
}

/// <summary>What the source of a referral sent.</summary>
/// <param name="Patient">The patient, without corrections.</param>
/// <param name="Consents">The consents of this referral.</param>
public sealed record AsSentView(PatientInput Patient, IReadOnlyList<ConsentInput> Consents);

/// <summary>How a patient may be contacted without danger, e.g. from a person who shares the phone.</summary>
/// <param name="NoVoicemail">True when nothing may be left on an answering machine.</param>
/// <param name="Phone">The only number to call, E.164 or national; null for any number of the patient.</param>
/// <param name="Hours">When to call, in words; null for any time.</param>
/// <param name="Note">What else matters.</param>
public sealed record SafeContactInput(bool? NoVoicemail = null, [property: ShortText] string? Phone = null,
    [property: ShortText] string? Hours = null, [property: Reason] string? Note = null);

/// <summary>A request for information to the source (<c>request-information</c>).</summary>
public sealed record AskedView(IReadOnlyList<string> Items, string? Message);

/// <summary>An optional intake value that could not be read or that staff must check; it refuses nothing.</summary>
/// <param name="Field">JSON pointer into the referral, or the FHIR path of the element that was sent.</param>
/// <param name="Code">Kebab-case, e.g. <c>phone-unverified</c>.</param>
/// <param name="Value">The value as sent, for staff; null when the referral already contains it.</param>
public sealed record IntakeWarning(string Field, string Code, string? Value = null);

/// <summary>The clock of a stage.</summary>
public sealed record ClockView(ClockKind Kind, DateTimeOffset DueAt, bool Breached);

/// <summary>The eligibility result with the reason of each rule (EL-2).</summary>
/// <param name="Outcome">Overall result.</param>
/// <param name="Rules">Result of each rule.</param>
/// <param name="Redirect">Where to send the patient instead.</param>
/// <param name="Suggestions">Service lines that fit.</param>
/// <param name="OverruledBecause">The reason of the nurse who overruled a failed rule.</param>
/// <param name="Concern">Danger to life; null when it was evaluated before this field existed.</param>
public sealed record EligibilityView(
    EligibilityOutcome Outcome, IReadOnlyList<RuleAnswer> Rules, string? Redirect = null,
    IReadOnlyList<string>? Suggestions = null, string? OverruledBecause = null, EmergencyConcern? Concern = null);

/// <summary>Advice for the sender of an emergency.</summary>
/// <param name="Text">What to do now, in English; in Spanish for patients who speak it.</param>
/// <param name="Phone">The number to call, e.g. <c>988</c> or <c>911</c>.</param>
public sealed record EmergencyAdvice(string Text, string Phone);

/// <summary>The result of one rule; <c>Passed</c> is null when it cannot be evaluated.</summary>
public sealed record RuleAnswer(string Rule, bool? Passed, string Detail);

/// <summary>A missing item (<c>patient.birth-date</c>, <c>document:medication-list</c>) and who can supply it
/// (<c>source</c>, <c>patient</c>).</summary>
public sealed record MissingItem(string What, string From);

/// <summary>A slot held for this referral.</summary>
public sealed record HoldView(string Slot, string Clinician, DateTimeOffset Start, DateTimeOffset End,
    VisitType VisitType, DateTimeOffset ExpiresAt);

/// <summary>A booked visit. A source gets neither slot nor clinician.</summary>
/// <param name="ConfirmedAt">When the patient confirmed it; null while they have not, and after the visit
/// began.</param>
public sealed record AppointmentView(string Slot, string Clinician, DateTimeOffset Start, DateTimeOffset End,
    VisitType VisitType, DateTimeOffset BookedAt, DateTimeOffset? ConfirmedAt = null);

/// <summary>One contact attempt.</summary>
public sealed record ContactAttemptView(Channel Channel, ContactOutcome Outcome, string? Note, DateTimeOffset At,
    string By);

/// <summary>A document and whether it was verified.</summary>
/// <param name="Kind">Its kind, or the name that the clinician entered.</param>
/// <param name="Status">Kebab-case; <c>named</c> when only the name is known, from the end of the visit.</param>
/// <param name="At">When it was received or named.</param>
public sealed record DocumentView(string Kind, string Status, DateTimeOffset At);

/// <summary>One item of the pre-visit checklist.</summary>
public sealed record ChecklistItem(string Item, bool Done);

/// <summary>One event of the history (who, when, what, why).</summary>
public sealed record HistoryEntry(long Version, DateTimeOffset At, string By, string What, string? Why,
    IReadOnlyDictionary<string, string> Facts);

/// <summary>A page of a list; <c>Next</c> is the cursor of the next page or null.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
