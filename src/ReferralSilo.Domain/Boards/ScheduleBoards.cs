using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Boards;

/// <summary>Converts a schedule to board rows.</summary>
public static class ScheduleBoards
{
    /// <summary>How far ahead boards show slots.</summary>
    public static readonly Duration Horizon = Duration.FromDays(14);

    /// <summary>How far back boards show slots: a running visit and the last visits of today.</summary>
    public static readonly Duration Past = Duration.FromHours(12);

    /// <summary>Rows of <c>schedule/{clinician}</c> for the next two weeks, without time off.</summary>
    public static IReadOnlyList<ScheduleRow> Schedule(Schedule schedule, Instant now) =>
        [.. Slots(schedule, now)
            .Select(s => new ScheduleRow(s.Slot!.Value.Value, s.Start.ToDateTimeOffset(), s.End.ToDateTimeOffset(),
            s.Status, s.VisitTypes, s.Referral?.Value, s.ExpiresAt?.ToDateTimeOffset()))];

    /// <summary>The clinician's row of <c>desk/{serviceLine}</c>.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="version">Its version.</param>
    /// <param name="now">The time of the row.</param>
    /// <param name="isOfLine">True for the referrals of the line: the slots of others are shown as taken, without
    /// their referral.</param>
    public static ClinicianRow Clinician(Schedule schedule, long version, Instant now,
        Func<ReferralId, bool> isOfLine)
    {
        var toMove = schedule.BookingsInTimeOff().Where(b => b.Slot.End > now).OrderBy(b => b.Slot.Start).ToList();
        // A visit that must be moved is shown however far away it is.
        var later = toMove.Where(b => b.Slot.Start >= now + Horizon).Select(b => new GridSlot(
            b.Slot, b.Slot.Start, b.Slot.End, SlotStatus.Busy, [b.VisitType], b.Referral));
        return new ClinicianRow(
            $"clinician:{schedule.Clinician}", schedule.Clinician.Value, schedule.Profile.Name,
            schedule.Profile.TimeZone, version, schedule.Profile.LicensedStates,
            [.. Slots(schedule, now).Concat(later).Select(s => new BoardSlot(s.Slot!.Value.Value,
                s.Start.ToDateTimeOffset(), s.End.ToDateTimeOffset(), s.Status, s.VisitTypes,
                s.Referral is { } referral && isOfLine(referral) ? referral.Value : null,
                s.ExpiresAt?.ToDateTimeOffset()))])
        {
            LateMinutes = schedule.LateMinutes(now),
            AvailableUntil = schedule.AvailableUntil(now)?.ToDateTimeOffset(),
            VisitsInTimeOff = [.. toMove.Select(b => b.Slot.Value)],
        };
    }

    private static IEnumerable<GridSlot> Slots(Schedule schedule, Instant now) =>
        SlotGrid.Slots(schedule, new Interval(now - Past, now + Horizon), now).Where(s => s.Slot is not null);
}
