using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Tests.Referrals;
using ReferralSilo.Domain.Tests.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Boards;

public sealed class MyDayBoardsTests
{
    private static readonly LocalDate Monday = new(2031, 3, 3);

    [Theory]
    [InlineData("America/Denver", "2031-03-03T06:59:59Z", "2031-03-02")]
    [InlineData("America/Denver", "2031-03-03T07:00:00Z", "2031-03-03")]
    [InlineData("Pacific/Honolulu", "2031-03-03T07:00:00Z", "2031-03-02")]
    // Summer time begins on 9 March and ends on 2 November 2031.
    [InlineData("America/Denver", "2031-03-10T05:59:59Z", "2031-03-09")]
    [InlineData("America/Denver", "2031-03-10T06:00:00Z", "2031-03-10")]
    [InlineData("America/Denver", "2031-11-03T06:59:59Z", "2031-11-02")]
    public void The_day_is_that_of_the_clinicians_own_zone(string zone, string now, string day) =>
        Assert.Equal(day, NodaTime.Text.LocalDatePattern.Iso.Format(
            MyDayBoards.Day(Free(Profile(zone: zone)), Utc(now))));

    [Fact]
    public void A_visit_shows_who_comes_why_and_what_is_needed()
    {
        var visit = Assert.Single(Visits(Booked(Slot(9)), Monday, Of(Slot(9))));

        Assert.Equal(("b1", "r1", 7L, "behavioral-health", VisitStage.Booked, VisitType.Video),
            (visit.Key, visit.Referral, visit.Version, visit.ServiceLine, visit.Stage, visit.VisitType));
        Assert.Equal((new BoardPatient("Okafor, Dana", 42), "+13035550123", "Panic attacks", "en", "CO", false),
            (visit.Patient, visit.Phone, visit.Reason, visit.Language, visit.State, visit.Confirmed));
        Assert.Equal(Slot(9).Start.ToDateTimeOffset(), visit.Start);
    }

