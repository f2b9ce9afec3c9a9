using Bunit;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.MyDay;
using ReferralSilo.Console.Tests.Settings;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.MyDay;

/// <summary>The coming two weeks of a clinician: days off, extra time and weekly hours.</summary>
public sealed class MyTimesPageTests : IAsyncDisposable
{
    private static readonly ClinicianView Adams = new("dr-adams", 7, "Dr. Cleo Adams", "America/Denver", [], ["CO"],
        ["en"], [], 0, null, null, null, [new AvailabilityWindow(["mon", "tue"], "09:00", "12:00")], [], []);

    private readonly ConsoleContext _circuit = new();

    public MyTimesPageTests()
    {
        _circuit.Api.CurrentSession = new("clinician", "Cleo Adams", [Roles.Clinician], null, "dr-adams",
            ["schedule/dr-adams", "my-day/dr-adams"], []) { Settings = [SettingNames.OwnAvailability] };
        _circuit.Settings.ClinicianViews.Add(Adams);
    }

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Each_day_of_two_weeks_says_what_is_open_and_booked_in_the_clinicians_zone()
    {
        _circuit.Settings.Entries =
        [
            Entry(0, SlotStatus.Free), Entry(30, SlotStatus.Busy), Entry(60, SlotStatus.Free),
            // Tuesday in the clinician's zone, Wednesday in UTC.
            Entry(33 * 60, SlotStatus.Free),
        ];
        var days = _circuit.Render<MyTimesPage>().FindAll("[data-day]");

        Assert.Equal(14, days.Count);
        Assert.Equal("2031-03-03", days[0].GetAttribute("data-day"));
        Assert.Equal(["09:00–10:30 · 2 open times · 1 visit", "18:00–18:30 · 1 open time", "not open"],
            days.Take(3).Select(d => d.QuerySelector("[data-testid=day-summary]")!.Shown()));
    }

    [Fact]
    public void A_day_off_is_one_tap_and_can_be_taken_back()
    {
        var page = _circuit.Render<MyTimesPage>();
        page.Find("[data-day='2031-03-09'] [data-action=day-off]").Click();

        Assert.Equal(new ExceptionInput { FirstDay = "2031-03-09" }, Assert.Single(_circuit.Settings.Sent).Body);
        Assert.Equal("true", page.Find("[data-day='2031-03-09']").GetAttribute("data-off"));
        Assert.Single(page.FindAll("[data-off=true]"));
        page.Find("[data-day='2031-03-09'] [data-action=remove-exception]").Click();
        Assert.Empty(page.FindAll("[data-off=true]"));
    }

    [Fact]
    public void Booked_visits_are_named_before_a_day_off_is_taken()
    {
        _circuit.Settings.Hit = [new VisitInTimeOff(ARow.Now, ARow.Now.AddMinutes(30), VisitType.Video)];
        var page = _circuit.Render<MyTimesPage>();
        page.Find("[data-day='2031-03-03'] [data-action=day-off]").Click();

        Assert.Empty(_circuit.Settings.Sent);
        Assert.Equal("1 booked visit is on this day. It stays booked until the desk moves it: "
            + "Mon 3 Mar 09:00–09:30, video", page.Find("[data-testid=would-hit]").Shown());
        page.Find("[data-day='2031-03-03'] [data-action=day-off]").Click();
        Assert.Single(_circuit.Settings.Sent);
        Assert.Empty(page.FindAll("[data-testid=would-hit]"));
    }

    [Fact]
    public void Part_of_a_day_is_typed_at_that_day()
    {
        var page = _circuit.Render<MyTimesPage>();
        page.Find("[data-day='2031-03-04'] [data-action=other-time]").Click();
        Assert.Equal("2031-03-04", page.Typed("exception", "/firstDay"));
        page.Type("exception", "/toTime", "10:00");
        page.Save("exception");

        Assert.Equal(new ExceptionInput { FirstDay = "2031-03-04", ToTime = "10:00" },
            Assert.Single(_circuit.Settings.Sent).Body);
        Assert.Empty(page.FindAll("[data-testid=exception]"));
        Assert.Contains("Tue 4 Mar 00:00–10:00", page.Find("[data-day='2031-03-04'] [data-exception]").Shown());
    }

