namespace ReferralSilo.Contracts.Session;

/// <summary>
/// Permissions that endpoints, hub methods and screens require.
/// At most 64, because a caller's permissions are one ulong.
/// </summary>
public enum Permission
{
    /// <summary>Granted to everyone who is signed in and needs no new password first.</summary>
    SignedIn,
    /// <summary>Granted to every person who is signed in.</summary>
    ChangeOwnPassword,
    /// <summary>Read referrals and their history.</summary>
    ReadReferrals,
    /// <summary>Find patients across referrals, and read what they wrote.</summary>
    ReadPatients,
    /// <summary>Read the record of one patient.</summary>
    ReadPatientRecords,
    /// <summary>Submit a new referral.</summary>
    SubmitReferral,
    /// <summary>Claim a referral and release it.</summary>
    ClaimReferral,
    /// <summary>Accept, route, ask for information, decline, redirect.</summary>
    DecideReferral,
    /// <summary>Change priority and need-by date.</summary>
    PrioritizeReferral,
    /// <summary>Withdraw a referral.</summary>
    WithdrawReferral,
    /// <summary>Supply requested information, add documents.</summary>
    SupplyInformation,
    /// <summary>Assign, contact, consents, checklist, offers, book, reschedule, cancel, confirm, merge.</summary>
    ScheduleReferral,
    /// <summary>Record arrival, completion, no-show and follow-up.</summary>
    RecordVisit,
    /// <summary>Record that the source was informed.</summary>
    AcknowledgeOutcome,
    /// <summary>Close a referral.</summary>
    CloseReferral,
    /// <summary>Read the outcome of a request with an Idempotency-Key.</summary>
    ReadOperations,
    /// <summary>Read open, held and booked times, and matches.</summary>
    ReadCapacity,
    /// <summary>Read profiles of clinicians.</summary>
    ReadClinicians,
    /// <summary>Change profiles of clinicians.</summary>
    ManageClinicians,
    /// <summary>Change availability, exceptions, running late and available now, for any clinician.</summary>
    ManageAvailability,
    /// <summary>The same, only for the caller's own schedule.</summary>
    ManageOwnAvailability,
    /// <summary>Propose and accept new times for the visits of an absent clinician (CM-7).</summary>
    Rehome,
    /// <summary>Read service lines and their rules.</summary>
    ReadServiceLines,
    /// <summary>Change service lines and their rules.</summary>
    ManageServiceLines,
    /// <summary>Read sources and campaigns.</summary>
    ReadSources,
    /// <summary>Change sources.</summary>
    ManageSources,
    /// <summary>Change campaigns, materials, activities.</summary>
    ManageCampaigns,
    /// <summary>Read counts and measures, without patient data.</summary>
    ReadReports,
    /// <summary>Read ids and names of assignable staff.</summary>
    ReadStaff,
    /// <summary>Change accounts, roles and clients.</summary>
    ManageStaff,
    /// <summary>Build a list again, retry or skip events that could not be included in it.</summary>
    ManageLists,
    /// <summary>Read the metrics of the program, which hold no patient data.</summary>
    ReadMetrics,
    /// <summary>Read the audit record.</summary>
    ReadAudit,
    /// <summary>FHIR read and search.</summary>
    ReadFhir,
    /// <summary>FHIR create and transaction.</summary>
    WriteFhir,
    /// <summary><c>triage/*</c>, <c>alarms/*</c> and <c>conversations/*</c>.</summary>
    WatchTriage,
    /// <summary><c>desk/*</c>.</summary>
    WatchDesk,
    /// <summary><c>schedule/*</c> and <c>my-day/*</c> of any clinician.</summary>
    WatchSchedules,
    /// <summary>The same, only the caller's own.</summary>
    WatchOwnSchedule,
    /// <summary><c>wallboard</c>.</summary>
    WatchWallboard,
    /// <summary><c>referral/*</c>.</summary>
    WatchReferral,
    /// <summary><c>source/*</c>; callers bound to a source only their own.</summary>
    WatchSource,
    /// <summary>Take back one's own last decision.</summary>
    UndoReferral,
    /// <summary>Read templates of messages.</summary>
    ReadTemplates,
    /// <summary>Write versions of templates and submit them.</summary>
    WriteTemplates,
    /// <summary>Approve, reject and retire versions of templates.</summary>
    ApproveTemplates,
    /// <summary>See which mails of the clinic's mailbox were set aside, and have them read again.</summary>
    ManageMails,
}
