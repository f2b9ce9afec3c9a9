using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using static ReferralSilo.Browser.Tests.SettingsForms;

namespace ReferralSilo.Browser.Tests;

/// <summary>An administrator makes what a referral needs on screen, without a request of their own.</summary>
public sealed class SettingsTests(Chromium chromium, DemoProgram program)
{
    [Fact]
    public async Task A_line_a_clinician_and_a_source_made_on_screen_match_a_referral()
    {
        var id = $"made-{Guid.NewGuid():N}"[..14];
        await using var screen = await chromium.Open(program.Address);
        await screen.SignIn("admin", "/settings");
        await MakeAll(screen, id);

        using var clinic = await Clinic.Of(program.Address, id);
        var referral = await clinic.Refer("Okafor", "routine");
        Assert.Equal(id, (string?)(await clinic.Get($"/api/referrals/{referral}/matches"))["items"]![0]!["clinician"]);
        screen.AssertNoErrors();
    }

    [Fact]
    public async Task Unsaved_text_is_kept_until_the_person_drops_it()
    {
        await using var screen = await chromium.Open(program.Address);
        await screen.SignIn("admin", "/settings/new-source");
        await Type(screen, "source", "/name", "Hill Clinic");
        await screen.Page.GetByTestId("settings-lines").ClickAsync();
        await Expect(screen.Action("stay")).ToBeFocusedAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(Field(screen, "source", "/name").Locator("input")).ToHaveValueAsync("Hill Clinic");
        await screen.Page.GetByTestId("settings-lines").ClickAsync();
        await screen.Action("leave").ClickAsync();
        await screen.Page.WaitForURLAsync("**/settings/lines");
        screen.AssertNoErrors();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Settings_pass_axe_and_are_not_wider_than_the_screen(ColorScheme theme, int width)
    {
        await using var screen = await chromium.Open(program.Address, theme, new() { Width = width, Height = 844 });
        await screen.SignIn("admin", "/settings");
        var found = new List<string>();
        foreach (var path in new[]
        {
            "/settings", "/settings/lines", "/settings/lines/behavioral-health", "/settings/new-line",
            "/settings/clinicians", "/settings/clinicians/dr-adams", "/settings/sources",
            "/settings/sources/lakeside-family-practice", "/settings/templates",
            "/settings/templates/reach-out.sms.en", "/settings/messages",
        })
        {
            await screen.Page.GotoAsync(path);
            await Expect(screen.Page.Locator("[data-testid=steps], .settings-list, .setting-form").First)
                .ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });
            if (path == "/settings/new-line")
            {
                await screen.Action("save").ClickAsync();
                await Expect(screen.Page.GetByTestId("faults")).ToBeFocusedAsync(new() { Timeout = Deadlines.Update });
            }
            found.AddRange((await screen.Page.RunAxe()).Violations.Select(v =>
                $"{path}: {v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))})"));
            var wide = await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (wide > width) found.Add($"{path} is {wide} px wide");
        }
        Assert.True(found.Count == 0, string.Join("\n", found));
        screen.AssertNoErrors();
    }
}
