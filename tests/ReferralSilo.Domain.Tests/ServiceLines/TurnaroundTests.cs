using CsCheck;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;
using static ReferralSilo.Domain.Tests.ServiceLines.AServiceLine;

namespace ReferralSilo.Domain.Tests.ServiceLines;

public sealed class TurnaroundTests
{
    // Civil times in Denver, for a review target in business minutes.
    [Theory]
    [InlineData("2031-03-03T10:00", 60, "2031-03-03T11:00")]
    [InlineData("2031-03-03T07:00", 60, "2031-03-03T10:00")]
    [InlineData("2031-03-03T16:30", 60, "2031-03-04T09:30")]
    [InlineData("2031-03-03T16:00", 60, "2031-03-03T17:00")]
    [InlineData("2031-03-07T16:30", 60, "2031-03-10T09:30")]
    [InlineData("2031-03-08T12:00", 60, "2031-03-10T10:00")]
    [InlineData("2031-03-03T09:00", 2400, "2031-03-07T17:00")]
    [InlineData("2027-03-12T16:00", 120, "2027-03-15T10:00")]
    [InlineData("2027-11-05T16:00", 120, "2027-11-08T10:00")]
    public void Business_hours_skip_nights_weekends_and_clock_changes(string from, int minutes, string due) =>
        Assert.Equal(Denver(due), Line("a", null, BusinessTarget(minutes))
            .DueAt(ClockKind.Review, Priority.Routine, Denver(from)));

    [Fact]
    public void A_night_shift_counts_real_minutes_across_a_clock_change()
    {
        var nights = Input(null, BusinessTarget(180)) with { BusinessHours = [new(["sun"], "00:00", "05:00")] };

        Assert.Equal(Denver("2027-03-14T04:00"), Parsed(nights)
            .DueAt(ClockKind.Review, Priority.Routine, Denver("2027-03-14T00:00")));
        Assert.Equal(Denver("2027-11-07T02:00"), Parsed(nights)
            .DueAt(ClockKind.Review, Priority.Routine, Denver("2027-11-07T00:00")));
    }

    [Fact]
    public void Around_the_clock_counts_every_minute()
    {
        var line = Line("a", null, new TargetInput(ClockKind.Review, 1440));

        Assert.Equal(Denver("2027-03-14T13:00"),
            line.DueAt(ClockKind.Review, Priority.Routine, Denver("2027-03-13T12:00")));
    }

    [Fact]
    public void The_most_specific_target_counts()
    {
        var line = Line("a", null, new TargetInput(ClockKind.Review, 100),
            new TargetInput(ClockKind.Review, 5, Priority.Urgent));
        var from = Denver("2031-03-03T10:00");

        Assert.Equal(from + Duration.FromMinutes(5), line.DueAt(ClockKind.Review, Priority.Urgent, from));
        Assert.Equal(from + Duration.FromMinutes(100), line.DueAt(ClockKind.Review, Priority.Routine, from));
        Assert.Equal(from + Duration.FromDays(7), line.DueAt(ClockKind.Booking, Priority.Routine, from));
    }

    [Fact]
    public void Every_clock_has_a_default_that_is_no_longer_for_a_higher_priority()
    {
        var line = Line("a");
        var from = Denver("2031-03-03T10:00");
        foreach (var kind in Enum.GetValues<ClockKind>())
        {
            var dues = Enum.GetValues<Priority>().Select(p => line.DueAt(kind, p, from)).ToList();
            Assert.Equal(dues.OrderDescending(), dues);
            Assert.All(dues, due => Assert.True(due > from));
        }
    }

    [Fact]
    public void Stat_first_contact_keeps_its_shorter_default()
    {
        var line = Line("a", null, BusinessTarget(16 * 60, ClockKind.FirstContact),
            new TargetInput(ClockKind.FirstContact, 120, Priority.Urgent));
        var from = Denver("2031-03-07T16:50");

        Assert.Equal(from + Duration.FromMinutes(120), line.DueAt(ClockKind.FirstContact, Priority.Urgent, from));
        Assert.Equal(from + Duration.FromMinutes(15), line.DueAt(ClockKind.FirstContact, Priority.Stat, from));
    }

