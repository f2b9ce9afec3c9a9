using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.MyDay;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.MyDay;

public sealed class MyDayPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();
    private static readonly DayRow Day = new("day", "Dr. Cleo Adams", "2031-03-03", "America/Denver");

    public MyDayPageTests() => _circuit.Api.CurrentSession = new("clinician", "Cleo Adams", [Roles.Clinician], null,
        "dr-adams", ["schedule/dr-adams", "my-day/dr-adams", "referral/*"], ["arrive", "complete", "no-show"]);

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Visit_shows_the_hour_of_the_patient_beside_that_of_the_clinician()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("now", 0) with { PatientTimeZone = "America/New_York" });
        await Shown(page, "now");
        Assert.Equal("11:00 there", page.Find("[data-visit=now] [data-testid=patient-hour]").TextContent);
    }

    [Fact]
    public async Task Visits_are_shown_by_time_in_the_clinicians_zone_with_the_phone_to_dial()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("late", 60), Visit("now", 0) with
        {
            Interpreter = "es", AccessNeeds = ["captions"],
        });
        await Shown(page, "now");

        Assert.Equal("Monday 3 March", page.Find("h1").Shown());
        Assert.Equal(["09:00–09:30", "10:00–10:30"], page.FindAll(".hours").Select(h => h.Shown()));
        Assert.Equal("tel:+13035550123", page.Find("[data-action=call]").GetAttribute("href"));
        Assert.Equal("Interpreter: Spanish · Captions", page.Find("[data-testid=needs]").Shown());
        Assert.Contains("2 visits, 2 to come", page.Find(".day-head").Shown());
    }

    [Fact]
    public async Task A_patient_who_is_here_is_not_still_to_come()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("late", 60), Visit("now", 0) with { Stage = VisitStage.Arrived });
        await Shown(page, "now");

        Assert.Contains("2 visits, 1 to come", page.Find(".day-head").Shown());
    }

    [Fact]
    public async Task How_the_patient_may_be_contacted_safely_stands_at_the_phone()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("now", 0) with
        {
            SafeContact = new(true, "+13035550123", null, "Ask for Kim."),
        });
        await Shown(page, "now");

        Assert.Equal("Leave no voicemail. Call only this number. Ask for Kim.",
            page.Find("[data-visit=now] [data-testid=safe-contact]").Shown());
    }

    [Fact]
    public async Task A_visit_says_how_it_is_joined_until_it_is_over()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("now", 0) with { JoinAddress = "https://video.example/abc" },
            Visit("late", 60) with { VisitType = VisitType.Phone, JoinByPhone = JoinByPhone.WeCall },
            Visit("gone", -60) with { Stage = VisitStage.Completed, JoinAddress = "https://video.example/gone" });
        await Shown(page, "now");

        Assert.Equal("https://video.example/abc",
            Assert.Single(page.FindAll("[data-action=join]")).GetAttribute("href"));
        Assert.Contains("by phone, you call", page.Find("[data-visit=late] header").Shown());
    }

    [Fact]
    public async Task Lateness_and_a_visit_in_time_off_are_shown()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day with { LateMinutes = 15 }, Visit("now", 0) with { InTimeOff = true },
            Visit("late", 60));
        await Shown(page, "now");

        Assert.Equal("Reported: 15 minutes late", page.Find("[data-testid=late]").Shown());
        Assert.Contains("the desk must move this visit",
            page.Find("[data-visit=now] [data-testid=in-time-off]").Shown());
        Assert.Empty(page.FindAll("[data-visit=late] [data-testid=in-time-off]"));
    }

    [Fact]
    public async Task Running_late_and_available_now_are_one_tap()
    {
        MayPlan();
        var page = _circuit.Render<MyDayPage>();
        var stream = await _circuit.Open(Day);
        await Drawn(page, "[data-testid=now]");
        Assert.Empty(page.FindAll("[data-action=on-time], [data-action=not-available]"));
        page.Find("[data-action=late-20]").Click();
        page.Find("[data-action=available-60]").Click();
        stream.Send(ARow.Change(stream.Board, 1, Day with
        {
            LateMinutes = 20, AvailableUntil = ARow.Now.AddHours(1),
        }));
        await Drawn(page, "[data-action=not-available]");

        Assert.Equal("true", page.Find("[data-action=late-20]").GetAttribute("aria-pressed"));
        Assert.Equal("Available now, until 10:00", page.Find("[data-testid=available]").Shown());
        page.Find("[data-action=on-time]").Click();
        page.Find("[data-action=not-available]").Click();
        Assert.Equal([new RunningLateInput(20), new AvailableNowInput(ARow.Now.AddMinutes(62)), new RunningLateInput(0),
            new AvailableNowInput()], _circuit.Settings.Sent.Select(s => s.Body));
        Assert.All(_circuit.Settings.Sent, s => Assert.Equal("dr-adams", s.Id));
    }

    [Fact]
    public async Task A_report_without_an_answer_is_sent_again_under_the_same_key()
    {
        MayPlan();
        _circuit.Settings.LoseAnswer = true;
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day);
        await Drawn(page, "[data-testid=now]");
        page.Find("[data-action=late-10]").Click();
        Assert.Equal("No answer came back. Press again to find out.", page.Find("[data-testid=now-problem]").Shown());
        page.Find("[data-action=late-10]").Click();

        Assert.Empty(page.FindAll("[data-testid=now-problem]"));
        Assert.Single(_circuit.Settings.Sent.Select(s => s.Change.Operation).Distinct());
    }

    [Fact]
    public async Task Who_may_not_change_the_times_of_the_clinician_gets_no_buttons_for_them()
    {
        MayPlan();
        var page = _circuit.Render<MyDayPage>(p => p.Add(x => x.Clinician, "dr-other"));
        await _circuit.Open(Day, Visit("now", 0));
        await Shown(page, "now");
        Assert.Empty(page.FindAll("[data-testid=now], [data-testid=to-times]"));
    }

    [Fact]
    public async Task Here_is_one_press_for_the_version_on_the_screen_and_reads_no_details()
    {
        var page = _circuit.Render<MyDayPage>();
        var stream = await _circuit.Open(Day, Visit("now", 0));
        await Shown(page, "now");
        _circuit.Api.Views["r-now"] = ARow.View("r-now", Stage.Arrived, 6);
        page.Find("[data-action=arrive]").Click();

        Assert.Equal(("r-now", 5L), (_circuit.Api.Sent.Single().Id, _circuit.Api.Versions.Single()));
        Assert.IsType<Arrive>(_circuit.Api.Sent.Single().Command);
        Assert.Empty(page.FindAll("[data-action=arrive]"));
        stream.Send(ARow.Change(stream.Board, 1, Visit("now", 0) with { Stage = VisitStage.Arrived, Version = 6 }));
        await Eventually.True(() => page.InvokeAsync(() =>
            page.Find("[data-testid=visit-stage]").Shown() == "Here"), "the visit was shown as here");
        Assert.Single(page.FindAll("[data-action=complete]"));
        Assert.Empty(page.FindAll("[data-action=no-show]"));
        Assert.Empty(_circuit.Api.Read);
    }

    [Fact]
    public async Task A_later_visit_cannot_be_recorded_yet_and_a_finished_one_no_more()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("late", 300), Visit("gone", -120) with { Stage = VisitStage.NoShow });
        await Shown(page, "late");

        Assert.All(page.FindAll("[data-visit=late] [data-action=arrive], [data-visit=late] [data-action=no-show]"),
            button => Assert.True(button.HasAttribute("disabled")));
        Assert.Empty(page.FindAll("[data-visit=gone] button"));
        Assert.Equal("Did not come", page.Find("[data-visit=gone] [data-testid=visit-stage]").Shown());
    }

    [Fact]
    public async Task A_missed_visit_names_the_patient_before_it_is_sent()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day, Visit("now", 0));
        await Shown(page, "now");
        page.Find("[data-action=no-show]").Click();

        Assert.Equal("Did not come: Okafor, Dana", page.Find("[data-testid=action-form] h3").Shown());
        Assert.Empty(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Time_off_and_a_day_without_visits_are_said()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day,
            new TimeOffRow("time-off:x", ARow.Now.AddHours(2), ARow.Now.AddHours(3), "Conference"));
        await Eventually.True(() => page.InvokeAsync(() =>
            page.FindAll("[data-time-off]").Count == 1), "the time off was shown");
        Assert.Equal("11:00–12:00 Time off: Conference", page.Find("[data-time-off]").Shown());
        Assert.Contains("no visits", page.Find(".day-head").Shown());
    }

    [Fact]
    public async Task Without_visits_it_says_what_would_be_here()
    {
        var page = _circuit.Render<MyDayPage>();
        await _circuit.Open(Day);
        await Eventually.True(() => page.InvokeAsync(() =>
            page.Markup.Contains("No visits today", StringComparison.Ordinal)), "it said that there are no visits");
    }

    [Fact]
    public async Task It_is_not_live_when_the_board_does_not_answer()
    {
        var (badge, page) = (_circuit.Render<LiveBadge>(), _circuit.Render<MyDayPage>());
        var stream = await _circuit.Open(Day, Visit("now", 0));
        await Shown(page, "now");
        stream.End(new BoardRefusedException("board-unavailable", "later"));

        await Eventually.True(() => badge.InvokeAsync(() =>
            badge.Markup.Contains("Not live", StringComparison.Ordinal)), "the badge was not live");
        Assert.Single(page.FindAll("[data-visit=now]"));
    }

    [Fact]
    public void A_clinician_lands_here_after_signing_in()
    {
        _circuit.Render<Home>();
        Assert.EndsWith("/my-day", _circuit.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public void An_account_of_no_clinician_is_told_so()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Clinician = null };
        Assert.Contains("This account belongs to no clinician", _circuit.Render<MyDayPage>().Markup);
    }

    private void MayPlan()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Settings = [SettingNames.OwnAvailability] };
        _circuit.Settings.ClinicianViews.Add(new("dr-adams", 1, "Dr. Cleo Adams", "America/Denver", [], ["CO"], ["en"],
            [], 0, null, null, null, [], [], []));
    }

    private static Task Drawn(IRenderedComponent<MyDayPage> page, string part) => Eventually.True(() =>
        page.InvokeAsync(() => page.FindAll(part).Count == 1), $"{part} was drawn");

    private static Task Shown(IRenderedComponent<MyDayPage> page, string visit) => Eventually.True(() =>
        page.InvokeAsync(() => page.FindAll($"[data-visit={visit}]").Count == 1), "the visit was shown");

    private static VisitRow Visit(string key, int startsIn) => new(key, "r-" + key, "RS-" + key.ToUpperInvariant(), 5,
        "behavioral-health", VisitStage.Booked, ARow.Now.AddMinutes(startsIn), ARow.Now.AddMinutes(startsIn + 30),
        VisitType.Video, false, new BoardPatient("Okafor, Dana", 42), "+13035550123", "Panic attacks", "en", null, [],
        "CO");
}
