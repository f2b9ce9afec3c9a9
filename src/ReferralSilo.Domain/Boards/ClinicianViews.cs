using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Boards;

/// <summary>A clinician as the API shows them.</summary>
public static class ClinicianViews
{
    /// <summary>The view of a committed schedule.</summary>
    public static ClinicianView Of(Schedule schedule, long version)
    {
        var profile = schedule.Profile;
        return new ClinicianView(
            profile.Id.Value, version, profile.Name, profile.TimeZone, [.. profile.ServiceLines.Select(l => l.Value)], profile.LicensedStates,
            profile.Languages, profile.VisitTypes, profile.BufferMinutes, profile.MinAge, profile.MaxAge, profile.DailyLimit,
            [.. schedule.Availability.Select(Window)],
            [.. schedule.Exceptions.Select(e => new ExceptionView(e.Id.Value, e.From.ToDateTimeOffset(), e.To.ToDateTimeOffset(), e.Available, e.Reason))]);
    }

    private static AvailabilityWindow Window(AvailabilityPeriod period) => new(
        CivilText.Names(period.Window.Days), CivilText.Text(period.Window.From), CivilText.EndText(period.Window.To),
        Date(period.ValidFrom), Date(period.ValidTo), period.VisitTypes);

    private static string? Date(LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : null;
}