    [Fact]
    public void Weekly_hours_are_changed_from_a_day_on()
    {
        var page = _circuit.Render<MyTimesPage>();
        page.Type("availability", "/windows/0/validFrom", "2031-03-10");
        page.Save("availability");

        var sent = (AvailabilityInput)Assert.Single(_circuit.Settings.Sent).Body;
        Assert.Equal("2031-03-10", Assert.Single(sent.Windows).ValidFrom);
        Assert.Equal(7, _circuit.Settings.Sent[0].Change.IfVersion);
    }

    [Fact]
    public void A_refused_day_off_says_why_and_stays_open()
    {
        _circuit.Settings.Refusals.Enqueue(new Problem(409, "too-many-exceptions", "The schedule is full."));
        var page = _circuit.Render<MyTimesPage>();
        page.Find("[data-day='2031-03-04'] [data-action=day-off]").Click();

        Assert.NotEmpty(page.Find("[data-testid=day-problem]").Shown());
        Assert.Empty(page.FindAll("[data-off=true]"));
    }

    [Fact]
    public void The_address_of_the_calendar_feed_is_made_renewed_and_ended()
    {
        var page = _circuit.Render<MyTimesPage>();
        page.Find("[data-action=feed-open]").Click();
        Assert.Equal("http://localhost/calendar/dr-adams/8.ics", page.Find("[data-testid=feed-address]").Shown());
        page.Find("[data-action=feed-renew]").Click();
        Assert.EndsWith("/9.ics", page.Find("[data-testid=feed-address]").Shown(), StringComparison.Ordinal);
        page.Find("[data-action=feed-end]").Click();
        Assert.Empty(page.FindAll("[data-testid=feed-address]"));
        Assert.Equal([true, true, false], _circuit.Settings.Sent.Select(s => (bool)s.Body));
    }

    [Fact]
    public async Task The_times_of_another_clinician_are_named_so_and_changed_by_who_may()
    {
        _circuit.Settings.ClinicianViews.Add(Adams with { Id = "dr-baker", Name = "Dr. Baker" });
        var page = _circuit.Render<MyTimesPage>(p => p.Add(x => x.Clinician, "dr-baker"));
        Assert.Equal("Times of a clinician", page.Find("h1").Shown());
        Assert.Empty(page.FindAll("[data-action=day-off], [data-testid=feed]"));

        await using var supervisor = new ConsoleContext();
        supervisor.Api.CurrentSession = supervisor.Api.CurrentSession with { Settings = [SettingNames.Availability] };
        supervisor.Settings.ClinicianViews.Add(Adams with { Id = "dr-baker" });
        var may = supervisor.Render<MyTimesPage>(p => p.Add(x => x.Clinician, "dr-baker"));
        Assert.Equal(14, may.FindAll("[data-action=day-off]").Count);
    }

    [Fact]
    public void An_account_of_no_clinician_is_told_so_and_is_not_led_here()
    {
        var session = _circuit.Api.CurrentSession;
        Assert.Contains(Place.MyTimes, Place.OpenScreens(session));
        Assert.DoesNotContain(Place.Settings, Place.OpenScreens(session));
        _circuit.Api.CurrentSession = session with { Clinician = null };
        Assert.DoesNotContain(Place.MyTimes, Place.OpenScreens(_circuit.Api.CurrentSession));
        Assert.Contains("This account belongs to no clinician", _circuit.Render<MyTimesPage>().Markup);
    }

    private static ScheduleEntry Entry(int startsIn, SlotStatus status) => new($"s{startsIn}",
        ARow.Now.AddMinutes(startsIn), ARow.Now.AddMinutes(startsIn + 30), status, [VisitType.Video], null, null);
}
