using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class ArchiveTests
{
    [Fact]
    public void A_busy_clinicians_row_stays_small_over_a_year_of_visits()
    {
        var schedule = Free();
        var most = 0;
        for (var day = 0; day < 365; day++)
        {
            for (var visit = 0; visit < 8; visit++)
            {
                var start = Now + Duration.FromDays(day) + Duration.FromHours(visit);
                var slot = SlotId.Create(schedule.Clinician, start, start + Duration.FromMinutes(30));
                var booking = new BookingId($"b{day}-{visit}");
                schedule = ScheduleEvolver.Evolve(schedule,
                    new ScheduleEvent.SlotBooked(booking, slot, new ReferralId("r"), VisitType.Video));
                schedule = schedule.Decided(new ScheduleCommand.Finish(booking), slot.End);
            }

            most = Math.Max(most, schedule.Bookings.Count);
        }

        Assert.InRange(most, 8 * 14, 8 * 15 + ScheduleLimits.ArchivedAtOnce);
    }

    [Fact]
    public void An_unfinished_past_visit_stays_in_the_state()
    {
        var start = Now + Duration.FromHours(1);
        var slot = SlotId.Create(Free().Clinician, start, start + Duration.FromMinutes(30));
        var open = ScheduleEvolver.Evolve(Free(),
            new ScheduleEvent.SlotBooked(new BookingId("open"), slot, new ReferralId("r"), VisitType.Video));

        var later = ScheduleEvolver.Evolve(open, new ScheduleEvent.PastArchived(slot.End + Duration.FromDays(30)));

        Assert.Equal(new BookingId("open"), Assert.Single(later.Bookings).Id);
    }
}

file static class Deciding
{
    public static Schedule Decided(this Schedule schedule, ScheduleCommand command, Instant now) =>
        ScheduleEvolver.Fold(
        schedule, Assert.IsType<Domain.Decision<ScheduleEvent>.Accepted>(ScheduleDecider.Decide(schedule, command,
            now)).Events)!;
}
