using ReferralSilo.Testing;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

public sealed class ProgramTests(Chromium chromium)
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_cleanly_while_screens_are_open(string signal)
    {
        await using var program = await RunningProgram.Start();
        await using var screen = await chromium.Open(program.Address);
        screen.ExpectOutage();
        await screen.SignIn("nurse", "/triage/behavioral-health");
        await screen.IsLive();

        Assert.Equal(0, await program.End(signal));
        await screen.ShowsNotLive();
    }

    [Fact]
    public async Task The_first_page_asks_for_the_sign_in_and_then_shows_the_first_screen_of_that_role()
    {
        await using var program = await RunningProgram.Start();
        await using var screen = await chromium.Open(program.Address);

        await screen.SignIn("nurse", "/");

        await screen.Page.WaitForURLAsync("**/triage/*", new() { Timeout = Deadlines.PageLoad });
        await screen.IsLive();
        await Expect(screen.Page.GetByTestId("triage").Locator("[data-referral]").First).ToBeVisibleAsync();
        Assert.True(Directory.Exists(program.DataFolder));
        screen.AssertNoErrors();
    }
}
