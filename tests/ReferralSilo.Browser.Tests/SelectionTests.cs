using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>Selection and scroll position stay stable while other people work on the same list.</summary>
public sealed class SelectionTests(Chromium chromium, DemoProgram program)
{
    private static readonly LocatorAssertionsToBeVisibleOptions InTime = new() { Timeout = Deadlines.Update };

    [Fact]
    public async Task Key_pressed_just_after_another_nurse_accepted_my_patient_accepts_nobody_else()
    {
        using var clinic = await Clinic.Open(program.Address, "gone-clinic");
        var (mine, next) = (await clinic.Refer("Mine"), await clinic.Refer("Next"));
        await using var me = await Open("nurse", "/triage/gone-clinic");
        await using var other = await Open("supervisor", "/triage/gone-clinic");
        await ChooseFirst(me, mine);
        await ChooseFirst(other, mine);

        await other.Press("a");
        await Expect(Removed(me, mine)).ToBeVisibleAsync(InTime);
        await me.Press("a");
        await me.Press("t");

        await Expect(me.Page.GetByTestId("gone"))
            .ToContainTextAsync("Sue Supervisor accepted it at", new() { Timeout = Deadlines.Update });
        await Expect(Removed(me, mine)).ToHaveAttributeAsync("aria-current", "true");
        await Expect(me.Row(next)).Not.ToHaveAttributeAsync("aria-current", "true");
        var untouched = await clinic.Referral(next);
        Assert.Equal(("received", null), ((string)untouched["stage"]!, (string?)untouched["claimedBy"]));

        await me.Press("ArrowDown");
        await Expect(me.Row(next)).ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });
        await Expect(Removed(me, mine)).ToHaveCountAsync(0);
        me.AssertNoErrors();
    }

    [Fact]
    public async Task Key_pressed_just_after_my_patient_left_the_desk_books_nobody_else()
    {
        using var clinic = await Clinic.Open(program.Address, "gone-desk");
        var (mine, next) = (await clinic.Refer("Mine"), await clinic.Refer("Next"));
        foreach (var id in new[] { mine, next })
            await clinic.Send(id, "accept", new { overrule = "The family asked for it" });
        await using var me = await Open("scheduler", "/desk/gone-desk");
        await me.Row(mine).ClickAsync();
        await Expect(me.Page.GetByTestId("matches")).ToBeVisibleAsync(InTime);
        await me.Press("1");
        await Expect(me.Page.GetByTestId("chosen")).ToBeVisibleAsync(InTime);

        await clinic.Send(mine, "withdraw", new { reason = "Moved away" });
        await clinic.Send(mine, "acknowledge");
        await Expect(me.Page.GetByTestId("pane-stage").And(me.Page.Locator("[data-stage=withdrawn]"))
            .Or(Removed(me, mine)).First).ToBeVisibleAsync(InTime);
        await me.Press("b");
        await me.Press("h");
        await me.Press("c");

        await Expect(me.Row(next)).Not.ToHaveAttributeAsync("aria-current", "true");
        Assert.Equal("accepted", (string)(await clinic.Referral(next))["stage"]!);
        me.AssertNoErrors();
    }

    [Fact]
    public async Task New_stat_does_not_move_the_row_under_the_pointer_but_is_announced_above()
    {
        using var clinic = await Clinic.Open(program.Address, "still-clinic");
        var ids = new List<string>();
        foreach (var name in new[] { "Ash", "Birch", "Cedar", "Dogwood" }) ids.Add(await clinic.Refer(name, "routine"));
        await using var nurse = await Open("nurse", "/triage/still-clinic");
        var pointed = nurse.Row(ids[2]);
        await Expect(pointed).ToBeVisibleAsync(InTime);
        await pointed.HoverAsync();
        var before = await Top(pointed);

        var stat = await clinic.Refer("Elm", "stat");
        await Expect(nurse.Row(stat)).ToBeAttachedAsync(new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("new-above"))
            .ToHaveTextAsync("1 new stat above", new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("alarm")).ToBeVisibleAsync(InTime);
        Assert.Equal(before, await Top(pointed), 1.0);
        await nurse.Page.Mouse.DownAsync();
        await nurse.Page.Mouse.UpAsync();
        await Expect(pointed).ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });

        await nurse.Page.GetByTestId("new-above").ClickAsync();
        await Expect(nurse.Row(stat)).ToBeInViewportAsync(new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("new-above")).ToBeHiddenAsync();
        nurse.AssertNoErrors();
    }

    [Fact]
    public async Task New_stat_becomes_visible_when_the_pointer_leaves_the_list()
    {
        using var clinic = await Clinic.Open(program.Address, "leave-clinic");
        var below = await clinic.Refer("Ash", "routine");
        await using var nurse = await Open("nurse", "/triage/leave-clinic");
        await nurse.Row(below).HoverAsync();
        var before = await Top(nurse.Row(below));
        var stat = await clinic.Refer("Birch", "stat");
        await Expect(nurse.Page.GetByTestId("new-above")).ToBeVisibleAsync(InTime);
        Assert.Equal(before, await Top(nurse.Row(below)), 1.0);

        await nurse.Page.GetByTestId("search").HoverAsync();

        await Expect(nurse.Row(stat)).ToBeInViewportAsync(new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("new-above")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Selected_row_looks_selected_under_the_pointer_and_while_it_alarms(ColorScheme theme)
    {
        using var clinic = await Clinic.Open(program.Address, $"look-clinic-{theme}".ToLowerInvariant());
        var (alarmed, other) = (await clinic.Refer("Ash"), await clinic.Refer("Birch", "routine"));
        await using var nurse = await Open("nurse", $"/triage/{clinic.Id}", theme);
        foreach (var id in new[] { alarmed, other })
        {
            await nurse.Row(id).ClickAsync();
            await Expect(nurse.Row(id))
                .ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });
            Assert.Equal(await Colour(nurse, "--accent-soft"), await Background(nurse.Row(id)));
            Assert.Contains(await Colour(nurse, "--accent"), await nurse.Row(id)
                .Locator("td").First.EvaluateAsync<string>("e => getComputedStyle(e).boxShadow"));
        }
        Assert.Contains(await Colour(nurse, "--bad"), await nurse.Row(alarmed)
            .Locator("td").First.EvaluateAsync<string>("e => getComputedStyle(e).boxShadow"));
    }

    [Fact]
    public async Task Back_and_reload_keep_the_selection_the_tab_and_the_day()
    {
        using var clinic = await Clinic.Open(program.Address, "back-clinic");
        var (first, second) = (await clinic.Refer("Ash"), await clinic.Refer("Birch"));
        await using var nurse = await Open("nurse", "/triage/back-clinic");
        await nurse.Row(second).ClickAsync();
        await Expect(nurse.Row(second))
            .ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page)
            .ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/triage/back-clinic\\?referral={second}$"));
        await nurse.Press("Enter");
        await Expect(nurse.Page.Locator($".page[data-referral='{second}']")).ToBeVisibleAsync(InTime);
        await nurse.Page.GoBackAsync();
        await Expect(nurse.Row(second))
            .ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });
        await nurse.Page.ReloadAsync();
        await Expect(nurse.Row(second))
            .ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.PageLoad });

        var (_, day) = await clinic.Hold(first);
        await using var desk = await Open("scheduler", "/desk/back-clinic");
        var board = desk.Page.GetByTestId("board");
        await desk.Row(first).ClickAsync();
        await Expect(desk.Page.GetByTestId("holds")).ToBeVisibleAsync(InTime);
        var before = (await board.GetAttributeAsync("data-day"))!;
        await desk.Press("ArrowRight");
        await Expect(board).Not.ToHaveAttributeAsync("data-day", before, new() { Timeout = Deadlines.Update });
        var shown = await board.GetAttributeAsync("data-day");
        await desk.Page.GetByTestId("tab-visits").ClickAsync();
        await Expect(desk.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("tab=visits"));
        await desk.Page.ReloadAsync();
        await Expect(board).ToHaveAttributeAsync("data-day", shown!, new() { Timeout = Deadlines.PageLoad });
        await Expect(desk.Page.GetByTestId("pane-head"))
            .ToContainTextAsync("Ash", new() { Timeout = Deadlines.Update });
        Assert.NotEqual("", day);
        Assert.DoesNotContain("Ash", desk.Page.Url);
    }

    private static async Task<double> Top(ILocator row) => (await row.BoundingBoxAsync())!.Y;

    private static Task<string> Background(ILocator row) =>
        row.Locator("td").Nth(3).EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");

    /// <summary>A colour of the palette in the browser's notation.</summary>
    private static Task<string> Colour(Screen screen, string name) => screen.Page.EvaluateAsync<string>("""
        name => {
          const probe = document.body.appendChild(document.createElement('i'));
          probe.style.color = `var(${name})`;
          const colour = getComputedStyle(probe).color;
          probe.remove();
          return colour;
        }
        """, name);

    private static ILocator Removed(Screen screen, string id) =>
        screen.Page.Locator($"[data-rows] [data-removed='{id}']");

    private async Task<Screen> Open(string user, string path, ColorScheme theme = ColorScheme.Light)
    {
        var screen = await chromium.Open(program.Address, theme);
        await screen.SignIn(user, path);
        await screen.IsLive();
        return screen;
    }

    /// <summary>Selects the first row by keyboard and waits until its details are read.</summary>
    private static async Task ChooseFirst(Screen screen, string id)
    {
        await Expect(screen.Row(id)).ToBeVisibleAsync(InTime);
        await screen.Press("ArrowDown");
        await Expect(screen.Row(id))
            .ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });
        await Expect(screen.Page.GetByTestId("rules")).ToBeVisibleAsync(InTime);
    }
}
