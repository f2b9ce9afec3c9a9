using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

/// <summary>Time off and extra time in civil time of the clinician.</summary>
public sealed class ExceptionTests
{
    private static readonly DateTimeZone Denver = CivilTime.FindZone("America/Denver")!;

    [Theory]
    [InlineData("2031-03-04", null, null, null, "2031-03-04T07:00:00Z", "2031-03-05T07:00:00Z")]
    [InlineData("2031-03-04", null, "09:30", "12:00", "2031-03-04T16:30:00Z", "2031-03-04T19:00:00Z")]
    [InlineData("2031-03-04", "2031-03-06", "12:00", null, "2031-03-04T19:00:00Z", "2031-03-07T07:00:00Z")]
    [InlineData("2031-03-04", null, "12:00", "24:00", "2031-03-04T19:00:00Z", "2031-03-05T07:00:00Z")]
    // Clocks go forward on 9 March 2031 and back on 2 November 2031: the days have 23 and 25 hours.
    [InlineData("2031-03-09", null, null, null, "2031-03-09T07:00:00Z", "2031-03-10T06:00:00Z")]
    [InlineData("2031-03-09", null, "01:00", "02:30", "2031-03-09T08:00:00Z", "2031-03-09T09:00:00Z")]
    [InlineData("2031-11-02", null, null, null, "2031-11-02T06:00:00Z", "2031-11-03T07:00:00Z")]
    [InlineData("2031-11-02", null, "01:00", "03:00", "2031-11-02T07:00:00Z", "2031-11-02T10:00:00Z")]
    public void Civil_days_are_those_of_the_clinician_also_when_clocks_change(string first, string? last, string? from,
        string? to, string start, string end)
    {
        var exception = Parsed(new ExceptionInput
        {
            FirstDay = first, LastDay = last, FromTime = from, ToTime = to,
        });

        Assert.Equal((Utc(start), Utc(end)), (exception.From, exception.To));
    }

    [Fact]
    public void An_exception_has_an_end_after_its_start_and_within_a_year()
    {
        var from = new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.Zero);

