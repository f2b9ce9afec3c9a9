using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>An alarm is seen and heard on every page, until someone takes the referral.</summary>
public sealed class AlarmTests(Chromium chromium, DemoProgram program)
{
    [Fact]
    public async Task An_alarm_of_another_line_outlives_navigation_until_it_is_taken()
    {
        using var clinic = await Clinic.Open(program.Address, "alarm-clinic");
        // A screen follows the lines that there are when it opens.
        await using var nurse = await Open("nurse", "/wallboard");
        var id = await clinic.Refer("Bell", "stat");
        await nurse.Page.GetByTestId("nav-alarms").ClickAsync();
        var row = nurse.Page.GetByTestId("alarms").Locator($"[data-referral='{id}']");
        await Expect(row).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        var before = await Count(nurse);

        await nurse.Page.GetByTestId("nav-desk").ClickAsync();
        await nurse.Page.WaitForURLAsync("**/desk/*", new() { Timeout = Deadlines.PageLoad });
        await nurse.IsLive();
        Assert.Equal(before, await Count(nurse));
        await nurse.Page.GetByTestId("nav-alarms").ClickAsync();
        await row.GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await Expect(nurse.Row(id)).ToHaveAttributeAsync("aria-current", "true", new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("rules")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        Assert.Equal(before, await Count(nurse));

        await nurse.Press("t");
        await Expect(nurse.Page.GetByTestId("alarm"))
            .ToHaveAttributeAsync("data-count", $"{before - 1}", new() { Timeout = Deadlines.Update });
        nurse.AssertNoErrors();
    }

    [Fact]
    public async Task That_the_sound_is_off_is_shown_and_one_click_turns_it_on_for_every_page()
    {
        await using var nurse = await Open("nurse", "/wallboard");
        var sound = nurse.Page.GetByTestId("sound");
        await Expect(nurse.Page.GetByTestId("sound-off")).ToHaveTextAsync("Sound is off: turn it on");
        await Expect(sound).ToHaveAttributeAsync("data-sound", "off");

        await sound.ClickAsync();
        await Expect(sound).ToHaveAttributeAsync("data-sound", "on", new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("sound-off")).ToBeHiddenAsync();
        await nurse.Page.GetByTestId("nav-desk").ClickAsync();
        await nurse.Page.WaitForURLAsync("**/desk/*", new() { Timeout = Deadlines.PageLoad });
        await Expect(sound).ToHaveAttributeAsync("data-sound", "on");
        nurse.AssertNoErrors();
    }

    private static async Task<int> Count(Screen screen) => int.Parse(
        (await screen.Page.GetByTestId("alarm").GetAttributeAsync("data-count"))!,
        System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Screen> Open(string user, string path)
    {
        var screen = await chromium.Open(program.Address);
        await screen.SignIn(user, path);
        await screen.IsLive();
        return screen;
    }
}
