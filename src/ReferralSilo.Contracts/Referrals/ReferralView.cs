namespace ReferralSilo.Contracts.Referrals;

/// <summary>A referral as the API shows it.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Number">What people read out on the phone, <c>RS-7F3K-9Q2M</c>.</param>
/// <param name="Version">Rises by one with each event; the <c>ETag</c>.</param>
/// <param name="Stage">Where it is.</param>
/// <param name="Clock">Who must act by when; null once closed.</param>
/// <param name="ServiceLine">Whose queue it is in; null while none could be found.</param>
/// <param name="Model">How it came about.</param>
/// <param name="Source">Source id.</param>
/// <param name="Tracking">Campaign code, form, UTM.</param>
/// <param name="Channel">How it entered.</param>
/// <param name="Referrer">Referring clinician.</param>
/// <param name="Priority">Current priority.</param>
/// <param name="NeedBy">Moment by which the visit should have taken place.</param>
/// <param name="Reason">Why.</param>
/// <param name="VisitGoal">What for.</param>
/// <param name="Patient">Who.</param>
/// <param name="Preferences">What the patient would like.</param>
/// <param name="Payer">Payer.</param>
/// <param name="Identifiers">Identifiers in other systems.</param>
/// <param name="Trigger">What triggered it.</param>
/// <param name="Eligibility">Answer and reason of each rule.</param>
/// <param name="Missing">What is missing and from whom.</param>
/// <param name="ClaimedBy">Staff id of who works on it now; null when nobody or the claim expired.</param>
/// <param name="ClaimExpiresAt">When the claim ends by itself.</param>
/// <param name="AssignedTo">Staff id.</param>
/// <param name="Holds">Slots held for it now.</param>
/// <param name="OfferExpiresAt">When the current offer ends.</param>
/// <param name="Appointment">The booked visit.</param>
/// <param name="NoShows">How often the patient did not come.</param>
/// <param name="ContactAttempts">Tries to reach the patient.</param>
/// <param name="Consents">Consents.</param>
/// <param name="Documents">Documents.</param>
/// <param name="Checklist">Pre-visit checklist.</param>
/// <param name="Outcome">Outcome of the visit or reason of the end.</param>
/// <param name="SourceAcknowledgedAt">When the source acknowledged the outcome.</param>
/// <param name="Follows">The referral this one follows.</param>
/// <param name="PossibleDuplicates">Open referrals of the same person in the same service line.</param>
/// <param name="Actions">Commands that the rules allow now.</param>
/// <param name="ReceivedAt">When it was kept.</param>
public sealed record ReferralView(
    string Id, string Number, long Version, Stage Stage, ClockView? Clock, string? ServiceLine, ReferralModel Model,
    string? Source, TrackingInput? Tracking, IntakeChannel Channel, ReferrerInput? Referrer, Priority Priority,
    DateTimeOffset? NeedBy, ReasonInput? Reason, string? VisitGoal, PatientInput Patient, PreferencesInput? Preferences,
    string? Payer, IReadOnlyList<IdentifierInput> Identifiers, string? Trigger, EligibilityView Eligibility,
    IReadOnlyList<MissingItem> Missing, string? ClaimedBy, DateTimeOffset? ClaimExpiresAt, string? AssignedTo,
    IReadOnlyList<HoldView> Holds, DateTimeOffset? OfferExpiresAt, AppointmentView? Appointment, int NoShows,
    IReadOnlyList<ContactAttemptView> ContactAttempts, IReadOnlyList<ConsentInput> Consents,
    IReadOnlyList<DocumentView> Documents, IReadOnlyList<ChecklistItem> Checklist, string? Outcome,
    DateTimeOffset? SourceAcknowledgedAt, string? Follows, IReadOnlyList<string> PossibleDuplicates,
    IReadOnlyList<string> Actions, DateTimeOffset ReceivedAt)
{
    /// <summary>Optional values of the intake that were kept but could not be read, or that staff must look
    /// at.</summary>
    public IReadOnlyList<IntakeWarning> Warnings { get; init; } = [];

    /// <summary>What its sender is to do at once; null unless it is an emergency that no nurse has accepted.</summary>
    public EmergencyAdvice? Emergency { get; init; }

    /// <summary>What the order says beside who, why and when.</summary>
    public OrderInput? Order { get; init; }

    /// <summary>The patient's number with the payer.</summary>
    public string? MemberId { get; init; }

    /// <summary>What the source was asked for and has not answered; null otherwise.</summary>
    public AskedView? Asked { get; init; }
}

