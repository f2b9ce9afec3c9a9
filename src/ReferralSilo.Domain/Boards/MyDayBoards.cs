using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Boards;

/// <summary>Converts one civil day of a clinician to the rows of <c>my-day/{clinician}</c>.</summary>
public static class MyDayBoards
{
    /// <summary>The clinician's civil day at an instant.</summary>
    public static LocalDate Day(Schedule schedule, Instant now) => CivilTime.DayOf(now, schedule.Profile.Zone);

    /// <summary>The bookings of the day, and those that run into it or out of it, by start.</summary>
    public static IReadOnlyList<Booking> Bookings(Schedule schedule, LocalDate day)
    {
        var (start, end) = Limits(schedule, day);
        return [.. schedule.Bookings.Where(b => CivilTime.Overlap(b.Slot.Start, b.Slot.End, start, end))
            .OrderBy(b => b.Slot.Start)];
    }

    /// <summary>All rows of the day.</summary>
    /// <param name="schedule">The clinician's schedule.</param>
    /// <param name="day">The day.</param>
    /// <param name="now">An instant of that day.</param>
    /// <param name="find">The committed referral with its version; null when it is not known.</param>
    public static IReadOnlyList<BoardRow> Rows(Schedule schedule, LocalDate day, Instant now,
        Func<ReferralId, (Referral State, long Version)?> find)
    {
        var (profile, (start, end)) = (schedule.Profile, Limits(schedule, day));
        var inTimeOff = schedule.BookingsInTimeOff().Select(b => b.Id.Value).ToHashSet(StringComparer.Ordinal);
        return
        [
            new DayRow("day", profile.Name, LocalDatePattern.Iso.Format(day), profile.TimeZone)
            {
                LateMinutes = schedule.LateMinutes(now),
                AvailableUntil = schedule.AvailableUntil(now)?.ToDateTimeOffset(),
            },
            .. Bookings(schedule, day).Select(b => find(b.Referral) is { } found
                ? Visit(b, found.State, found.Version, profile) : null).OfType<VisitRow>()
                .Select(v => inTimeOff.Contains(v.Key) ? v with { InTimeOff = true } : v),
            .. schedule.Exceptions.Where(e => e.BlocksAny(start, end)).Select(e => new TimeOffRow(
                $"time-off:{e.Id}", e.From.ToDateTimeOffset(), e.To.ToDateTimeOffset(), e.Reason)),
        ];
    }

    private static VisitRow? Visit(Booking booking, Referral state, long version, ClinicianProfile clinician)
    {
        if (StageOf(booking, state) is not { } stage) return null;
        var (referral, patient, start) = (state.Case, state.Case.Patient, booking.Slot.Start);
        return new VisitRow(
            booking.Id.Value, referral.Id.Value, referral.Number, version, referral.ServiceLine.Value, stage,
            start.ToDateTimeOffset(), booking.Slot.End.ToDateTimeOffset(), booking.VisitType,
            state is Referral.Booked { ConfirmedAt: not null },
            new BoardPatient(patient.DisplayName, patient.Age(patient.DayAt(start, clinician.Zone))),
            (referral.Copy?.SafeContact?.Phone ?? patient.Phones.FirstOrDefault())?.E164,
            referral.Submission.Reason?.Summary,
            patient.Language, patient.Interpreter, patient.AccessNeeds ?? [],
            patient.Location?.State ?? patient.Location?.Country)
        {
            PatientTimeZone = patient.TimeZone,
            SafeContact = referral.Copy?.SafeContact is { } safe ? ReferralViews.Safe(safe) : null,
            ConsentMissing = stage is VisitStage.Booked or VisitStage.Arrived && !referral.HasTelehealthConsent,
            JoinAddress = stage is VisitStage.Booked or VisitStage.Arrived ? clinician.Join?.AddressOf(booking) : null,
            JoinByPhone = clinician.Join?.CallerOf(booking),
        };
    }

    /// <summary>Null while the referral does not have the booking yet, or has given it up: the schedule follows
    /// within moments.</summary>
    private static VisitStage? StageOf(Booking booking, Referral state) =>
        state.BookedSlot()?.Id != booking.Id.Value ? booking.Finished ? VisitStage.NoShow : null
        : state switch
        {
            Referral.Booked => VisitStage.Booked,
            Referral.Arrived => VisitStage.Arrived,
            _ => VisitStage.Completed,
        };

    private static (Instant Start, Instant End) Limits(Schedule schedule, LocalDate day) =>
        (CivilTime.StartOf(day, schedule.Profile.Zone), CivilTime.StartOf(day.PlusDays(1), schedule.Profile.Zone));
}