        Assert.Empty(ExceptionParser.Parse(new("x"), new(from, from.AddHours(1)), Denver).Errors);
        Assert.Equal(["/to"], ExceptionParser.Parse(new("x"), new(from, from), Denver).Errors.Keys);
        Assert.Equal(["/to"], ExceptionParser.Parse(new("x"), new(from, from.AddDays(367)), Denver).Errors.Keys);
        var last = DateTimeOffset.MaxValue.AddHours(-1);
        Assert.Equal(["/to"], ExceptionParser.Parse(new("x"), new(last.AddHours(-8), last, true), Denver).Errors.Keys);
    }

    [Fact]
    public void Instants_stay_instants()
    {
        var exception = Parsed(new ExceptionInput(Slot(9).Start.ToDateTimeOffset(), Slot(10).Start.ToDateTimeOffset(),
            true, "late surgery"));

        Assert.Equal((Slot(9).Start, Slot(10).Start, true), (exception.From, exception.To, exception.Available));
        Assert.Null(exception.Civil);
    }

    [Theory]
    [InlineData("/from", null, null, null, null)]
    [InlineData("/firstDay", null, "2031-03-04", null, null)]
    [InlineData("/firstDay", "4 March", null, null, null)]
    [InlineData("/firstDay", "2200-01-01", null, null, null)]
    [InlineData("/firstDay", "1969-12-31", null, null, null)]
    [InlineData("/lastDay", "2031-03-04", "2031-03-03", null, null)]
    [InlineData("/lastDay", "2031-03-04", "2032-03-05", null, null)]
    [InlineData("/lastDay", "2031-03-04", "9999-12-31", null, null)]
    [InlineData("/fromTime", "2031-03-04", null, "9 am", null)]
    [InlineData("/fromTime", "2031-03-04", null, "24:00", null)]
    [InlineData("/toTime", "2031-03-04", null, "10:00", "10:00")]
    [InlineData("/toTime", "2031-03-04", null, null, "00:00")]
    // Clocks skip from 02:00 to 03:00.
    [InlineData("/toTime", "2031-03-09", null, "02:00", "02:45")]
    public void Bad_civil_time_is_told_at_its_field(string pointer, string? first, string? last, string? from,
        string? to)
    {
        var (value, errors) = ExceptionParser.Parse(new ExceptionId("x"), new ExceptionInput
        {
            FirstDay = first, LastDay = last, FromTime = from, ToTime = to,
        }, Denver);

        Assert.Null(value);
        Assert.Contains(pointer, errors.Keys);
    }

    [Fact]
    public void Instants_and_civil_days_are_not_mixed() => Assert.Equal(["/from", "/to"],
        ExceptionParser.Parse(new ExceptionId("x"), new ExceptionInput(DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1)) { FirstDay = "2031-03-04" }, Denver).Errors.Keys);

    [Fact]
    public void A_day_off_moves_with_the_zone_of_the_clinician_and_instants_do_not()
    {
        var schedule = Free().After(
            new ScheduleCommand.AddException(Parsed(new ExceptionInput { FirstDay = "2031-03-04" })),
            new ScheduleCommand.AddException(
                new ScheduleException(new("instants"), Slot(9).Start, Slot(10).Start, false, null)),
            new ScheduleCommand.Define(Profile(zone: "Pacific/Honolulu")));

        Assert.Equal([("instants", Slot(9).Start), ("x", Utc("2031-03-04T10:00:00Z"))],
            schedule.Exceptions.Select(e => (e.Id.Value, e.From)));
        Assert.Equal(Utc("2031-03-05T10:00:00Z"), schedule.Exceptions[1].To);
    }

    [Fact]
    public void A_day_off_counts_in_the_zone_at_the_commit_and_its_repeat_changes_nothing()
    {
        var add = new ScheduleCommand.AddException(Parsed(new ExceptionInput { FirstDay = "2031-03-04" }));
        var schedule = Free(Profile(zone: "Pacific/Honolulu")).After(add);

        Assert.Equal(Utc("2031-03-04T10:00:00Z"), Assert.Single(schedule.Exceptions).From);
        Assert.Empty(Events(ScheduleDecider.Decide(schedule, add, Now)));
    }

    [Fact]
    public void Visits_that_time_off_would_hit_are_the_unfinished_ones_in_it()
    {
        var schedule = Free().After(Book("b1", Slot(9)), Book("b2", Slot(10)), Book("b3", Slot(11)),
            new ScheduleCommand.Finish(new BookingId("b2")));
        var morning = Parsed(new ExceptionInput { FirstDay = "2031-03-03", ToTime = "10:30" });

        Assert.Equal(["b1"], schedule.BookingsHitBy(morning).Select(b => b.Id.Value));
        Assert.Empty(schedule.BookingsHitBy(morning with { Available = true }));
    }

    [Fact]
    public void An_exception_is_shown_as_it_was_given()
    {
        var input = new ExceptionInput(Reason: "course")
        {
            FirstDay = "2031-03-04", LastDay = "2031-03-06", FromTime = "12:00", ToTime = "09:00",
        };
        var view = Assert.Single(ScheduleViews.Clinician(
            Free().After(new ScheduleCommand.AddException(Parsed(input))), 1).Exceptions);

        Assert.Equal((input.FirstDay, input.LastDay, input.FromTime, input.ToTime, input.Reason),
            (view.FirstDay, view.LastDay, view.FromTime, view.ToTime, view.Reason));
    }

    [Fact]
    public void Exceptions_that_ended_long_ago_make_room_when_there_are_too_many()
    {
        var add = new ScheduleCommand.AddException(Parsed(new ExceptionInput { FirstDay = "2031-03-04" }));
        var full = Free() with
        {
            Exceptions = [.. Enumerable.Range(0, ScheduleLimits.ExceptionsMost).Select(n => Hour($"e{n}", n))],
        };
        var ended = full.Exceptions[^1].To + ScheduleLimits.PastKeptFor;

        Assert.Equal("too-many-exceptions", Code(ScheduleDecider.Decide(full, add, Now)));
        var after = full.AfterAt(ended, add);
        Assert.Equal(["e199", "x"], after.Exceptions.Select(e => e.Id.Value).Order(StringComparer.Ordinal));

        static ScheduleException Hour(string id, int n) => new(new ExceptionId(id), Now + Duration.FromHours(n),
            Now + Duration.FromHours(n + 1), false, null);
    }

    private static ScheduleException Parsed(ExceptionInput input)
    {
        var (value, errors) = ExceptionParser.Parse(new ExceptionId("x"), input, Denver);
        Assert.Empty(errors);
        return value!;
    }
}