    [Fact]
    public void A_visit_by_video_has_a_room_of_its_own_that_says_nothing_about_it()
    {
        var clinician = Profile() with
        {
            Join = new VisitJoin("https://v.example/r/{appointment}?x=1", JoinByPhone.WeCall),
        };
        Schedule With(string id, VisitType type) => Free(clinician) with
        {
            Bookings = [new Booking(new BookingId(id), Slot(9), new ReferralId("r1"), type, false)],
        };
        VisitRow Row(string id, VisitType type) => Assert.Single(Visits(With(id, type), Monday, Of(Slot(9), id)));

        var room = Row("b1", VisitType.Video).JoinAddress!;
        Assert.Matches("^https://v[.]example/r/[A-Za-z0-9_-]{22}[?]x=1$", room);
        Assert.NotEqual(room, Row("b2", VisitType.Video).JoinAddress);
        Assert.Equal(room, Row("b1", VisitType.Video).JoinAddress);
        Assert.Equal((null, JoinByPhone.WeCall), (Row("b1", VisitType.Phone).JoinAddress,
            Row("b1", VisitType.Phone).JoinByPhone!.Value));
        Assert.Null(Row("b1", VisitType.Video).JoinByPhone);
        Assert.DoesNotContain("v.example", clinician.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_visit_shows_the_only_safe_number_with_its_note()
    {
        var booked = Of(Slot(9));
        var visit = Assert.Single(Visits(Booked(Slot(9)), Monday, booked with
        {
            Case = booked.Case with
            {
                Copy = new PatientCopy(new PatientId("p1"), 2)
                {
                    SafeContact = new SafeContact(true, new PhoneNumber("+17205550111")),
                },
            },
        }));

        Assert.Equal(("+17205550111", new SafeContactInput(true, "+17205550111")), (visit.Phone, visit.SafeContact));
    }

    [Fact]
    public void The_first_row_says_whose_day_it_is() => Assert.Equal(
        new DayRow("day", "Dr. ames", "2031-03-03", "America/Denver"),
        Assert.Single(MyDayBoards.Rows(Free(), Monday, Slot(9).Start, _ => null)));

    [Fact]
    public void A_visit_over_midnight_is_on_both_days_and_one_that_ends_at_midnight_on_one()
    {
        var over = Booked(Slot(23, 45));
        Assert.Single(Visits(over, Monday, Of(Slot(23, 45))));
        Assert.Single(Visits(over, Monday.PlusDays(1), Of(Slot(23, 45))));

        var until = Booked(Slot(23, 30));
        Assert.Single(Visits(until, Monday, Of(Slot(23, 30))));
        Assert.Empty(Visits(until, Monday.PlusDays(1), Of(Slot(23, 30))));
    }

    [Theory]
    [InlineData("2031-03-09", "2031-03-09T07:00:00Z", "2031-03-10T05:30:00Z")]
    [InlineData("2031-11-02", "2031-11-02T06:00:00Z", "2031-11-03T06:30:00Z")]
    public void A_day_on_which_the_clock_changes_has_23_or_25_hours(string date, string first, string last)
    {
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value;
        foreach (var start in (Instant[])[Utc(first), Utc(last)])
        {
            var slot = SlotId.Create(Ames, start, start + Duration.FromMinutes(30));
            Assert.Single(Visits(Booked(slot), day, Of(slot)));
            Assert.Empty(Visits(Booked(slot), day.PlusDays(start == Utc(first) ? -1 : 1), Of(slot)));
        }
    }

    [Fact]
    public void A_visit_passes_through_its_stages()
    {
        var booked = Of(Slot(9));
        var (now, schedule) = (Slot(9).Start, Booked(Slot(9)));
        var finished = Booked(Slot(9), finished: true);
        var arrived = booked.After(new Arrive(), now);

        Assert.True(Assert.Single(Visits(schedule, Monday, booked.After(new Confirm(), now))).Confirmed);
        Assert.Equal(VisitStage.Arrived, Assert.Single(Visits(schedule, Monday, arrived)).Stage);
        Assert.Equal(VisitStage.Completed,
            Assert.Single(Visits(finished, Monday, arrived.After(new Complete("seen"), now))).Stage);
        Assert.Equal(VisitStage.NoShow,
            Assert.Single(Visits(finished, Monday, booked.After(new NoShow(), now))).Stage);
    }

    [Fact]
    public void A_booking_that_the_referral_does_not_have_is_no_visit() =>
        Assert.Empty(Visits(Booked(Slot(9)), Monday, AReferral.Waiting()));

    [Fact]
    public void Time_off_of_the_day_is_shown_and_extra_time_is_not()
    {
        ScheduleException Exception(string id, int day, bool available) => new(new ExceptionId(id),
            CivilTime.StartOf(Monday.PlusDays(day), Profile().Zone),
            CivilTime.StartOf(Monday.PlusDays(day + 1), Profile().Zone), available, "conference");
        var schedule = Free() with
        {
            Exceptions = [Exception("today", 0, false), Exception("extra", 0, true), Exception("tomorrow", 1, false)],
        };

        Assert.Equal(["time-off:today"],
            MyDayBoards.Rows(schedule, Monday, Slot(9).Start, _ => null).OfType<TimeOffRow>().Select(r => r.Key));
    }

    [Fact]
    public void Visit_in_time_off_says_so_on_my_day_and_on_the_desk_until_it_is_over()
    {
        var off = new ScheduleException(new ExceptionId("x"), Slot(9).Start, Slot(12).Start, false, "dentist");
        var schedule = Booked(Slot(9)) with { Exceptions = [off] };
        ClinicianRow Desk(Schedule s) => ScheduleBoards.Clinician(s, 1, Slot(8).Start, _ => true);

        Assert.True(Assert.Single(Visits(schedule, Monday, Of(Slot(9)))).InTimeOff);
        Assert.Equal([Slot(9).Value], Desk(schedule).VisitsInTimeOff);
        Assert.False(Assert.Single(Visits(Booked(Slot(9)), Monday, Of(Slot(9)))).InTimeOff);
        Assert.Empty(Desk(Booked(Slot(9), finished: true) with { Exceptions = [off] }).VisitsInTimeOff);
    }

    [Fact]
    public void Lateness_is_shown_on_my_day_and_on_the_desk_on_the_day_of_the_report_only()
    {
        var schedule = Free() with { Late = new Lateness(15, Slot(9).Start) };
        int MyDay(Instant now) =>
            MyDayBoards.Rows(schedule, Monday, now, _ => null).OfType<DayRow>().Single().LateMinutes;
        int Desk(Instant now) => ScheduleBoards.Clinician(schedule, 1, now, _ => true).LateMinutes;

        Assert.Equal((15, 15), (MyDay(Slot(10).Start), Desk(Slot(10).Start)));
        var tomorrow = Slot(10).Start + Duration.FromDays(1);
        Assert.Equal((0, 0), (MyDay(tomorrow), Desk(tomorrow)));
    }

    [Fact]
    public void Available_now_is_shown_on_my_day_and_on_the_desk_until_it_ends()
    {
        var schedule = Free() with { OnDemand = new OnDemand(Slot(9).Start, Slot(11).Start) };
        DateTimeOffset? MyDay(Instant now) =>
            MyDayBoards.Rows(schedule, Monday, now, _ => null).OfType<DayRow>().Single().AvailableUntil;
        DateTimeOffset? Desk(Instant now) => ScheduleBoards.Clinician(schedule, 1, now, _ => true).AvailableUntil;

        DateTimeOffset? until = Slot(11).Start.ToDateTimeOffset();
        Assert.Equal((until, until), (MyDay(Slot(10).Start), Desk(Slot(10).Start)));
        Assert.Equal((null, null), (MyDay(Slot(11).Start), Desk(Slot(11).Start)));
    }

    [Fact]
    public void A_visit_in_time_off_is_on_the_desk_however_far_away_it_is_and_not_when_it_is_past()
    {
        var off = new ScheduleException(new ExceptionId("x"), Slot(9).Start, Slot(12).Start, false, null);
        var schedule = Booked(Slot(9)) with { Exceptions = [off] };
        var early = ScheduleBoards.Clinician(schedule, 1, Slot(9).Start - Duration.FromDays(60), _ => true);

        Assert.Equal([Slot(9).Value], early.VisitsInTimeOff);
        Assert.Equal((Slot(9).Value, "r1"),
            (Assert.Single(early.SlotsToMove()).Slot, early.SlotsToMove().Single().Referral));
        Assert.Empty(ScheduleBoards.Clinician(schedule, 1, Slot(10).Start, _ => true).VisitsInTimeOff);
    }

    private static Schedule Booked(SlotId slot, bool finished = false) => Free() with
    {
        Bookings = [new Booking(new BookingId("b1"), slot, new ReferralId("r1"), VisitType.Video, finished)],
    };

    private static Referral Of(SlotId slot, string id = "b1") => (Referral.Booked)AReferral.Booked() with
    {
        Appointment = new SlotGrant(id, slot.Value, Ames, slot.Start, slot.End, VisitType.Video),
    };

    private static IReadOnlyList<VisitRow> Visits(Schedule schedule, LocalDate day, Referral referral) =>
        [.. MyDayBoards.Rows(schedule, day, Slot(9).Start, _ => (referral, 7)).OfType<VisitRow>()];
}
