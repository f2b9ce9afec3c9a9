namespace ReferralSilo.Contracts.Session;

/// <summary>What an endpoint, hub method or screen asks for. Fewer than 64: a caller's permissions are one
/// word.</summary>
public enum Permission
{
    /// <summary>Only to be signed in; everyone who is has it.</summary>
    SignedIn,
    /// <summary>Referrals and their history.</summary>
    ReadReferrals,
    /// <summary>A new referral.</summary>
    SubmitReferral,
    /// <summary>Take one, give it back.</summary>
    ClaimReferral,
    /// <summary>Accept, route, ask for information, decline, redirect.</summary>
    DecideReferral,
    /// <summary>New priority and need-by.</summary>
    PrioritizeReferral,
    /// <summary>Take a referral back.</summary>
    WithdrawReferral,
    /// <summary>Answer what was asked, add documents.</summary>
    SupplyInformation,
    /// <summary>Assign, contact, consents, checklist, offers, book, reschedule, cancel, confirm, merge.</summary>
    ScheduleReferral,
    /// <summary>Arrived, completed, not shown, follow-up.</summary>
    RecordVisit,
    /// <summary>The source has heard.</summary>
    AcknowledgeOutcome,
    /// <summary>Close the loop.</summary>
    CloseReferral,
    /// <summary>What happened to a request with an Idempotency-Key.</summary>
    ReadOperations,
    /// <summary>Open, held and booked time; matches.</summary>
    ReadCapacity,
    /// <summary>A clinician's profile.</summary>
    ReadClinicians,
    /// <summary>Profiles of clinicians.</summary>
    ManageClinicians,
    /// <summary>Availability, exceptions, running late, available now: of anyone.</summary>
    ManageAvailability,
    /// <summary>The same, of oneself only.</summary>
    ManageOwnAvailability,
    /// <summary>Propose and accept new places for visits.</summary>
    Rehome,
    /// <summary>Service lines and their rules.</summary>
    ReadServiceLines,
    /// <summary>Change them.</summary>
    ManageServiceLines,
    /// <summary>Sources and campaigns.</summary>
    ReadSources,
    /// <summary>Change sources.</summary>
    ManageSources,
    /// <summary>Change campaigns, materials, activities.</summary>
    ManageCampaigns,
    /// <summary>Counts and measures; no patient.</summary>
    ReadReports,
    /// <summary>Staff ids and names, to assign to.</summary>
    ReadStaff,
    /// <summary>Accounts, roles, clients.</summary>
    ManageStaff,
    /// <summary>The audit record.</summary>
    ReadAudit,
    /// <summary>FHIR read and search.</summary>
    ReadFhir,
    /// <summary>FHIR create and transaction.</summary>
    WriteFhir,
    /// <summary><c>triage/*</c>.</summary>
    WatchTriage,
    /// <summary><c>desk/*</c>.</summary>
    WatchDesk,
    /// <summary><c>schedule/*</c> and <c>my-day/*</c> of anyone.</summary>
    WatchSchedules,
    /// <summary>The same, of oneself only.</summary>
    WatchOwnSchedule,
    /// <summary><c>wallboard</c>.</summary>
    WatchWallboard,
    /// <summary><c>referral/*</c>.</summary>
    WatchReferral,
    /// <summary><c>source/*</c>, or the own one for those bound to a source.</summary>
    WatchSource,
}
