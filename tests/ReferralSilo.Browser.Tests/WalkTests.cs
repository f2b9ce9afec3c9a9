using Microsoft.Playwright;
using ReferralSilo.Testing;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>One urgent referral from received to closed on real screens. The program is killed half-way.</summary>
public abstract class WalkTests(Chromium chromium) : IAsyncLifetime
{
    private const string Line = "walk-clinic";
    private RunningProgram _program = null!;
    private Clinic _clinic = null!;

    protected abstract string? NewDatabase();

    public async ValueTask InitializeAsync()
    {
        _program = await RunningProgram.Start(NewDatabase());
        _clinic = await Clinic.Open(_program.Address, Line);
    }

    public async ValueTask DisposeAsync()
    {
        _clinic?.Dispose();
        if (_program is not null) await _program.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_urgent_referral_goes_from_received_to_closed_on_live_screens_and_through_a_crash()
    {
        await using var nurse = await Open("nurse", $"/triage/{Line}");
        await using var desk = await Open("scheduler", $"/desk/{Line}");
        await using var wall = await Open("supervisor", "/wallboard");

        var id = await _clinic.Refer("Okafor");
        await TriageTakesAndAccepts(nurse, wall, id);
        await using var detail = await Open("nurse", $"/referral/{id}");
        await HasValue(detail.Page.Locator(".page"), "data-stage", "accepted");
        await HasValue(desk.Row(id), "data-stage", "accepted");

        var slot = await DeskHolds(desk, detail, id);
        await Crash([nurse, desk, wall, detail], desk, slot, id);
        var moved = await DeskBooksAndMoves(desk, detail, id, slot);
        Assert.NotEqual(slot, moved);

        await VisitAndLoop(desk, wall, detail, id);
        Assert.Equal("closed", (string)(await _clinic.Referral(id))["stage"]!);
        foreach (var screen in new[] { nurse, desk, wall, detail }) screen.AssertNoErrors();
    }

    private async Task<Screen> Open(string user, string path)
    {
        var screen = await chromium.Open(_program.Address);
        await screen.SignIn(user, path);
        await screen.IsLive();
        return screen;
    }

    private static async Task TriageTakesAndAccepts(Screen nurse, Screen wall, string id)
    {
        await HasValue(nurse.Row(id), "data-alarm", "true");
        await Expect(nurse.Page.GetByTestId("alarm")).ToBeVisibleAsync();
        await Expect(wall.Page.GetByTestId("alarm")).ToBeVisibleAsync();
        await Expect(Figure(wall, "alarms")).ToHaveTextAsync("1", new() { Timeout = Deadlines.Update });

        await nurse.Row(id).ClickAsync();
        await Expect(nurse.Page.GetByTestId("pane-stage")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await nurse.Press("t");
        await HasValue(nurse.Row(id), "data-alarm", "false");
        await Expect(nurse.Row(id).Locator(".taken")).ToHaveTextAsync("You");
        await Expect(Figure(wall, "alarms")).ToHaveTextAsync("0", new() { Timeout = Deadlines.Update });

        await nurse.Press("a");
        await Expect(nurse.Row(id)).ToHaveCountAsync(0, new() { Timeout = Deadlines.Update });
    }

    /// <summary>Holds the first of the best times.</summary>
    private static async Task<string> DeskHolds(Screen desk, Screen detail, string id)
    {
        await desk.Row(id).ClickAsync();
        await Expect(desk.Page.GetByTestId("matches").Locator("[data-match]"))
            .ToHaveCountAsync(5, new() { Timeout = Deadlines.Update });
        var slot = await desk.Page.Locator("[data-match][data-rank='1']").GetAttributeAsync("data-match");
        await desk.Press("1");
        await Expect(Slot(desk, slot!)).ToHaveAttributeAsync("data-rank", "1");
        await Expect(desk.Page.GetByTestId("chosen")).ToHaveAttributeAsync("data-slot", slot!);
        await desk.Press("h");
        await HasValue(Slot(desk, slot!), "data-status", "busy-tentative");
        await StageIs("offered", desk, detail);
        return slot!;
    }

    /// <summary>
    /// Kills the program and starts it again on the same data:
    /// every screen shows "not live" and then reconnects by itself.
    /// </summary>
    private async Task Crash(Screen[] screens, Screen desk, string slot, string id)
    {
        var day = await desk.Page.GetByTestId("board").GetAttributeAsync("data-day");
        foreach (var screen in screens) screen.ExpectOutage();
        await _program.Kill();
        foreach (var screen in screens) await screen.ShowsNotLive();
        await _program.Begin();
        foreach (var screen in screens) await screen.IsLive(Deadlines.Reconnect);
        await HasValue(desk.Row(id), "data-stage", "offered");
        await desk.Page.Locator($".day[data-day='{day}']").ClickAsync();
        await HasValue(Slot(desk, slot), "data-status", "busy-tentative");
    }

    private static async Task<string> DeskBooksAndMoves(Screen desk, Screen detail, string id, string slot)
    {
        await desk.Row(id).ClickAsync();
        await Expect(desk.Page.Locator($"[data-hold='{slot}']"))
            .ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await desk.Press("b");
        await StageIs("booked", desk, detail);
        await HasValue(Slot(desk, slot), "data-status", "busy");

        await Expect(desk.Page.GetByTestId("matches"))
            .ToContainTextAsync("Best times to move to", new() { Timeout = Deadlines.Update });
        var other = await desk.Page.Locator("[data-match][data-rank='2']").GetAttributeAsync("data-match");
        await desk.Press("2");
        await Expect(desk.Page.GetByTestId("chosen")).ToHaveAttributeAsync("data-slot", other!);
        await desk.Press("b");
        await HasValue(Slot(desk, other!), "data-status", "busy");
        await StageIs("booked", desk, detail);
        return other!;
    }

    private static async Task VisitAndLoop(Screen desk, Screen wall, Screen detail, string id)
    {
        await Expect(Stage(wall, "booked")).ToHaveTextAsync("1", new() { Timeout = Deadlines.Update });
        await PressAndConfirm(desk, "v", "[data-testid=pane-stage][data-stage=arrived]");
        await StageIs("arrived", desk, detail);
        await Expect(Stage(wall, "arrived")).ToHaveTextAsync("1", new() { Timeout = Deadlines.Update });

        await PressAndConfirm(desk, "m", "[data-form=complete]");
        await desk.FillForm("complete", "Care plan agreed");
        await StageIs("completed", desk, detail);
        await desk.Press("s");
        await desk.FillForm("acknowledge", "Informed by phone");
        await Expect(detail.Page.GetByText("The source was informed"))
            .ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await desk.Press("e");
        await Expect(desk.Action("confirm-cancel")).ToBeFocusedAsync(new() { Timeout = Deadlines.Update });
        await desk.Press("y");
        await desk.FillForm("close", "Nothing is open");
        await Expect(desk.Row(id)).ToHaveCountAsync(0, new() { Timeout = Deadlines.Update });
        await HasValue(detail.Page.Locator(".page"), "data-stage", "closed");
        await Expect(Stage(wall, "completed")).ToHaveTextAsync("0", new() { Timeout = Deadlines.Update });
    }

    /// <summary>Presses a key for a visit, and confirms when the visit is not today.</summary>
    private static async Task PressAndConfirm(Screen desk, string key, string done)
    {
        await desk.Press(key);
        var confirmation = desk.Page.GetByTestId("confirmation");
        await Expect(confirmation.Or(desk.Page.Locator(done)).First)
            .ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        if (await confirmation.CountAsync() > 0) await desk.Press("y");
    }

    private static async Task StageIs(string stage, Screen desk, Screen detail)
    {
        await HasValue(detail.Page.Locator(".page"), "data-stage", stage);
        await HasValue(desk.Page.GetByTestId("pane-stage"), "data-stage", stage);
    }

    private static Task HasValue(ILocator what, string attribute, string value) =>
        Expect(what).ToHaveAttributeAsync(attribute, value, new() { Timeout = Deadlines.Update });

    private static ILocator Slot(Screen desk, string slot) =>
        desk.Page.Locator($"[data-testid='board'] [data-slot='{slot}']");

    private static ILocator Figure(Screen wall, string figure) => Tile(wall).Locator($"[data-figure='{figure}'] b");

    private static ILocator Stage(Screen wall, string stage) => Tile(wall).Locator($"[data-stage='{stage}'] b");

    private static ILocator Tile(Screen wall) => wall.Page.Locator($"[data-line='{Line}']");
}

public sealed class WalkOnSqliteTests(Chromium chromium) : WalkTests(chromium)
{
    protected override string? NewDatabase() => null;
}

public sealed class WalkOnPostgresTests(Chromium chromium) : WalkTests(chromium)
{
    protected override string NewDatabase() => PostgresServer.Shared.CreateDatabase();
}
