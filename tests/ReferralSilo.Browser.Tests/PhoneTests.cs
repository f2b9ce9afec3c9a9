using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>On a phone, screens scroll only vertically: wide content scrolls inside its own frame.</summary>
public sealed class PhoneTests(Chromium chromium, DemoProgram program)
{
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task No_screen_is_wider_than_the_phone()
    {
        await using var screen = await chromium.Open(program.Address, size: Phone);
        await screen.Page.GotoAsync("/sign-in");
        List<string> wide = [.. await Wider(screen, "sign-in")];
        await screen.SignIn("supervisor", "/triage/behavioral-health");
        await screen.IsLive();
        wide.AddRange(await Wider(screen, "triage"));
        await screen.Page.GotoAsync("/desk/behavioral-health");
        await screen.IsLive();
        var row = screen.Page.Locator("[data-rows] [data-stage='contacting']").First;
        await Expect(row).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        wide.AddRange(await Wider(screen, "desk"));
        await screen.Page.GotoAsync($"/referral/{await row.GetAttributeAsync("data-referral")}");
        await screen.IsLive();
        wide.AddRange(await Wider(screen, "referral"));
        await screen.Page.GotoAsync("/wallboard");
        await screen.IsLive();
        wide.AddRange(await Wider(screen, "wallboard"));
        await screen.Page.GotoAsync("/search");
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });
        wide.AddRange(await Wider(screen, "search"));

        Assert.Empty(wide);
        screen.AssertNoErrors();
    }

    [Theory]
    [InlineData("clinician", "/my-day")]
    [InlineData("source", "/my-referrals")]
    public async Task A_screen_of_one_role_is_not_wider_than_the_phone(string user, string path)
    {
        await using var screen = await chromium.Open(program.Address, size: Phone);
        await screen.Page.GotoAsync("/sign-in");
        await screen.SignIn(user, path);
        await screen.IsLive();

        Assert.Empty(await Wider(screen, path));
        screen.AssertNoErrors();
    }

    private static async Task<IReadOnlyList<string>> Wider(Screen screen, string name)
    {
        var width = await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        return width > Phone.Width ? [$"{name} is {width} px wide"] : [];
    }
}
