using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The settings of all service lines, with the last answers. Stored in this form.</summary>
public sealed record StoredServiceLines
{
    /// <summary>Grows by one with each change.</summary>
    public long Revision { get; init; }

    /// <summary>The lines by id.</summary>
    public IReadOnlyDictionary<string, StoredServiceLine> Lines { get; init; } =
        new Dictionary<string, StoredServiceLine>();

    /// <summary>The last answers, oldest first, written together with the changes that they are about.</summary>
    public IReadOnlyList<StoredSettingsAnswer> Answers { get; init; } = [];
}

/// <summary>The settings of one line at one version.</summary>
public sealed record StoredServiceLine(ServiceLineId Id, long Version, ServiceLineSettings Settings);

/// <summary>The recorded answer to an operation.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="Line">The line after the operation; null when there was none.</param>
/// <param name="Refusal">The refusal; null when accepted.</param>
public sealed record StoredSettingsAnswer(string Operation, StoredServiceLine? Line, Refusal? Refusal);

/// <summary>The settings of a service line as an administrator sent them; <see cref="ServiceLineParser"/> makes a
/// <see cref="ServiceLine"/> of them.</summary>
/// <param name="Name">Display name.</param>
/// <param name="TimeZone">IANA zone of its business hours.</param>
/// <param name="BusinessHours">Weekly windows; null or empty for around the clock.</param>
/// <param name="Eligibility">Eligibility rules; null accepts all.</param>
/// <param name="Targets">Turnaround targets.</param>
/// <param name="RequiredFields">Required fields.</param>
/// <param name="ClaimMinutes">Duration of a claim.</param>
/// <param name="OfferMinutes">Default duration of an offer.</param>
/// <param name="MaxContactAttempts">Failed attempts until the patient counts as unreachable.</param>
/// <param name="ContactRetryHours">Hours between contact attempts.</param>
/// <param name="MaxNoShows">No-shows until the referral ends.</param>
/// <param name="VisitRecordableBefore">How long before its start a visit can be recorded.</param>
/// <param name="TelehealthConsent">When the patient must have consented; null for before the visit.</param>
public sealed record ServiceLineSettings(
    string Name, string TimeZone, IReadOnlyList<BusinessHoursSetting>? BusinessHours, EligibilitySettings? Eligibility,
    IReadOnlyList<TargetSetting>? Targets, IReadOnlyList<string>? RequiredFields, int ClaimMinutes, int OfferMinutes,
    int MaxContactAttempts, int ContactRetryHours, int MaxNoShows, Duration VisitRecordableBefore,
    TelehealthConsent? TelehealthConsent = null)
{
    /// <summary>Who is alerted when no one takes an alarm; null for no one.</summary>
    public OnCallSetting? OnCall { get; init; }

    /// <summary>The number to call in an emergency; null for 911.</summary>
    public string? EmergencyPhone { get; init; }

    /// <summary>From which age, in completed years, a patient is written to and not the guardian; null for the age of
    /// majority.</summary>
    public int? AdultFrom { get; init; }
}

/// <summary>The on-call list as an administrator sent it.</summary>
public sealed record OnCallSetting(Duration After, Duration Every, IReadOnlyList<OnCallPersonSetting> People,
    OnCallPersonSetting? Supervisor);

/// <summary>One person on call, with a phone or an email.</summary>
public sealed record OnCallPersonSetting(string Name, string? User, string? Phone, string? Email,
    IReadOnlyList<string>? Days, string? From, string? To, string? Language)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "person on call";
}

/// <summary>Days <c>mon</c>..<c>sun</c>, <c>HH:mm</c> from inclusive to exclusive.</summary>
public sealed record BusinessHoursSetting(IReadOnlyList<string> Days, string From, string To);

/// <summary>Eligibility rules. A null or empty part accepts all.</summary>
public sealed record EligibilitySettings(
    int? MinAge, int? MaxAge, IReadOnlyList<string>? States, IReadOnlyList<VisitType>? VisitTypes,
    IReadOnlyList<string>? ReasonCodes, IReadOnlyList<string>? ReasonWords,
    IReadOnlyList<ExclusionSetting>? Exclusions);

/// <summary>An exclusion by code pattern or word.</summary>
public sealed record ExclusionSetting(string Name, IReadOnlyList<string>? Codes, IReadOnlyList<string>? Words,
    string? RedirectTo, bool? Emergency);

/// <summary>Longest time in a stage, minutes, for one priority or (null) for all.</summary>
public sealed record TargetSetting(ClockKind Clock, int Minutes, Priority? Priority, CountedIn Counted);
