using NodaTime;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Tests.Time;

public sealed class WeeklyWindowTests
{
    private static readonly DateTimeZone Denver = DateTimeZoneProviders.Tzdb["America/Denver"];
    private static readonly LocalDate Spring = new(2027, 3, 14);
    private static readonly LocalDate Autumn = new(2027, 11, 7);

    [Fact]
    public void A_window_that_begins_in_the_missing_hour_begins_when_it_is_over() =>
        Assert.Equal(Instant.FromUtc(2027, 3, 14, 9, 0), Window(new(2, 30), new(5, 0)).On(Spring, Denver)!.Value.Start);

    [Fact]
    public void A_window_within_the_missing_hour_is_empty() =>
        Assert.Null(Window(new(2, 15), new(2, 45)).On(Spring, Denver));

    [Fact]
    public void A_window_in_the_repeated_hour_is_its_first_occurrence() =>
        Assert.Equal(
            new Interval(Instant.FromUtc(2027, 11, 7, 7, 0), Instant.FromUtc(2027, 11, 7, 7, 30)),
            Window(new(1, 0), new(1, 30)).On(Autumn, Denver));

    [Fact]
    public void Windows_that_touch_in_civil_time_touch_on_every_day_of_the_year()
    {
        for (var day = new LocalDate(2027, 1, 1); day.Year == 2027; day = day.PlusDays(1))
            for (var minute = 15; minute < 1440; minute += 15)
            {
                var (before, at) =
                    (LocalTime.FromMinutesSinceMidnight(minute - 15), LocalTime.FromMinutesSinceMidnight(minute));
                var (first, second) =
                    (Window(before, at).On(day, Denver), Window(at, LocalTime.Midnight).On(day, Denver));
                Assert.True(first is null || first.Value.End == second!.Value.Start, $"{day} {at}");
            }
    }

    private static WeeklyWindow Window(LocalTime from, LocalTime to) => new(Weekdays.Sun | (Weekdays)63, from, to);
}
