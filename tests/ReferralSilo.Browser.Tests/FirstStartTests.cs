using System.Text.Json.Nodes;
using Microsoft.Playwright;
using ReferralSilo.Testing;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>An empty installation, from the set-up code to a referral that finds a time.</summary>
public sealed class FirstStartTests(Chromium chromium)
{
    [Fact]
    public async Task An_administrator_sets_up_an_empty_installation_on_screen()
    {
        await using var program = await RunningProgram.Start(new LaunchOptions { IsDemo = false }, null);
        await using var screen = await chromium.Open(program.Address);
        await SetUp(screen, program);
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("First steps", new() { Timeout = Deadlines.PageLoad });
        await Expect(Step(screen, "line")).ToHaveAttributeAsync("data-done", "false");

        await SettingsForms.MakeAll(screen, "sleep");
        await Post(screen, program, "/api/staff",
            new { user = "nurse", name = "Noor Aziz", roles = new[] { "triage-nurse" }, serviceLines = new[] { "*" } });
        await screen.Page.GotoAsync("/");
        await screen.Page.WaitForURLAsync("**/wallboard", new() { Timeout = Deadlines.PageLoad });
        await screen.Page.GetByTestId("nav-settings").ClickAsync();
        await Expect(screen.Page.Locator("[data-step][data-done=true]")).ToHaveCountAsync(5);

        var client = await Post(screen, program, "/api/clients",
            new { id = "ehr", name = "EHR", roles = new[] { "service" }, serviceLines = new[] { "*" } });
        using var clinic = await Clinic.Of(program.Address, "sleep", "ehr", (string)client["secret"]!);
        var referral = await clinic.Refer("Okafor", "routine");
        Assert.Equal("sleep",
            (string?)(await clinic.Get($"/api/referrals/{referral}/matches"))["items"]![0]!["clinician"]);
        screen.AssertNoErrors();
    }

    /// <summary>Makes the administrator on screen with the printed code.</summary>
    internal static async Task SetUp(Screen screen, RunningProgram program)
    {
        const string announced = "Set-up code: ";
        var code = program.Output.Split('\n').Single(l => l.StartsWith(announced, StringComparison.Ordinal));
        await screen.Page.GotoAsync("/setup");
        await screen.Page.GetByLabel("Set-up code").FillAsync(code[announced.Length..]);
        await screen.Page.GetByLabel("User name").FillAsync("ada");
        await screen.Page.GetByLabel("Your name").FillAsync("Ada Administrator");
        await screen.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("four plain words here");
        await screen.Page.GetByLabel("The same again").FillAsync("four plain words here");
        await screen.Page.Locator("[data-action=set-up]").ClickAsync();
    }

    private static ILocator Step(Screen screen, string name) => screen.Page.Locator($"[data-step='{name}']");

    /// <summary>Sends a request in the session of a screen.</summary>
    internal static async Task<JsonNode> Post(Screen screen, RunningProgram program, string path, object body)
    {
        var answer = await screen.Page.Context.APIRequest.PostAsync(new Uri(program.Address, path).ToString(), new()
        {
            DataObject = body,
            Headers = new Dictionary<string, string>
            {
                ["Origin"] = program.Address.GetLeftPart(UriPartial.Authority),
            },
        });
        Assert.True(answer.Ok, $"{path} answered {answer.Status}: {await answer.TextAsync()}");
        return JsonNode.Parse(await answer.TextAsync())!;
    }
}
