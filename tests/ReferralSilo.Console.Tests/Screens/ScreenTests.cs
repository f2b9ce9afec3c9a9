using System.Reflection;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Entry;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Wallboard;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Screens;

public sealed class ScreenTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Every_page_except_the_sign_in_requires_a_sign_in()
    {
        var open = typeof(App).Assembly.GetTypes()
            .Where(t => t.GetCustomAttributes<RouteAttribute>().Any()
                && t.GetCustomAttribute<AuthorizeAttribute>() is null);
        Assert.Equal([typeof(SetUpPage), typeof(SignInPage)], open.OrderBy(t => t.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Wallboard_shows_numbers_and_no_patient()
    {
        var page = _circuit.Render<WallboardPage>();
        var row = new WallboardRow("derm", "Dermatology", new Dictionary<string, int> { ["waiting"] = 7 }, 2, 3, 1,
            ARow.Now.AddMinutes(-44), 9, 5, 41, 1, 6, 4);
        // Rows of another kind must not be shown on the wallboard.
        await _circuit.Open(row with { Alerted = 1, Unreached = 1 }, ARow.Triage("r"));
        page.WaitForAssertion(() => Assert.Equal("2", page.Find("[data-figure=alarms] b").TextContent));
        Assert.Equal("on call alerted: 1", page.Find("[data-figure=alerted]").TextContent);
        Assert.Equal("no one on call reached: 1", page.Find("[data-figure=unreached]").TextContent);
        Assert.Equal("7", page.Find("[data-stage=waiting] b").TextContent);
        Assert.Empty(page.FindAll("[data-figure=conversations]"));
        Assert.DoesNotContain("Okafor", page.Markup);
        Assert.DoesNotContain("RS-", page.Markup);
    }

    [Fact]
    public async Task Wallboard_shows_what_patients_wrote_and_an_emergency_that_no_one_took_alarms()
    {
        var page = _circuit.Render<WallboardPage>();
        await _circuit.Open(new WallboardRow("derm", "Dermatology", new Dictionary<string, int>(), 0, 0, 0, null, 0, 0,
            0, 0, 0, 4)
        {
            Conversations = 5, ConversationsOverdue = 2, TextEmergencies = 2, TextAlarms = 1,
        });

        page.WaitForAssertion(() => Assert.Equal("5", page.Find("[data-figure=conversations] b").TextContent));
        Assert.Equal("2 late", page.Find("[data-figure=conversations-overdue]").Shown());
        Assert.Equal("2 with words of an emergency, 1 not taken", page.Find("[data-figure=text-emergencies]").Shown());
        Assert.Contains("tile-alarm", page.Find("[data-line=derm]").ClassName);
    }

    [Fact]
    public async Task Wallboard_shows_the_referrals_without_a_line_last_and_without_times()
    {
        var page = _circuit.Render<WallboardPage>();
        WallboardRow Row(string key, string name) => new(key, name, new Dictionary<string, int> { ["received"] = 3 },
            1, 0, 0, ARow.Now.AddMinutes(-44), 3, 0, 0, 0, 0, 0);
        await _circuit.Open(Row("unassigned", "Unassigned"), Row("x", "Vascular"));

        page.WaitForAssertion(() => Assert.Equal(["x", "unassigned"],
            page.FindAll("[data-line]").Select(tile => tile.GetAttribute("data-line"))));
        Assert.Empty(page.FindAll("[data-line=unassigned] .wall-capacity"));
        Assert.Contains("tile-alarm", page.Find("[data-line=unassigned]").ClassName);
        Assert.Empty(page.FindAll(".notice"));
    }

    [Fact]
    public void Wallboard_row_has_no_field_for_a_person() => Assert.DoesNotContain(
        typeof(WallboardRow).GetProperties(),
        p => p.PropertyType == typeof(BoardPatient) || p.Name.Contains("Patient", StringComparison.Ordinal)
            || p.Name.Contains("Number", StringComparison.Ordinal));

    [Fact]
    public async Task Badge_is_live_only_after_the_first_snapshot_and_shows_how_long_it_is_not()
    {
        var badge = _circuit.Render<LiveBadge>();
        _circuit.Render<WallboardPage>();
        badge.WaitForAssertion(() => Assert.Equal("false", Badge(badge)));
        var stream = await _circuit.Open();
        badge.WaitForAssertion(() => Assert.Equal("true", Badge(badge)));
        stream.End();
        await Eventually.True(() => badge.InvokeAsync(() => Badge(badge) == "false"), "the badge was not live");
        Assert.Contains("Not live, last update just now, reconnecting",
            badge.Find("[data-testid=live-badge]").Shown());
        Assert.Contains("last update", badge.Find("[data-testid=live-badge] .said [aria-hidden=true]").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Home_leads_to_the_first_screen_of_the_session()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Boards = ["desk/dermatology", "wallboard"] };
        _circuit.Render<Home>();
        Assert.EndsWith("/desk", _circuit.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Theory]
    [InlineData(Roles.TriageNurse, "/triage", "accept", "book")]
    [InlineData(Roles.Scheduler, "/desk", "book")]
    [InlineData(Roles.Supervisor, "/wallboard", "accept", "book")]
    public void Home_leads_to_where_the_person_works(string role, string path, params string[] actions)
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Roles = [role], Actions = actions };
        _circuit.Render<Home>();
        Assert.EndsWith(path, _circuit.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public void Home_says_so_when_nothing_is_open()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Boards = ["source/lakeside"] };
        Assert.Contains("No live screen is open to you", _circuit.Render<Home>().Markup);
    }

    [Theory]
    [InlineData("/triage/dermatology", "/triage/dermatology")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\n/evil.example", "/")]
    [InlineData(null, "/")]
    public void Sign_in_returns_only_to_a_local_path(string? requested, string expected) =>
        Assert.Equal(expected, SignInPage.LocalPath(requested));

    private static string? Badge(IRenderedComponent<LiveBadge> badge) =>
        badge.FindAll("[data-testid=live-badge]") is [var only] ? only.GetAttribute("data-live") : null;
}
