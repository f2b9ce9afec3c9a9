using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Converts stored settings of service lines to and from the records of the public contract.</summary>
public static class ServiceLineViews
{
    /// <summary>The line as clients see it.</summary>
    public static ServiceLineView View(StoredServiceLine line) =>
        new(line.Id.Value, line.Version, Input(line.Settings));

    /// <summary>The stored form of a line.</summary>
    public static StoredServiceLine Stored(ServiceLineView view) =>
        new(new ServiceLineId(view.Id), view.Version, Stored(view.Settings));

    private static ServiceLineInput Input(ServiceLineSettings s) => new(s.Name, s.TimeZone,
        s.BusinessHours is { } hours ? [.. hours.Select(h => new BusinessHoursInput(h.Days, h.From, h.To))] : null,
        s.Eligibility is { } rules ? Input(rules) : null,
        s.Targets is { } targets
            ? [.. targets.Select(t => new TargetInput(t.Clock, t.Minutes, t.Priority, t.Counted))] : null,
        s.RequiredFields, s.ClaimMinutes, s.OfferMinutes, s.MaxContactAttempts, s.ContactRetryHours, s.MaxNoShows)
    {
        VisitRecordableBefore = s.VisitRecordableBefore.ToTimeSpan(),
        TelehealthConsent = s.TelehealthConsent ?? TelehealthConsent.BeforeVisit,
        OnCall = s.OnCall is { } onCall ? Input(onCall) : null, EmergencyPhone = s.EmergencyPhone,
        AdultFrom = s.AdultFrom,
    };

    private static OnCallInput Input(OnCallSetting s) => new()
    {
        After = s.After.ToTimeSpan(), Every = s.Every.ToTimeSpan(), People = [.. s.People.Select(Input)],
        Supervisor = s.Supervisor is { } last ? Input(last) : null,
    };

    private static OnCallPersonInput Input(OnCallPersonSetting p) =>
        new(p.Name, p.User, p.Phone, p.Email, p.Days, p.From, p.To, p.Language);

    private static EligibilityInput Input(EligibilitySettings r) => new(r.MinAge, r.MaxAge, r.States, r.VisitTypes,
        r.ReasonCodes, r.ReasonWords, r.Exclusions is { } exclusions
            ? [.. exclusions.Select(e => new ExclusionInput(e.Name, e.Codes, e.Words, e.RedirectTo, e.Emergency))]
            : null);

    private static ServiceLineSettings Stored(ServiceLineInput s) => new(s.Name, s.TimeZone,
        s.BusinessHours is { } hours ? [.. hours.Select(h => new BusinessHoursSetting(h.Days, h.From, h.To))] : null,
        s.Eligibility is { } rules ? Stored(rules) : null,
        s.Targets is { } targets
            ? [.. targets.Select(t => new TargetSetting(t.Clock, t.Minutes, t.Priority, t.Counted))] : null,
        s.RequiredFields, s.ClaimMinutes, s.OfferMinutes, s.MaxContactAttempts, s.ContactRetryHours, s.MaxNoShows,
        Duration.FromTimeSpan(s.VisitRecordableBefore),
        s.TelehealthConsent == TelehealthConsent.BeforeVisit ? null : s.TelehealthConsent)
    {
        OnCall = s.OnCall is { } onCall ? Stored(onCall) : null, EmergencyPhone = s.EmergencyPhone,
        AdultFrom = s.AdultFrom,
    };

    private static OnCallSetting Stored(OnCallInput s) => new(Duration.FromTimeSpan(s.After),
        Duration.FromTimeSpan(s.Every), [.. s.People.Select(Stored)], s.Supervisor is { } last ? Stored(last) : null);

    private static OnCallPersonSetting Stored(OnCallPersonInput p) =>
        new(p.Name, p.User, p.Phone, p.Email, p.Days, p.From, p.To, p.Language);

    private static EligibilitySettings Stored(EligibilityInput r) => new(r.MinAge, r.MaxAge, r.States, r.VisitTypes,
        r.ReasonCodes, r.ReasonWords, r.Exclusions is { } exclusions
            ? [.. exclusions.Select(e => new ExclusionSetting(e.Name, e.Codes, e.Words, e.RedirectTo, e.Emergency))]
            : null);
}
