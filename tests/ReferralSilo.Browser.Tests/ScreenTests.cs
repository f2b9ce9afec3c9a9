using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

public sealed class ScreenTests(Chromium chromium, DemoProgram program)
{
    private static readonly LocatorAssertionsToHaveCountOptions CountInTime = new() { Timeout = Deadlines.Update };
    private static readonly LocatorAssertionsToBeVisibleOptions InTime = new() { Timeout = Deadlines.Update };

    [Fact]
    public async Task Browsers_load_the_files_of_the_screens_once()
    {
        using var http = new HttpClient { BaseAddress = program.Address };
        var page = await http.GetStringAsync("/sign-in", TestContext.Current.CancellationToken);
        var file = Regex.Match(page, "href=\"([^\"]*/tokens[.][^\"]*)\"").Groups[1].Value;

        using var answer = await http.GetAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal("max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_nurse_declines_with_a_reason_by_keyboard_alone()
    {
        using var clinic = await Clinic.Open(program.Address, "decline-clinic");
        var id = await clinic.Refer("Decline");
        await using var nurse = await Open("nurse", "/triage/decline-clinic");
        await Choose(nurse, id);

        await nurse.Press("d");
        await nurse.FillForm("decline", "Seen elsewhere already");

        await Expect(nurse.Row(id)).ToHaveCountAsync(0, CountInTime);
        var history = await clinic.History(id);
        Assert.Contains("Seen elsewhere already", history.ToJsonString());
        nurse.AssertNoErrors();
    }

    [Fact]
    public async Task A_nurse_redirects_an_emergency_by_keyboard_alone()
    {
        using var clinic = await Clinic.Open(program.Address, "redirect-clinic");
        var id = await clinic.Refer("Redirect");
        await using var nurse = await Open("nurse", "/triage/redirect-clinic");
        await Choose(nurse, id);

        await nurse.Press("r");
        await nurse.FillForm("redirect", "Emergency department", "Chest pain");

        await Expect(nurse.Row(id)).ToHaveCountAsync(0, CountInTime);
        Assert.Equal("redirected", (string)(await clinic.Referral(id))["stage"]!);
        nurse.AssertNoErrors();
    }

    [Fact]
    public async Task A_second_nurse_sees_who_has_it_and_is_refused_in_plain_words()
    {
        using var clinic = await Clinic.Open(program.Address, "two-nurses");
        var id = await clinic.Refer("Twice");
        await using var first = await Open("supervisor", "/triage/two-nurses");
        await using var second = await Open("nurse", "/triage/two-nurses");
        await Choose(first, id);
        await Choose(second, id);

        await first.Press("t");
        await Expect(second.Row(id).Locator(".taken"))
            .ToHaveTextAsync("Sue Supervisor", new() { Timeout = Deadlines.Update });
        await second.Press("t");

        await Expect(second.Refusal).ToBeVisibleAsync(InTime);
        await Expect(second.Page.GetByTestId("outcome"))
            .ToContainTextAsync("Sue Supervisor", new() { Timeout = Deadlines.Update });
        second.AssertNoErrors();
    }

    [Fact]
    public async Task Signing_out_ends_the_other_live_screens_of_that_session()
    {
        await using var nurse = await Open("nurse", "/triage/behavioral-health");
        await using var wall = await nurse.AnotherTab("/wallboard");
        await wall.IsLive();
        nurse.ExpectOutage();
        wall.ExpectOutage();

        await nurse.Action("sign-out").ClickAsync();

        await Expect(nurse.Page.GetByTestId("sign-in")).ToBeVisibleAsync(InTime);
        await Expect(wall.Page.Locator("[data-live='true']"))
            .ToHaveCountAsync(0, new() { Timeout = Deadlines.ConnectionLoss });
        await wall.Page.GotoAsync("/wallboard");
        await Expect(wall.Page.GetByTestId("sign-in")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_countdown_of_a_held_time_is_shown_whole_or_not_at_all()
    {
        using var clinic = await Clinic.Open(program.Address, "narrow-clinic");
        var (slot, day) = await clinic.Hold(await clinic.Refer("Narrow"));
        await using var desk = await Open("scheduler", "/desk/narrow-clinic");
        await desk.Page.Locator($".day[data-day='{day}']").ClickAsync();
        var held = desk.Page.Locator($".slot[data-slot='{slot}']");
        await Expect(held)
            .ToHaveAttributeAsync("data-status", "busy-tentative", new() { Timeout = Deadlines.Update });

        Assert.Equal("left out", await Countdown(800));
        Assert.NotEqual("cut", await Countdown(1440));
        Assert.Equal("whole", await Countdown(3200));

        async Task<string> Countdown(int width)
        {
            await desk.Page.SetViewportSizeAsync(width, 900);
            return await held.EvaluateAsync<string>("""
                slot => {
                  const [frame, words] = [slot, slot.querySelector('time')].map(e => e.getBoundingClientRect());
                  if (words.top >= frame.bottom - slot.clientTop) return 'left out';
                  return words.left >= frame.left && words.right <= frame.right && words.bottom <= frame.bottom ? 'whole' : 'cut';
                }
                """);
        }
    }

    [Theory]
    [InlineData("nurse", "/no/such/page", "There is no such page")]
    [InlineData("nurse", "/triage/no-such-line", "There is no such board")]
    [InlineData("nurse", "/referral/no-such-referral", "This referral cannot be shown")]
    [InlineData("admin", "/triage/behavioral-health", "This board is not open to you")]
    public async Task A_page_that_cannot_be_shown_says_why(string user, string path, string title)
    {
        await using var screen = await chromium.Open(program.Address);
        await screen.SignIn(user, path);

        await Expect(screen.Page.GetByTestId("notice").GetByRole(AriaRole.Heading))
            .ToHaveTextAsync(title, new() { Timeout = Deadlines.PageLoad });
        await Expect(screen.Page.Locator("[data-live='true']")).ToHaveCountAsync(0);
    }

    private async Task<Screen> Open(string user, string path)
    {
        var screen = await chromium.Open(program.Address);
        await screen.SignIn(user, path);
        await screen.IsLive();
        return screen;
    }

    /// <summary>Selects the only row and waits until its details are read.</summary>
    private static async Task Choose(Screen nurse, string id)
    {
        await Expect(nurse.Row(id)).ToBeVisibleAsync(InTime);
        await nurse.Press("ArrowDown");
        await Expect(nurse.Row(id)).ToHaveAttributeAsync("aria-current", "true");
        await Expect(nurse.Page.GetByTestId("rules")).ToBeVisibleAsync(InTime);
    }
}