    [Fact]
    public void A_higher_priority_is_never_due_later_with_any_targets()
    {
        var target = Gen.Select(Gen.Enum<ClockKind>(), Gen.Int[1, 20_000], Gen.Int[-1, 3], Gen.Enum<CountedIn>(),
            (clock, minutes, priority, counted) =>
                new TargetInput(clock, minutes, priority < 0 ? null : (Priority)priority, counted));

        Gen.Select(target.List[0, 12], Gen.Int[0, 525_600]).Sample((targets, start) =>
        {
            var input = Input(null, [.. targets.DistinctBy(t => (t.Clock, t.Priority))]);
            var line = ServiceLineParser.Parse(new("a"), 1, input, isStored: true).Value!;
            var from = Denver("2027-01-01T00:00") + Duration.FromMinutes(start);
            foreach (var kind in Enum.GetValues<ClockKind>())
            {
                var dues = Enum.GetValues<Priority>().Order().Select(p => line.DueAt(kind, p, from)).ToList();
                Assert.Equal(dues.OrderDescending(), dues);
                Assert.All(dues, due => Assert.True(due > from));
            }
        }, iter: 300);
    }

    [Theory]
    [InlineData(60, null, CountedIn.AroundTheClock, 120, CountedIn.AroundTheClock, true)]
    [InlineData(60, Priority.Urgent, CountedIn.AroundTheClock, 61, CountedIn.AroundTheClock, true)]
    [InlineData(60, null, CountedIn.AroundTheClock, 120, CountedIn.BusinessHours, true)]
    [InlineData(60, null, CountedIn.BusinessHours, 120, CountedIn.BusinessHours, true)]
    [InlineData(60, null, CountedIn.BusinessHours, 120, CountedIn.AroundTheClock, false)]
    [InlineData(60, null, CountedIn.AroundTheClock, 60, CountedIn.AroundTheClock, false)]
    public void Stat_given_more_time_than_a_lower_priority_is_refused_by_field(
        int lower, Priority? priority, CountedIn lowerCounted, int stat, CountedIn statCounted, bool isRefused)
    {
        var input = Input(null, new(ClockKind.Review, lower, priority, lowerCounted),
            new(ClockKind.Review, stat, Priority.Stat, statCounted));

        Assert.Equal(isRefused ? ["/targets/1/minutes"] : [], ServiceLineParser.Parse(new("a"), 1, input).Errors.Keys);
        Assert.NotNull(ServiceLineParser.Parse(new("a"), 1, input, isStored: true).Value);
    }

    [Fact]
    public void A_later_start_is_never_due_earlier()
    {
        var windows = Gen.Select(Gen.Int[1, 127], Gen.Int[0, 22], Gen.Int[1, 24])
            .Select((days, from, hours) => new BusinessHoursInput(
            [.. new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }.Where((_, i) => (days & (1 << i)) != 0)],
            $"{from:00}:30", from + hours >= 24 ? "24:00" : $"{from + hours:00}:15"));
        var zones = Gen.OneOf(
            [.. new[] { "America/Denver", "America/Phoenix", "Australia/Lord_Howe", "America/St_Johns",
            "Africa/Casablanca" }.Select(z => Gen.Const(z))]);

        Gen.Select(windows.List[1, 4], zones, Gen.Int[1, 6000], Gen.Int[0, 525_600], Gen.Int[0, 3000])
            .Sample((hours, zone, target, start, gap) =>
        {
            hours.RemoveAll(h => string.CompareOrdinal(h.From, h.To) >= 0);
            var line = Parsed(Input(null, BusinessTarget(target)) with { BusinessHours = hours, TimeZone = zone });
            var first = Denver("2027-01-01T00:00") + Duration.FromMinutes(start);
            var (due, later) = (Due(first), Due(first + Duration.FromMinutes(gap)));
            Assert.True(due >= first + Duration.FromMinutes(target));
            Assert.True(due <= later, $"{due} > {later}");
            Instant Due(Instant from) => line.DueAt(ClockKind.Review, Priority.Routine, from);
        }, iter: 300);
    }

    [Fact]
    public void Hours_too_short_for_the_target_still_have_an_end()
    {
        var line = Parsed(
            Input(null, BusinessTarget(525_600)) with { BusinessHours = [new(["mon"], "09:00", "09:01")] });
        var from = Denver("2031-03-03T10:00");

        Assert.True(line.DueAt(ClockKind.Review, Priority.Routine, from) <= from
            + Duration.FromDays(BusinessHours.MostDays));
    }

    private static Instant Denver(string civil) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(civil).Value
            .InZoneStrictly(DateTimeZoneProviders.Tzdb["America/Denver"]).ToInstant();
}
