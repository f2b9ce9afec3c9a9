using NodaTime;
using NodaTime.Text;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Tests.Messages.Hours;

public sealed class QuietHoursTests
{
    private static readonly SendingHours Hours = SendingHours.Default;

    [Theory]
    [InlineData("America/New_York", "2026-03-08T02:30:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T11:59:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("America/New_York", "2026-03-09T01:00:00Z", "2026-03-09T12:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:00:00Z", "2026-11-01T13:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T12:30:00Z", "2026-11-01T13:00:00Z")]
    [InlineData("America/Phoenix", "2026-03-08T14:30:00Z", "2026-03-08T15:00:00Z")]
    [InlineData("Pacific/Honolulu", "2026-07-01T12:30:00Z", "2026-07-01T18:00:00Z")]
    [InlineData("America/New_York America/Los_Angeles", "2026-06-01T12:30:00Z", "2026-06-01T15:00:00Z")]
    [InlineData("America/New_York America/Los_Angeles", "2026-06-02T01:30:00Z", "2026-06-02T15:00:00Z")]
    public void A_message_waits_for_permitted_time_in_every_zone(string zones, string due, string sent) =>
        Assert.Equal(At(sent), QuietHours.FirstPermitted(Hours, Zones(zones), At(due)));

    [Theory]
    [InlineData("2026-06-01T12:00:00Z", true)]
    [InlineData("2026-06-02T00:59:59Z", true)]
    [InlineData("2026-06-02T01:00:00Z", false)]
    public void The_hours_are_half_open(string at, bool permitted) =>
        Assert.Equal(permitted, QuietHours.IsPermitted(Hours, Zones("America/New_York"), At(at)));

    [Fact]
    public void Hours_of_the_whole_day_permit_every_moment_also_at_both_changes_of_the_clock()
    {
        foreach (var day in (string[])["2026-03-08", "2026-11-01"])
            for (var minute = 0; minute < 26 * 60; minute += 10)
                Assert.True(QuietHours.IsPermitted(SendingHours.Always, Zones("America/New_York Pacific/Guam"),
                    At(day + "T00:00:00Z") + Duration.FromMinutes(minute)));
    }

    [Fact]
    public void Zones_whose_hours_never_overlap_have_no_permitted_moment() =>
        Assert.Null(QuietHours.FirstPermitted(SendingHours.Parse("09:00-12:00")!,
            Zones("America/New_York Pacific/Guam"), At("2026-06-01T12:00:00Z")));

    [Fact]
    public void Hours_inside_the_gap_of_spring_are_met_a_day_later() =>
        Assert.Equal(At("2026-03-09T06:00:00Z"), QuietHours.FirstPermitted(SendingHours.Parse("02:00-03:00")!,
            Zones("America/New_York"), At("2026-03-08T05:00:00Z")));

    [Fact]
    public void All_zones_of_the_us_have_common_hours_each_day_of_the_year()
    {
        var zones = CandidateZones.Of(null, "US", null, []);
        for (var day = 0; day < 366; day++)
        {
            var at = At("2026-01-01T00:00:00Z") + Duration.FromDays(day);
            var sent = QuietHours.FirstPermitted(Hours, zones, at);
            Assert.True(sent - at < Duration.FromDays(1));
        }
    }

    [Fact]
    public void In_a_year_of_reminders_in_all_us_zones_none_leaves_outside_of_the_hours()
    {
        var zones = PlaceZones.UnitedStates.Select(id => CivilTime.FindZone(id)!).ToList();
        for (var hour = 0; hour < 366 * 24; hour++)
        {
            var due = At("2026-01-01T00:17:00Z") + Duration.FromHours(hour);
            // One, two or three zones: every pair and triple occurs.
            DateTimeZone[] candidates = [zones[hour % zones.Count], zones[hour * 7 / 3 % zones.Count],
                zones[hour / 11 % zones.Count]];
            var sent = QuietHours.FirstPermitted(Hours, candidates, due)!.Value;

            Assert.True(sent >= due);
            Assert.All(candidates, zone =>
                Assert.InRange(sent.InZone(zone).TimeOfDay, new LocalTime(8, 0), new LocalTime(20, 59, 59)));
            Assert.Equal(sent, QuietHours.FirstPermitted(Hours, candidates, sent));
        }
    }

    [Theory]
    [InlineData("2026-03-09T14:00:00Z", 3, "2026-03-06T15:00:00Z")]
    [InlineData("2026-11-02T15:00:00Z", 3, "2026-10-30T14:00:00Z")]
    [InlineData("2026-03-09T14:00:00Z", 0, "2026-03-09T14:00:00Z")]
    public void Three_days_before_at_ten_is_a_civil_time(string visit, int days, string expected) =>
        Assert.Equal(At(expected), QuietHours.DaysBefore(At(visit), CivilTime.FindZone("America/New_York")!, days,
            new LocalTime(10, 0)));

    [Theory]
    [InlineData("08:00-21:00", "08:00-21:00")]
    [InlineData("00:00-24:00", "00:00-24:00")]
    [InlineData("09:30 - 24:00", "09:30-24:00")]
    [InlineData("21:00-08:00", null)]
    [InlineData("08:00-08:00", null)]
    [InlineData("24:00-08:00", null)]
    [InlineData("8-21", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Hours_are_read_from_a_setting(string? text, string? expected) =>
        Assert.Equal(expected, SendingHours.Parse(text)?.ToString());

    private static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    private static List<DateTimeZone> Zones(string ids) => [.. ids.Split(' ').Select(id => CivilTime.FindZone(id)!)];
}
