using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Sources;

namespace ReferralSilo.Contracts.Screens;

/// <summary>One change of settings by a person.</summary>
/// <param name="Operation">An idempotency key: a repeat returns the first answer.</param>
/// <param name="IfVersion">The version that the person has read; 0 for something new. Another version is 412
/// <c>version-mismatch</c>. Null for any version.</param>
public sealed record SettingChange(string Operation, long? IfVersion);

/// <summary>Queries and changes of the settings, for screens, with the same permissions, rules and answers as the HTTP
/// API. Scoped to the signed-in user.</summary>
public interface ISettingsApi
{
    /// <summary>What a fresh installation has and lacks.</summary>
    Task<Answer<SetUpProgress>> Progress(CancellationToken ct = default);

    /// <summary>The service lines, by id.</summary>
    Task<Answer<IReadOnlyList<ServiceLineView>>> ServiceLines(CancellationToken ct = default);

    /// <summary>Creates or changes a service line.</summary>
    Task<Answer<ServiceLineView>> PutServiceLine(string id, ServiceLineInput settings, SettingChange change,
        CancellationToken ct = default);

    /// <summary>The targets that apply where the line sets none, one for each clock and priority.</summary>
    /// <param name="contactRetryHours">Of the line.</param>
    /// <param name="offerMinutes">Of the line.</param>
    IReadOnlyList<TargetInput> DefaultTargets(int contactRetryHours, int offerMinutes);

    /// <summary>The clinicians, by id.</summary>
    Task<Answer<IReadOnlyList<ClinicianView>>> Clinicians(CancellationToken ct = default);

    /// <summary>One clinician.</summary>
    Task<Answer<ClinicianView>> Clinician(string id, CancellationToken ct = default);

    /// <summary>Creates or changes a clinician.</summary>
    Task<Answer<ClinicianView>> PutClinician(string id, ClinicianInput settings, SettingChange change,
        CancellationToken ct = default);

    /// <summary>Replaces the recurring availability of a clinician.</summary>
    Task<Answer<ClinicianView>> PutAvailability(string id, AvailabilityInput availability, SettingChange change,
        CancellationToken ct = default);

    /// <summary>Adds time off or extra time of a clinician.</summary>
    Task<Answer<ClinicianView>> AddException(string id, ExceptionInput exception, SettingChange change,
        CancellationToken ct = default);

    /// <summary>Removes time off or extra time of a clinician.</summary>
    Task<Answer<ClinicianView>> RemoveException(string id, string exception, SettingChange change,
        CancellationToken ct = default);

    /// <summary>The booked visits that time off would hit, by start; none for extra time. Nothing is changed. For who
    /// may change the times of the clinician.</summary>
    Task<Answer<IReadOnlyList<VisitInTimeOff>>> PreviewException(string id, ExceptionInput exception,
        CancellationToken ct = default);

    /// <summary>Free, held, booked and blocked intervals of the coming two weeks, without referrals. For who may change
    /// the times of the clinician.</summary>
    Task<Answer<ScheduleView>> Times(string id, CancellationToken ct = default);

    /// <summary>Reports how many minutes the clinician is late.</summary>
    Task<Answer<ClinicianView>> RunLate(string id, RunningLateInput late, SettingChange change,
        CancellationToken ct = default);

    /// <summary>Opens the clinician's time for immediate visits, or ends it.</summary>
    Task<Answer<ClinicianView>> BeAvailable(string id, AvailableNowInput available, SettingChange change,
        CancellationToken ct = default);

    /// <summary>The calendar feed of the clinician's visits. For who may change the times of the clinician.</summary>
    Task<Answer<CalendarFeedView>> CalendarFeed(string id, CancellationToken ct = default);

    /// <summary>Opens the calendar feed under a new address, or ends it.</summary>
    Task<Answer<CalendarFeedView>> SetCalendarFeed(string id, bool open, SettingChange change,
        CancellationToken ct = default);

    /// <summary>The slots of the coming seven days that would be open with this availability, by start. Nothing is
    /// changed.</summary>
    Task<Answer<IReadOnlyList<OpenSlot>>> PreviewSlots(string id, AvailabilityInput availability,
        CancellationToken ct = default);

    /// <summary>The referral sources, by id.</summary>
    Task<Answer<IReadOnlyList<SourceView>>> Sources(CancellationToken ct = default);

    /// <summary>Creates or changes a referral source; its campaigns stay.</summary>
    Task<Answer<SourceView>> PutSource(string id, SourceInput settings, SettingChange change,
        CancellationToken ct = default);

    /// <summary>Starts a campaign of a source.</summary>
    Task<Answer<SourceView>> AddCampaign(string id, CampaignInput campaign, SettingChange change,
        CancellationToken ct = default);
}

/// <summary>How far the set-up of an installation is.</summary>
/// <param name="ServiceLines">Number of service lines.</param>
/// <param name="Clinicians">Number of clinicians.</param>
/// <param name="WithAvailability">Number of clinicians with weekly availability.</param>
/// <param name="Sources">Number of referral sources; referrals need none.</param>
/// <param name="Triage">Number of enabled accounts that may decide in triage.</param>
/// <param name="Scheduling">Number of enabled accounts that may schedule; a person who may do both counts in
/// each.</param>
public sealed record SetUpProgress(int ServiceLines, int Clinicians, int WithAvailability, int Sources, int Triage,
    int Scheduling)
{
    /// <summary>True when referrals can be received, triaged and booked.</summary>
    public bool Complete => ServiceLines > 0 && Clinicians > 0 && WithAvailability > 0 && IsStaffed;

    /// <summary>True when someone may triage and someone may schedule.</summary>
    public bool IsStaffed => Triage > 0 && Scheduling > 0;
}
