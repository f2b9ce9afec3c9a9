using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Converts a schedule to the records of the public contract.</summary>
public static class ScheduleViews
{
    /// <summary>The clinician as configured.</summary>
    public static ClinicianView Clinician(Schedule schedule, long version)
    {
        var p = schedule.Profile;
        return new ClinicianView(p.Id.Value, version, p.Name, p.TimeZone, [.. p.ServiceLines.Select(l => l.Value)],
            p.LicensedStates, p.Languages, [.. p.VisitTypes.Select(Length)],
            p.BufferMinutes, p.MinAge, p.MaxAge, p.DailyLimit,
            [.. schedule.Availability.Select(Window)], [.. schedule.Exceptions.Select(Exception)],
            p.Interpreters ?? [])
        {
            VisitsInTimeOff = [.. schedule.BookingsInTimeOff().OrderBy(b => b.Slot.Start).Select(VisitInTimeOff)],
            Licences = p.Licences is { } licences
                ? [.. licences.Select(l => new LicenceDates(l.State, Day(l.From), Day(l.To)))] : null,
            Notice = Minutes(p.NoticeMinutes),
            Horizon = p.HorizonDays is { } days ? TimeSpan.FromDays(days) : null,
            WeeklyLimit = p.WeeklyLimit,
            MeetsAccessNeeds = p.MeetsAccessNeeds,
            Join = p.Join is { } join ? new JoinDetails(join.Video, join.Phone) : null,
        };
    }

    /// <summary>Free, held, booked and blocked intervals; referral ids only when the reader may see them.</summary>
    public static ScheduleView Entries(Schedule schedule, long version, Interval interval, Instant now,
        bool withReferrals) =>
            new(schedule.Clinician.Value, schedule.Profile.Name, schedule.Profile.TimeZone, version,
            [.. SlotGrid.Slots(schedule, interval, now).Select(s => new ScheduleEntry(
                s.Slot?.Value, s.Start.ToDateTimeOffset(), s.End.ToDateTimeOffset(), s.Status, s.VisitTypes,
                withReferrals ? s.Referral?.Value : null, s.ExpiresAt?.ToDateTimeOffset()))]);

    /// <summary>A booked visit that time off hits.</summary>
    public static VisitInTimeOff VisitInTimeOff(Booking visit) =>
        new(visit.Slot.Start.ToDateTimeOffset(), visit.Slot.End.ToDateTimeOffset(), visit.VisitType);

    /// <summary>A free slot.</summary>
    public static OpenSlot Open(SlotId slot, IReadOnlyList<VisitType> visitTypes) =>
        new(slot.Value, slot.Clinician.Value, slot.Start.ToDateTimeOffset(), slot.End.ToDateTimeOffset(), visitTypes);

    private static AvailabilityWindow Window(AvailabilityPeriod p) => new(
        CivilText.Names(p.Window.Days), CivilText.Text(p.Window.From), CivilText.EndText(p.Window.To),
        Day(p.ValidFrom), Day(p.ValidTo), p.VisitTypes);

    private static VisitLength Length(VisitDuration visit) => new(visit.VisitType, visit.Minutes)
    {
        BufferBefore = Minutes(visit.BeforeMinutes), BufferAfter = Minutes(visit.AfterMinutes),
    };

    private static TimeSpan? Minutes(int? minutes) => minutes is { } whole ? TimeSpan.FromMinutes(whole) : null;

    private static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    private static ExceptionView Exception(ScheduleException e) =>
        new(e.Id.Value, e.From.ToDateTimeOffset(), e.To.ToDateTimeOffset(), e.Available, e.Reason)
        {
            FirstDay = Day(e.Civil?.FirstDay), LastDay = Day(e.Civil?.LastDay),
            FromTime = e.Civil?.From is { } from ? CivilText.Text(from) : null,
            ToTime = e.Civil?.To is { } to ? CivilText.Text(to) : null,
        };
}
