namespace ReferralSilo.Contracts;

/// <summary>How soon a patient should be seen. FHIR R4 request-priority, in rising order.</summary>
public enum Priority
{
    /// <summary>In the order of arrival.</summary>
    Routine,
    /// <summary>Before routine ones; alarms every triage screen until taken.</summary>
    Urgent,
    /// <summary>As soon as possible: before urgent ones.</summary>
    Asap,
    /// <summary>At once: before everything else.</summary>
    Stat,
}

/// <summary>Where a referral is in its life. Always exactly one.</summary>
public enum Stage
{
    /// <summary>Kept, waiting for a nurse's review.</summary>
    Received,
    /// <summary>The source was asked for something; the clock is theirs.</summary>
    InformationRequested,
    /// <summary>Triage said yes; nobody has contacted the patient yet.</summary>
    Accepted,
    /// <summary>The desk is trying to reach the patient.</summary>
    Contacting,
    /// <summary>The patient was reached and waits for a slot.</summary>
    Waiting,
    /// <summary>Slots are held and put to the patient.</summary>
    Offered,
    /// <summary>An appointment is booked.</summary>
    Booked,
    /// <summary>The patient is in the visit.</summary>
    Arrived,
    /// <summary>The visit took place; the source has not heard yet.</summary>
    Completed,
    /// <summary>Nothing more is to be done.</summary>
    Closed,
    /// <summary>Triage said no, with a reason.</summary>
    Declined,
    /// <summary>Sent elsewhere, for instance to emergency care.</summary>
    Redirected,
    /// <summary>Taken back by the source or the patient.</summary>
    Withdrawn,
    /// <summary>The last contact attempt failed.</summary>
    Unreachable,
}

/// <summary>What a clock waits for; one per stage.</summary>
public enum ClockKind
{
    /// <summary>A nurse's review of a received referral.</summary>
    Review,
    /// <summary>The source's answer to a request for information.</summary>
    Information,
    /// <summary>The first contact with the patient.</summary>
    FirstContact,
    /// <summary>The next contact attempt.</summary>
    NextContact,
    /// <summary>A booking for a waiting patient.</summary>
    Booking,
    /// <summary>The patient's choice among offered slots.</summary>
    Offer,
    /// <summary>The start of the visit.</summary>
    Visit,
    /// <summary>The end of the visit.</summary>
    Completion,
    /// <summary>The source hearing the outcome.</summary>
    LoopClosure,
}

/// <summary>How the referral came about (IN-1).</summary>
public enum ReferralModel
{
    /// <summary>A practice submits details, the team contacts the patient.</summary>
    WarmHandoff,
    /// <summary>The patient asks for care.</summary>
    Open,
    /// <summary>A hospital or clinic hands over after a visit or discharge.</summary>
    AfterVisit,
}

/// <summary>How a visit takes place.</summary>
public enum VisitType
{
    /// <summary>By video.</summary>
    Video,
    /// <summary>By phone.</summary>
    Phone,
}

/// <summary>A way to reach a person.</summary>
public enum Channel
{
    /// <summary>A telephone call.</summary>
    Call,
    /// <summary>A text message.</summary>
    Sms,
    /// <summary>An email.</summary>
    Email,
}

/// <summary>What a person consented to (OB-3).</summary>
public enum ConsentKind
{
    /// <summary>Being called.</summary>
    Call,
    /// <summary>Text messages.</summary>
    Sms,
    /// <summary>Emails.</summary>
    Email,
    /// <summary>Care by telehealth.</summary>
    Telehealth,
}

/// <summary>How one try to reach the patient ended.</summary>
public enum ContactOutcome
{
    /// <summary>Spoke with the patient.</summary>
    Reached,
    /// <summary>Left a voicemail.</summary>
    VoicemailLeft,
    /// <summary>Nobody answered.</summary>
    NoAnswer,
    /// <summary>The line was busy.</summary>
    Engaged,
    /// <summary>The patient hung up.</summary>
    HungUp,
    /// <summary>The number is wrong or out of use.</summary>
    InvalidNumber,
    /// <summary>The patient does not want the visit.</summary>
    Refused,
}

/// <summary>How a referral entered.</summary>
public enum IntakeChannel
{
    /// <summary>The JSON API.</summary>
    Api,
    /// <summary>FHIR R4.</summary>
    Fhir,
    /// <summary>The source portal page.</summary>
    Portal,
    /// <summary>A public intake form.</summary>
    Form,
    /// <summary>A mailbox.</summary>
    Email,
    /// <summary>A fax.</summary>
    Fax,
    /// <summary>A batch file.</summary>
    Csv,
}

/// <summary>Whether a referral speaks of danger to life. Judged for every referral, whatever its priority and service
/// line.</summary>
public enum EmergencyConcern
{
    /// <summary>Nothing was found.</summary>
    None,

    /// <summary>
    /// Mentioned as denied, past or of somebody else, or words of death, means, farewell or despair in a text that no
    /// phrase of an emergency covers: first among its priority, reviewed within half an hour, not alarmed.
    /// </summary>
    ReviewFirst,

    /// <summary>To be taken as an emergency, also where that is doubtful: alarmed, first of all, due in
    /// minutes.</summary>
    Emergency,
}

/// <summary>The answer of the eligibility rules as a whole.</summary>
public enum EligibilityOutcome
{
    /// <summary>Every rule passed.</summary>
    Eligible,
    /// <summary>A rule failed; a nurse may overrule with a reason.</summary>
    Ineligible,
    /// <summary>An exclusion says where to send the patient instead.</summary>
    Redirect,
    /// <summary>A rule cannot be answered from what is known.</summary>
    Unknown,
}

/// <summary>Kinds of referral source (IN-2).</summary>
public enum SourceKind
{
    /// <summary>A practice, specialist or hospital.</summary>
    Clinical,
    /// <summary>A community partner, employer or occupational health.</summary>
    Partner,
    /// <summary>A digital campaign.</summary>
    Campaign,
    /// <summary>Patients themselves.</summary>
    Self,
}

/// <summary>How the turnaround of a stage is counted (TR-5).</summary>
public enum CountedIn
{
    /// <summary>Every minute counts.</summary>
    AroundTheClock,
    /// <summary>Only minutes within the service line's business hours.</summary>
    BusinessHours,
}

/// <summary>State of a bookable interval, FHIR Slot.status.</summary>
public enum SlotStatus
{
    /// <summary>Open for booking.</summary>
    Free,
    /// <summary>Held for one referral until a moment.</summary>
    BusyTentative,
    /// <summary>Booked.</summary>
    Busy,
    /// <summary>Blocked.</summary>
    BusyUnavailable,
}
