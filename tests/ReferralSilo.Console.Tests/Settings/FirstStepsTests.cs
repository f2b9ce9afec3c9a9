using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Alarms;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Settings;
using ReferralSilo.Console.Settings.Clinicians;
using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Console.Settings.Lines;
using ReferralSilo.Console.Settings.Sources;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Console.Wallboard;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>An installation without settings says what is missing and leads to it.</summary>
public sealed class FirstStepsTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Steps_name_what_is_missing_and_the_next_one_is_the_strong_button()
    {
        _circuit.SignInAdministrator();
        _circuit.Settings.State = new SetUpProgress(1, 1, 0, 0, 0, 0);
        var page = _circuit.Render<SettingsHome>();
        Assert.Equal("First steps", page.Find("h1").TextContent);
        Assert.Equal(["line true", "clinician true", "availability false", "staff false", "source false"],
            page.FindAll("[data-step]").Select(s => $"{s.GetAttribute("data-step")} {s.GetAttribute("data-done")}"));
        Assert.Equal("availability", page.Find(".btn-main").Closest("[data-step]")!.GetAttribute("data-step"));
    }

    [Fact]
    public void Steps_end_when_all_is_there()
    {
        _circuit.SignInAdministrator();
        _circuit.Settings.State = new SetUpProgress(2, 3, 3, 0, 4, 4);
        var page = _circuit.Render<SettingsHome>();
        Assert.Equal("Settings", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll(".btn-main"));
        _circuit.Render<Home>();
        Assert.EndsWith("/wallboard", _circuit.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Theory]
    [InlineData(0, 2, "No one may triage yet: add a triage nurse or a supervisor.")]
    [InlineData(2, 0, "No one may schedule yet: add a scheduler.")]
    public void Steps_do_not_end_while_no_one_may_triage_or_no_one_may_schedule(int triage, int scheduling, string told)
    {
        _circuit.SignInAdministrator();
        _circuit.Settings.State = new SetUpProgress(1, 1, 1, 0, triage, scheduling);
        var page = _circuit.Render<SettingsHome>();
        Assert.Equal("First steps", page.Find("h1").TextContent);
        Assert.Equal("false", page.Find("[data-step=staff]").GetAttribute("data-done"));
        Assert.Equal(told, page.Find("[data-step=staff] p").Shown());
    }

    [Fact]
    public void A_supervisor_sees_the_settings_of_the_role_and_no_first_steps()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with
        {
            Roles = [Roles.Supervisor], Settings = [SettingNames.Availability],
        };
        _circuit.Settings.State = new SetUpProgress(0, 0, 0, 0, 0, 0);
        var page = _circuit.Render<SettingsHome>();
        Assert.Equal("Settings", page.Find("h1").TextContent);
        Assert.Equal(["availability"], page.FindAll("[data-step]").Select(s => s.GetAttribute("data-step")));
    }

    [Fact]
    public void An_administrator_begins_with_the_first_steps()
    {
        _circuit.SignInAdministrator();
        _circuit.Settings.State = new SetUpProgress(0, 0, 0, 0, 0, 0);
        _circuit.Render<Home>();
        Assert.EndsWith("/settings", _circuit.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public void Settings_are_in_the_menu_of_those_who_may_change_some()
    {
        Assert.Empty(_circuit.Render<TopBar>().FindAll("[data-testid=nav-settings]"));
    }

    [Fact]
    public void Settings_are_in_the_menu_of_an_administrator()
    {
        _circuit.SignInAdministrator();
        Assert.Equal("/settings", _circuit.Render<TopBar>().Find("[data-testid=nav-settings]").GetAttribute("href"));
    }

    [Fact]
    public void Boards_without_a_service_line_say_how_to_get_one()
    {
        _circuit.Api.Lines = [];
        Assert.Contains("Ask an administrator", _circuit.Render<TriagePage>().Find("[data-testid=notice]").Shown());
        Assert.Contains("Ask an administrator", _circuit.Render<DeskPage>().Find("[data-testid=notice]").Shown());
    }

    [Fact]
    public async Task Referrals_without_a_line_are_in_the_menu_and_shown_before_the_first_line_is_made()
    {
        _circuit.Api.Lines = [Unassigned];
        _circuit.Render<TriagePage>();
        Assert.EndsWith("/triage/unassigned", _circuit.Services.GetRequiredService<NavigationManager>().Uri);
        Assert.Contains("Unassigned", _circuit.Render<TopBar>().Find("[data-testid=service-line]").TextContent);

        var page = _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "unassigned"));
        await _circuit.Open();
        await Says(page, "There is no service line yet. Referrals that come now appear here.");
    }

    [Fact]
    public async Task The_first_line_appears_in_the_menu_of_an_open_screen()
    {
        _circuit.Api.Lines = [Unassigned];
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/triage/unassigned");
        var (top, _) = (_circuit.Render<TopBar>(), _circuit.Render<AlarmBar>());
        Assert.Equal("alarms/unassigned", (await _circuit.Board.NextRequest()).Board);

        _circuit.Api.Lines = [new("derm", 1, new("Dermatology", "UTC")), Unassigned];
        _circuit.LineChanges.Raise();
        Assert.Equal("alarms/derm", (await _circuit.Board.NextRequest()).Board);
        await Says(top, "Dermatology");
    }

    [Fact]
    public async Task A_line_that_is_made_elsewhere_appears_on_open_screens()
    {
        _circuit.Api.Lines = [new("derm", 1, new("Dermatology", "UTC")), Unassigned];
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/triage/derm");
        var (top, _, alarms) = (_circuit.Render<TopBar>(), _circuit.Render<AlarmBar>(), _circuit.Render<AlarmsPage>());
        await _circuit.Board.NextRequest();
        await _circuit.Board.NextRequest();

        _circuit.Api.Lines = [new("derm", 2, new("Skin", "UTC")), new("sleep", 1, new("Sleep", "UTC")), Unassigned];
        _circuit.LineChanges.Raise();

        Assert.Equal("alarms/sleep", (await _circuit.Board.NextRequest()).Board);
        await Says(top, "Skin");
        await Says(top, "Sleep");
        await Says(alarms, "Sleep");
    }

    [Fact]
    public async Task An_open_board_takes_the_new_name_and_zone_of_its_line()
    {
        _circuit.Api.Lines = [new("derm", 1, new("Dermatology", "UTC"))];
        var page = _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "derm"));
        await _circuit.Open();
        await Says(page, "Dermatology");

        _circuit.Api.Lines = [new("derm", 2, new("Skin", "America/Denver"))];
        _circuit.LineChanges.Raise();

        await Says(page, "Skin");
        await Says(page, "Mountain time");
    }

    [Fact]
    public async Task Known_lines_stay_while_none_can_be_read_and_are_asked_for_again()
    {
        var session = _circuit.Services.GetRequiredService<SessionState>();
        _circuit.Api.Lines = [];
        Assert.Empty(await session.ServiceLines());
        _circuit.Api.Lines = [new("derm", 1, new("Dermatology", "America/Denver"))];
        Assert.Equal("Dermatology", Assert.Single(await session.ServiceLines()).Settings.Name);

        _circuit.Api.Lines = [];
        _circuit.LineChanges.Raise();
        Assert.Equal("Dermatology", Assert.Single(await session.ServiceLines()).Settings.Name);
        Assert.Equal("America/Denver", session.ZoneOf("derm").Name);

        _circuit.Api.Lines = [new("derm", 2, new("Skin", "America/Denver"))];
        Assert.Equal("Skin", Assert.Single(await session.ServiceLines()).Settings.Name);
    }

    [Fact]
    public async Task Desk_of_referrals_without_a_line_does_not_ask_for_clinicians()
    {
        _circuit.Api.Lines = [new("derm", 1, new("Dermatology", "UTC")), Unassigned];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "unassigned"));
        await _circuit.Open();
        await Says(page, "Route them first");
        Assert.DoesNotContain("Add clinicians", page.Markup);
    }

    [Fact]
    public async Task Wallboard_without_a_service_line_leads_to_the_settings()
    {
        _circuit.SignInAdministrator();
        var page = _circuit.Render<WallboardPage>();
        await _circuit.Open();
        page.WaitForAssertion(() =>
            Assert.Equal("/settings", page.Find("[data-action=get-started]").GetAttribute("href")));
    }

    [Fact]
    public void Empty_lists_say_what_would_be_there_and_offer_to_make_it()
    {
        _circuit.SignInAdministrator();
        Assert.Equal("/settings/new-line",
            _circuit.Render<LinesPage>().Find("[data-action=new-line]").GetAttribute("href"));
        Assert.Equal("/settings/new-clinician",
            _circuit.Render<CliniciansPage>().Find("[data-action=new-clinician]").GetAttribute("href"));
        Assert.Equal("/settings/new-source",
            _circuit.Render<SourcesPage>().Find("[data-action=new-source]").GetAttribute("href"));
    }

    [Theory]
    [InlineData("america/denver", "America/Denver")]
    [InlineData("Denver", "America/Denver")]
    [InlineData("new york", "America/New_York")]
    [InlineData("Mountain", "America/Denver")]
    [InlineData("UTC", "UTC")]
    [InlineData("Nowhere", null)]
    public void Time_zone_is_found_by_what_people_type(string typed, string? zone) =>
        Assert.Equal(zone, ZoneList.Find(typed));

    private static ServiceLineView Unassigned => new("unassigned", 0, new("Unassigned", "UTC"));

    private static Task Says<T>(IRenderedComponent<T> page, string text) where T : IComponent =>
        Eventually.True(() => page.InvokeAsync(() => page.Markup.Contains(text, StringComparison.Ordinal)),
            $"it said: {text}");

    [Theory]
    [InlineData("9", "09:00")]
    [InlineData("9:30", "09:30")]
    [InlineData("0930", "09:30")]
    [InlineData("24:00", "24:00")]
    [InlineData("noon", "noon")]
    public void Time_of_day_is_completed(string typed, string time) => Assert.Equal(time, TypedText.Time(typed));
}
