namespace ReferralSilo.Contracts;

/// <summary>The way a message reaches a person.</summary>
public enum MessageChannel
{
    /// <summary>A text message to an E.164 number.</summary>
    Sms,
    /// <summary>An email to a mailbox.</summary>
    Email,
}

/// <summary>The state of one message, from its plan to its last receipt.</summary>
public enum MessageStatus
{
    /// <summary>Kept with its due time, which has not come.</summary>
    Planned,
    /// <summary>Its due time has come; it waits for a free transport.</summary>
    Due,
    /// <summary>Waits for the permitted hours; <c>dueAt</c> is when they begin.</summary>
    Deferred,
    /// <summary>May not leave; <c>reason</c> says why.</summary>
    Blocked,
    /// <summary>Would have left too late to help.</summary>
    Stale,
    /// <summary>A later message of the same referral replaced it, or the referral no longer needs it.</summary>
    Superseded,
    /// <summary>The transport was called; its answer is not known yet.</summary>
    Submitting,
    /// <summary>The transport took it.</summary>
    Accepted,
    /// <summary>The transport refused it; <c>reason</c> says why.</summary>
    Rejected,
    /// <summary>The transport's answer was lost; it may or may not have been sent.</summary>
    Unknown,
    /// <summary>The carrier queued it.</summary>
    Queued,
    /// <summary>It left the carrier.</summary>
    Sent,
    /// <summary>The carrier reported that it arrived.</summary>
    Delivered,
    /// <summary>The carrier reported that it did not arrive.</summary>
    Undelivered,
    /// <summary>The carrier could not send it.</summary>
    Failed,
    /// <summary>No final receipt came within 72 hours: neither proven nor disproven.</summary>
    Expired,
    /// <summary>The person opened it.</summary>
    Read,
}

/// <summary>What causes a message.</summary>
public enum MessageOccasion
{
    /// <summary>The referral was received.</summary>
    Received,
    /// <summary>The referral was accepted: the first message, with the phone number and the scheduling link.</summary>
    ReachOut,
    /// <summary>A call was not answered.</summary>
    MissedCall,
    /// <summary>Times are held for the patient until a moment.</summary>
    Offer,
    /// <summary>A visit was booked.</summary>
    Booked,
    /// <summary>A visit was moved.</summary>
    Moved,
    /// <summary>A visit was cancelled.</summary>
    Cancelled,
    /// <summary>The clinician runs late.</summary>
    RunningLate,
    /// <summary>A visit is near.</summary>
    Reminder,
    /// <summary>Something is to be prepared before a visit.</summary>
    Prepare,
    /// <summary>The patient did not come to a visit.</summary>
    MissedVisit,
    /// <summary>A visit took place.</summary>
    AfterVisit,
    /// <summary>The patient has not chosen a time yet.</summary>
    NotScheduled,
    /// <summary>The referral was declined.</summary>
    Declined,
    /// <summary>The referral was sent elsewhere.</summary>
    Redirected,
    /// <summary>All contact attempts failed.</summary>
    Unreachable,
    /// <summary>Confirms a STOP.</summary>
    StopConfirmed,
    /// <summary>An alarm to a person on call; carries a number and a link, never a patient.</summary>
    StaffAlarm,
    /// <summary>A milestone to the source.</summary>
    ToSource,
    /// <summary>An answer that staff wrote to a message that came in. It has no template.</summary>
    Reply,
    /// <summary>An alarm to a person on call about words of an emergency that came in; carries a link, never a
    /// patient.</summary>
    StaffTextAlarm,
}

/// <summary>The state of one version of a template.</summary>
public enum TemplateStatus
{
    /// <summary>Written; it can be submitted.</summary>
    Draft,
    /// <summary>Waits for the decision of a person other than its author.</summary>
    Submitted,
    /// <summary>Messages are made from it.</summary>
    Approved,
    /// <summary>Refused with a reason.</summary>
    Rejected,
    /// <summary>No longer used: replaced by a newer approved version, or taken out of use.</summary>
    Retired,
}
