using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

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
        await Fill(screen, "line", "/settings/new-line", ("/name", $"Sleep {id}"),
            ("/id", id), ("/timeZone", "denver"), ("/eligibility/reasonWords", "insomnia\nsleep"),
            ("/claimMinutes", "ten"));
        await screen.Page.GetByTestId("line").Locator("[data-action=save]").ClickAsync();
        await Expect(Field(screen, "line", "/claimMinutes").Locator(".field-messages"))
            .ToHaveTextAsync("Must be a whole number.");
        await Type(screen, "line", "/claimMinutes", "20");
        await Save(screen, "line");
        await screen.Page.WaitForURLAsync($"**/settings/lines/{id}");

        await Fill(screen, "profile", "/settings/new-clinician", ("/name", "Dr. Ana López"), ("/id", id),
            ("/timeZone", "Mountain"), ("/licensedStates", "co, nm"));
        await Field(screen, "profile", "/serviceLines").GetByLabel($"Sleep {id}").CheckAsync();
        await Save(screen, "profile");
        await screen.Page.WaitForURLAsync($"**/settings/clinicians/{id}");
        await screen.Action("add-window").ClickAsync();
        foreach (var day in new[] { "Sat", "Sun" })
            await Field(screen, "availability", "/windows/0/days").GetByLabel(day).CheckAsync();
        await Type(screen, "availability", "/windows/0/from", "0");
        await Type(screen, "availability", "/windows/0/to", "24:00");
        await Expect(screen.Page.GetByTestId("preview").Locator("h3")).ToContainTextAsync(" open times");
        await Save(screen, "availability");

        await Fill(screen, "source", "/settings/new-source", ("/name", "Hill Clinic"), ("/id", id),
            ("/email", "desk@hill.example"));
        await Save(screen, "source");
        await Type(screen, "campaign", "/code", "hill-1");
        await Type(screen, "campaign", "/name", "Autumn");
        await Save(screen, "campaign");
        await Expect(screen.Page.Locator("[data-campaign=HILL-1]")).ToBeVisibleAsync();

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

    private static async Task Fill(Screen screen, string form, string path,
        params (string Pointer, string Text)[] fields)
    {
        await screen.Page.GotoAsync(path);
        foreach (var (pointer, text) in fields) await Type(screen, form, pointer, text);
    }

    private static async Task Type(Screen screen, string form, string pointer, string text)
    {
        var field = Field(screen, form, pointer).Locator("input, textarea").First;
        await Expect(field).ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    private static async Task Save(Screen screen, string form)
    {
        var frame = screen.Page.GetByTestId(form);
        await frame.Locator("[data-action=save]").ClickAsync();
        await Expect(frame.GetByTestId("save-state")).ToHaveTextAsync("Saved", new() { Timeout = Deadlines.Update });
    }

    private static ILocator Field(Screen screen, string form, string pointer) =>
        screen.Page.GetByTestId(form).Locator($"[data-field='{pointer}']");
}
