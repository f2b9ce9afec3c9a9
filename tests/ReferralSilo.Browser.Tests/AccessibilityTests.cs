using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>axe finds no violation on any screen with demo data, in the light and the dark theme.</summary>
public sealed class AccessibilityTests(Chromium chromium, DemoProgram program)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_screen_passes_axe(ColorScheme theme)
    {
        await using var screen = await chromium.Open(program.Address, theme);
        var found = new List<string>();
        await screen.Page.GotoAsync("/sign-in");
        await Check(screen, "sign-in", found);
        await screen.SignIn("supervisor", "/triage/behavioral-health");
        await screen.IsLive();
        await Expect(screen.Page.GetByTestId("triage").Locator("[data-referral]").First)
            .ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await screen.Press("ArrowDown");
        await Expect(screen.Page.GetByTestId("rules")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await screen.Press("?");
        await Expect(screen.Page.GetByTestId("keys")).ToBeVisibleAsync();
        await Check(screen, "triage", found);

        await screen.Page.GotoAsync("/desk/behavioral-health");
        await screen.IsLive();
        var row = screen.Page.Locator("[data-rows] [data-stage='contacting']").First;
        await row.ClickAsync();
        await Expect(screen.Page.Locator("[data-match]").First)
            .ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await screen.Press("1");
        await Expect(screen.Page.GetByTestId("chosen")).ToBeVisibleAsync();
        await Check(screen, "desk", found);
        await screen.Page.Locator("#why-clinician").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(screen.Page.GetByTestId("why-head")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await Check(screen, "desk, why not", found);
        await screen.Page.Locator("[data-mode=week]").ClickAsync();
        await Expect(screen.Page.GetByTestId("week")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await Check(screen, "desk, week", found);
        await screen.Press("w");
        await Expect(screen.Page.GetByTestId("next-free")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await Check(screen, "desk, next free", found);

        await screen.Page.GotoAsync($"/referral/{await row.GetAttributeAsync("data-referral")}");
        await screen.IsLive();
        await Check(screen, "referral", found);
        await screen.Page.GotoAsync("/wallboard");
        await screen.IsLive();
        await Check(screen, "wallboard", found);

        Assert.True(found.Count == 0, string.Join("\n", found));
        screen.AssertNoErrors();
    }

    [Theory]
    [InlineData("clinician", "/my-day", ColorScheme.Light)]
    [InlineData("clinician", "/my-day", ColorScheme.Dark)]
    [InlineData("source", "/my-referrals", ColorScheme.Light)]
    [InlineData("source", "/my-referrals", ColorScheme.Dark)]
    public async Task The_screen_of_a_role_passes_axe(string user, string path, ColorScheme theme)
    {
        await using var screen = await chromium.Open(program.Address, theme);
        var found = new List<string>();
        await screen.Page.GotoAsync("/sign-in");
        await screen.SignIn(user, path);
        await screen.IsLive();
        await Check(screen, path, found);

        Assert.True(found.Count == 0, string.Join("\n", found));
        screen.AssertNoErrors();
    }

    private static async Task Check(Screen screen, string name, List<string> found)
    {
        var result = await screen.Page.RunAxe();
        // During navigation the page briefly contains both screens, so the check is repeated.
        for (var attempt = 1; attempt < 5 && result.Violations.Length > 0; attempt++)
        {
            await screen.IsLive();
            result = await screen.Page.RunAxe();
        }

        found.AddRange(result.Violations.Select(v =>
            $"{name}: {v.Impact} {v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))})"));
    }
}
