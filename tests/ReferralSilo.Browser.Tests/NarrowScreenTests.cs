using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>On a phone, and on a laptop at 200 % zoom, screens scroll only vertically, and the first row of a list is
/// on the screen.</summary>
public sealed class NarrowScreenTests(Chromium chromium, DemoProgram program)
{
    private const int PhoneWidth = 390, PhoneHeight = 844;

    /// <summary>1440 × 900 pixels at 200 % zoom, in CSS pixels.</summary>
    private const int ZoomedWidth = 720, ZoomedHeight = 450;

    [Theory]
    [InlineData(PhoneWidth, PhoneHeight)]
    [InlineData(ZoomedWidth, ZoomedHeight)]
    public async Task The_main_screens_are_not_wider_and_show_a_row(int width, int height)
    {
        await using var screen = await Open(width, height);
        await screen.Page.GotoAsync("/sign-in");
        List<string> found = [.. await Wider(screen, "sign-in", width)];
        await screen.SignIn("supervisor", "/triage/behavioral-health");
        await screen.IsLive();
        await IsOnScreen(screen, "[data-testid=triage] [data-referral]", height);
        found.AddRange(await Wider(screen, "triage", width));
        await screen.Page.GotoAsync("/desk/behavioral-health");
        await screen.IsLive();
        await IsOnScreen(screen, "[data-rows] [data-referral]", height);
        found.AddRange(await Wider(screen, "desk", width));
        var row = screen.Page.Locator("[data-rows] [data-stage='contacting']").First;
        await screen.Page.GotoAsync($"/referral/{await row.GetAttributeAsync("data-referral")}");
        await screen.IsLive();
        found.AddRange(await Wider(screen, "referral", width));
        await screen.Page.GotoAsync("/wallboard");
        await screen.IsLive();
        await IsOnScreen(screen, "[data-line]", height);
        found.AddRange(await Wider(screen, "wallboard", width));
        foreach (var path in new[] { "/alarms", "/conversations", "/search" })
        {
            await screen.Page.GotoAsync(path);
            await Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
                .ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });
            found.AddRange(await Wider(screen, path, width));
        }

        Assert.Empty(found);
        screen.AssertNoErrors();
    }

    [Theory]
    [InlineData("clinician", "/my-day", PhoneWidth, PhoneHeight)]
    [InlineData("clinician", "/my-day", ZoomedWidth, ZoomedHeight)]
    [InlineData("source", "/my-referrals", PhoneWidth, PhoneHeight)]
    [InlineData("source", "/my-referrals", ZoomedWidth, ZoomedHeight)]
    public async Task A_screen_of_one_role_is_not_wider(string user, string path, int width, int height)
    {
        await using var screen = await Open(width, height);
        await screen.Page.GotoAsync("/sign-in");
        await screen.SignIn(user, path);
        await screen.IsLive();

        Assert.Empty(await Wider(screen, path, width));
        screen.AssertNoErrors();
    }

    [Theory]
    [InlineData("/staff", "staff", PhoneWidth, PhoneHeight)]
    [InlineData("/staff", "staff", ZoomedWidth, ZoomedHeight)]
    [InlineData("/machine-clients", "clients", PhoneWidth, PhoneHeight)]
    public async Task Accounts_and_their_buttons_fit_the_screen(string path, string list, int width, int height)
    {
        await using var screen = await Open(width, height);
        await screen.Page.GotoAsync("/sign-in");
        await screen.SignIn("admin", path);
        var cells = screen.Page.GetByTestId(list).Locator("tbody td");
        await Expect(cells.First).ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });

        Assert.Empty(await Wider(screen, path, width));
        Assert.Empty(await cells.EvaluateAllAsync<string[]>(
            "(cells, width) => cells.filter(c => c.scrollWidth > c.clientWidth + 1 "
            + "|| c.getBoundingClientRect().right > width + 1).map(c => c.textContent.trim())", width));
        screen.AssertNoErrors();
    }

    private Task<Screen> Open(int width, int height) =>
        chromium.Open(program.Address, size: new ViewportSize { Width = width, Height = height });

    private static async Task IsOnScreen(Screen screen, string rows, int height)
    {
        var first = screen.Page.Locator(rows).First;
        await Expect(first).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        var box = (await first.BoundingBoxAsync())!;
        Assert.True(box.Y >= 0 && box.Y + Math.Min(box.Height, MostOfARow) <= height,
            $"{rows}: from {box.Y} to {box.Y + box.Height} of {height} px");
    }

    /// <summary>Of a tall row, this much must be on the screen, CSS pixels.</summary>
    private const int MostOfARow = 60;

    private static async Task<IReadOnlyList<string>> Wider(Screen screen, string name, int most)
    {
        var width = await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        return width > most ? [$"{name} is {width} px wide"] : [];
    }
}
