using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

/// <summary>The calendar feed of a clinician's visits.</summary>
public sealed class CalendarFeedTests
{
    private static readonly ScheduleCommand Open = new ScheduleCommand.SetCalendarFeed(true);
    private static readonly ScheduleCommand Close = new ScheduleCommand.SetCalendarFeed(false);

    [Fact]
    public void Each_opening_has_an_address_of_its_own()
    {
        Assert.Equal(new CalendarFeed(1, true), Free().After(Open).Feed);
        Assert.Equal(new CalendarFeed(2, true), Free().After(Open, Open).Feed);
        Assert.Equal(new CalendarFeed(1, false), Free().After(Open, Close).Feed);
        Assert.Equal(new CalendarFeed(2, true), Free().After(Open, Close, Open).Feed);
        Assert.Empty(Events(ScheduleDecider.Decide(Free(), Close, Now)));
        Assert.Empty(Events(ScheduleDecider.Decide(Free().After(Open, Close), Close, Now)));
    }

    [Fact]
    public void The_calendar_has_the_times_of_the_visits_and_nothing_about_patients()
    {
        var schedule = Free().After(Book("b1", Slot(9), "referral-of-dana"),
            Book("b2", Slot(10)) with { VisitType = VisitType.Phone }, Hold("h1", Slot(11)));
        var text = VisitCalendar.Write(schedule, Now);

        Assert.StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.Equal(["DTSTART:20310303T160000Z", "DTSTART:20310303T170000Z"],
            lines.Where(l => l.StartsWith("DTSTART", StringComparison.Ordinal)));
        Assert.Equal(["DTEND:20310303T163000Z", "DTEND:20310303T173000Z"],
            lines.Where(l => l.StartsWith("DTEND", StringComparison.Ordinal)));
        Assert.Equal(["SUMMARY:Visit by video", "SUMMARY:Visit by phone"],
            lines.Where(l => l.StartsWith("SUMMARY", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Where(l => l.StartsWith("UID:", StringComparison.Ordinal)).Distinct().Count());
        Assert.DoesNotContain("dana", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("b1", text, StringComparison.Ordinal);
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 74));
    }
}