/// <summary>What the source was asked for (<c>request-information</c>).</summary>
public sealed record AskedView(IReadOnlyList<string> Items, string? Message);

/// <summary>
/// An optional value of the intake that did not refuse the referral but could not be read, or that staff must look at.
/// </summary>
/// <param name="Field">JSON pointer into the referral, or the FHIR path of the element that was sent.</param>
/// <param name="Code">Kebab-case, e.g. <c>phone-unverified</c>.</param>
/// <param name="Value">The value as it was sent, for staff; null when it is kept elsewhere in the referral.</param>
public sealed record IntakeWarning(string Field, string Code, string? Value = null);

/// <summary>The clock of a stage.</summary>
public sealed record ClockView(ClockKind Kind, DateTimeOffset DueAt, bool Breached);

/// <summary>The eligibility answer with each rule's reason (EL-2).</summary>
/// <param name="Outcome">Of all rules together.</param>
/// <param name="Rules">Each rule's answer.</param>
/// <param name="Redirect">Where to send the patient instead.</param>
/// <param name="Suggestions">Service lines that would fit.</param>
/// <param name="OverruledBecause">Why a nurse accepted nevertheless.</param>
/// <param name="Concern">Danger to life; null in what was judged before this was asked.</param>
public sealed record EligibilityView(
    EligibilityOutcome Outcome, IReadOnlyList<RuleAnswer> Rules, string? Redirect = null,
        IReadOnlyList<string>? Suggestions = null,
    string? OverruledBecause = null, EmergencyConcern? Concern = null);

/// <summary>What the sender of an emergency is answered.</summary>
/// <param name="Text">What to do now, in English, or in Spanish to a patient who speaks it.</param>
/// <param name="Phone">The number to call, e.g. <c>988</c> or <c>911</c>.</param>
public sealed record EmergencyAdvice(string Text, string Phone);

/// <summary>One rule's answer; <c>Passed</c> is null when it cannot be answered.</summary>
public sealed record RuleAnswer(string Rule, bool? Passed, string Detail);

/// <summary>Something missing: what (<c>patient.birth-date</c>, <c>document:medication-list</c>) and from whom
/// (<c>source</c>, <c>patient</c>).</summary>
public sealed record MissingItem(string What, string From);

/// <summary>A slot held for this referral.</summary>
public sealed record HoldView(string Slot, string Clinician, DateTimeOffset Start, DateTimeOffset End,
    VisitType VisitType, DateTimeOffset ExpiresAt);

/// <summary>A booked visit.</summary>
public sealed record AppointmentView(string Slot, string Clinician, DateTimeOffset Start, DateTimeOffset End,
    VisitType VisitType, DateTimeOffset BookedAt);

/// <summary>One try to reach the patient.</summary>
public sealed record ContactAttemptView(Channel Channel, ContactOutcome Outcome, string? Note, DateTimeOffset At,
    string By);

/// <summary>A document and whether it was verified.</summary>
/// <param name="Kind">Its kind, or the name that the clinician gave it.</param>
/// <param name="Status">Kebab-case; <see cref="Named"/> for one that is only named.</param>
/// <param name="At">When it came, or was named.</param>
public sealed record DocumentView(string Kind, string Status, DateTimeOffset At)
{
    /// <summary>Named when the visit was completed; its pages are not here.</summary>
    public const string Named = "named";
}

/// <summary>One item of the pre-visit checklist.</summary>
public sealed record ChecklistItem(string Item, bool Done);

/// <summary>One event of the history (who, when, what, why).</summary>
public sealed record HistoryEntry(long Version, DateTimeOffset At, string By, string What, string? Why,
    IReadOnlyDictionary<string, string> Facts);

/// <summary>A page of a list; <c>Next</c> is the cursor of the next page or null.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
