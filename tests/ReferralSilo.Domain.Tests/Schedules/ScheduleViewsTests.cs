using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class ScheduleViewsTests
{
    private static readonly Interval Today = new(Now, Now + Duration.FromHours(12));

    [Fact]
    public void The_view_shows_the_stored_settings()
    {
        var input = new ClinicianInput("Dr. Ames", "America/Denver", ["a"], ["CO"], ["en"], [new(VisitType.Video, 30)],
            10, 5, 90, 8, ["vi"]);
        AvailabilityWindow[] windows =
            [new(["mon", "wed"], "09:00", "12:00", "2031-01-01", null, [VisitType.Video]),
            new(["sun"], "20:00", "24:00")];
        var schedule = ((Schedule?)null).After(
            new ScheduleCommand.Define(ClinicianParser.Profile(Ames, input).Value!),
            new ScheduleCommand.SetAvailability(ClinicianParser.Availability(new(windows)).Value!));

        var view = ScheduleViews.Clinician(schedule, 2);

        Assert.Equivalent(input, view with { Availability = [], Exceptions = [] });
        Assert.Equivalent(windows, view.Availability, strict: true);
    }

    [Fact]
    public void The_referral_of_a_visit_is_shown_only_to_permitted_readers()
    {
        var booked = Free().After(Book());

        Assert.Equal("r1", ScheduleViews.Entries(booked, 1, Today, Now, withReferrals: true).Entries[0].Referral);
        Assert.All(ScheduleViews.Entries(booked, 1, Today, Now, withReferrals: false).Entries, e =>
            Assert.Null(e.Referral));
    }

    [Fact]
    public void Capacity_of_a_line_leaves_out_other_lines_states_and_visit_types()
    {
        Schedule[] schedules = [
            Free(), Free(Profile("b", lines: ["dermatology"])), Free(Profile("c", states: ["TX"])),
            Free(Profile("d") with { VisitTypes = [new(VisitType.Phone, 60)] })];

        var view = CapacityViews.Capacity(new("behavioral-health"), schedules, Today, Now, VisitType.Video, "CO");

        Assert.Equal(["ames"], view.Days.Select(d => d.Clinician));
        Assert.Equal(6, view.Slots.Count);
        Assert.Equal(6, view.Days[0].Open);
    }
}
