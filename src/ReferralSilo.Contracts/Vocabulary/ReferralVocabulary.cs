namespace ReferralSilo.Contracts;

/// <summary>How soon a patient should be seen. FHIR R4 request-priority, in rising order.</summary>
public enum Priority
{
    /// <summary>Handled in the order of arrival.</summary>
    Routine,
    /// <summary>Comes before routine; alarms every triage screen until someone takes it.</summary>
    Urgent,
    /// <summary>As soon as possible; comes before urgent.</summary>
    Asap,
    /// <summary>At once; comes before everything else.</summary>
    Stat,
}

/// <summary>The stage of a referral. A referral is always in exactly one stage.</summary>
public enum Stage
{
    /// <summary>Stored; waits for a nurse's review.</summary>
    Received,
    /// <summary>The source was asked for information and must answer.</summary>
    InformationRequested,
    /// <summary>Triage accepted it; the patient has not been contacted yet.</summary>
    Accepted,
    /// <summary>The desk is trying to reach the patient.</summary>
    Contacting,
    /// <summary>The patient was reached and waits for a slot.</summary>
    Waiting,
    /// <summary>Slots are held and offered to the patient.</summary>
    Offered,
    /// <summary>An appointment is booked.</summary>
    Booked,
    /// <summary>The patient is in the visit.</summary>
    Arrived,
    /// <summary>The visit took place; the source has not acknowledged the outcome yet.</summary>
    Completed,
    /// <summary>Finished; no action is left.</summary>
    Closed,
    /// <summary>Triage declined it with a reason.</summary>
    Declined,
    /// <summary>Sent elsewhere, for instance to emergency care.</summary>
    Redirected,
    /// <summary>Withdrawn by the source or the patient.</summary>
    Withdrawn,
    /// <summary>All contact attempts failed, or the patient missed too many visits.</summary>
    Unreachable,
}

/// <summary>What a clock measures; each open stage has one clock.</summary>
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
    /// <summary>The source's acknowledgement of the outcome.</summary>
    LoopClosure,
}

/// <summary>How the referral started (IN-1).</summary>
public enum ReferralModel
{
    /// <summary>A practice submits details; the team contacts the patient.</summary>
    WarmHandoff,
    /// <summary>Patients ask for care themselves.</summary>
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

/// <summary>What a consent to be contacted is for.</summary>
public enum ConsentPurpose
{
    /// <summary>Arranging and giving care.</summary>
    Care,
    /// <summary>Reminders of visits.</summary>
    Reminders,
    /// <summary>Follow-up after care, and offers of more.</summary>
    FollowUp,
}

/// <summary>The result of one contact attempt.</summary>
public enum ContactOutcome
{
    /// <summary>Spoke with the patient.</summary>
    Reached,
    /// <summary>Left a voicemail.</summary>
    VoicemailLeft,
    /// <summary>There was no answer.</summary>
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

/// <summary>The channel through which a referral came in.</summary>
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

/// <summary>Whether a referral mentions danger to life; evaluated for every priority and service line.</summary>
public enum EmergencyConcern
{
    /// <summary>Nothing was found.</summary>
    None,

    /// <summary>A mention that is denied, past or about another person, or words of death, means, farewell or despair
    /// that no emergency phrase covers. First within its priority, reviewed within half an hour, no alarm.</summary>
    ReviewFirst,

    /// <summary>An emergency, also a doubtful one: alarmed, first in every queue, review due within minutes.</summary>
    Emergency,
}

/// <summary>The overall result of the eligibility rules.</summary>
public enum EligibilityOutcome
{
    /// <summary>Every rule passed.</summary>
    Eligible,
    /// <summary>A rule failed; a nurse may overrule it with a reason.</summary>
    Ineligible,
    /// <summary>An exclusion names another place for the patient.</summary>
    Redirect,
    /// <summary>A rule cannot be evaluated because data is missing.</summary>
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

/// <summary>How the time of a stage is counted (TR-5).</summary>
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

/// <summary>When a patient must have consented to telehealth.</summary>
public enum TelehealthConsent
{
    /// <summary>Before the visit: the desk and the clinician see that it is missing.</summary>
    BeforeVisit,
    /// <summary>Before the booking: without it a booking is refused.</summary>
    BeforeBooking,
}

/// <summary>Who calls at a visit by phone.</summary>
public enum JoinByPhone
{
    /// <summary>The clinician calls the patient.</summary>
    WeCall,
    /// <summary>The patient calls the clinic.</summary>
    PatientCalls,
}
